"""Memory: what came first, thirty steps later. The same set-up twice, with one layer that can keep it and one that cannot yet."""

from django.utils.translation import gettext_lazy as _

from playground.experiments.declarations import LAYERS
from playground.experiments.presets.base import Preset

RANK = 60
LAG_30 = {  # as in tests/engine/test_lag_30.py, which says what the budget of epochs has to do with it
    "data.name": "remember_first",
    "data.samples": "1250",
    "data.test_share": "0.2",
    "loss.name": "cross_entropy",
    "network.initializer.name": "normal",
    "network.initializer.scale": "0.1",
    "optimizer.name": "adam",
    "optimizer.lr": "0.001",
    "training.batch_size": "20",
    "training.clip_norm": "1",
    "training.epochs": "4",
    f"{LAYERS}.0.units": "32",
}

PRESETS = (
    Preset(
        "lstm-remembers",
        _("LSTM remembers"),
        _("Its forget gate lets the gradient come back through thirty steps: see Through time."),
        {**LAG_30, f"{LAYERS}.0.name": "lstm", f"{LAYERS}.0.forget_bias": "3"},
        speed=5,
    ),
    Preset(
        "elman-forgets",
        _("Elman forgets"),
        _("What happened thirty steps ago gets a millionth of the gradient: it only guesses."),
        {**LAG_30, f"{LAYERS}.0.name": "rnn"},
        speed=5,
    ),
)
