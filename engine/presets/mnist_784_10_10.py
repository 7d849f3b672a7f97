"""Handwritten digits through a bottleneck of ten units."""

from engine.presets.base import Preset
from engine.sentences import Word

PRESETS = (
    Preset(
        name="mnist-784-10-10",
        title=Word("MNIST through ten units"),
        about=Word("It works. Ten hidden units are what limits it; try more."),
        changed=Word("The printed program is right: only the formula beside it lacks a minus, so there is one version."),
        settings={
            "data": {"name": "mnist"},
            "network": {"layers": [{"name": "dense", "units": 10, "activation": "relu"}]},
            "loss": {"name": "cross_entropy"},
            "optimizer": {"name": "adam", "lr": 0.001},
            "training": {"epochs": 10, "batch_size": 32},
        },
        rank=40,
    ),
)
