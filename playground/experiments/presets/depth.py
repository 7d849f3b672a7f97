"""Pictures and depth: filters that find what digits are made of, and fifty layers with and without a way around them."""

from django.utils.translation import gettext_lazy as _

from playground.experiments.declarations import LAYERS
from playground.experiments.presets.base import Preset, dense

RANK = 65
FIFTY = {"data.samples": "1000", "training.epochs": "150"}  # the same points, rate and budget for both


def around(blocks: int) -> dict[str, str]:
    """Six units, then so many blocks of two layers with a residual layer over them."""
    rows = [{"name": "dense", "units": "6"}]
    rows += [{"name": "dense", "units": "6"}, {"name": "dense", "units": "6"}, {"name": "residual", "over": "2"}] * blocks
    return {f"{LAYERS}.{index}.{name}": value for index, row in enumerate(rows) for name, value in row.items()}


PRESETS = (
    Preset(
        "small-eye",
        _("A small eye"),
        _("Eight filters look for strokes: see Filters and feature maps."),
        {
            "data.name": "digits",
            "loss.name": "cross_entropy",
            "optimizer.name": "adam",
            "optimizer.lr": "0.003",
            "training.epochs": "40",
            f"{LAYERS}.0.name": "conv2d",
            f"{LAYERS}.0.channels": "8",
            f"{LAYERS}.0.kernel": "3",
            f"{LAYERS}.0.activation": "relu",
            f"{LAYERS}.1.name": "max_pool2d",
            f"{LAYERS}.2.name": "flatten",
            f"{LAYERS}.3.name": "dense",
            f"{LAYERS}.3.units": "16",
            f"{LAYERS}.3.activation": "relu",
        },
        speed=5,
    ),
    Preset(
        "fifty-layers",
        _("Fifty layers"),
        _("Even with tanh, fifty layers in a row let next to nothing through."),
        {**FIFTY, **dense([6] * 50)},
    ),
    Preset(
        "ways-around",
        _("Fifty layers, ways around"),
        _("Residual layers let the gradient go around: the same budget, and it learns."),
        {**FIFTY, **around(16)},
    ),
)
