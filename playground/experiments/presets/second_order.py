"""Second order: what a step that knows the curvature buys, and what it costs. The same data and rule, 25 parameters and 925."""

from django.utils.translation import gettext_lazy as _

from playground.experiments.presets.base import Preset, dense

RANK = 70
DAMPED_NEWTON = {
    "data.noise": "0.05",
    "optimizer.name": "levenberg_marquardt",
    "optimizer.exact_hessian": "true",
    "optimizer.lr": "1",
    "training.batch_size": "none",
}

PRESETS = (
    Preset(
        "newton-25",
        _("Newton at 25 parameters"),
        _("A step costs 50 more gradients and is worth hundreds: train SGD too, x axis in seconds."),
        {**DAMPED_NEWTON, **dense([6]), "training.epochs": "30"},
        speed=5,
    ),
    Preset(
        "newton-925",
        _("Newton at 925 parameters"),
        _("A step costs 1,850 more gradients: in those seconds SGD is there already."),
        {**DAMPED_NEWTON, **dense([29, 27]), "data.samples": "200", "training.epochs": "4"},
        speed=5,
    ),
)
