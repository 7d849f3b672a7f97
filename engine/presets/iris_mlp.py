"""Iris with a small network, full batch: labels that do not fit the loss stop the printed program."""

from engine.presets.base import Preset
from engine.sentences import Word

PRESETS = (
    Preset(
        name="iris-mlp",
        title=Word("Iris, 10 ReLU units"),
        about=Word("A thousand full-batch steps of Adam at a low rate: the loss is still falling at the end."),
        changed=Word("Labels are one-hot rows, as the loss expects. The rest is as printed."),
        settings={
            "seed": 16,  # of seeds, one whose start and end are typical: others begin at 1.5 to 5.6
            "data": {"name": "iris", "test_share": 0.2, "seed": 42},
            "network": {"layers": [{"name": "dense", "units": 10, "activation": "relu"}], "initializer": {"name": "he_uniform"}},
            "loss": {"name": "cross_entropy"},
            "optimizer": {"name": "adam", "lr": 0.001},
            "training": {"epochs": 1000, "batch_size": None},
        },
        broken=Word("As printed this does not run: whole-number labels are fed to a loss that expects one-hot rows."),
        rank=10,
    ),
)
