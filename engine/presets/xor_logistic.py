"""One sigmoid unit meets XOR: the gradient is right, goes to zero, and the answer is wrong."""

from engine.presets.base import Preset, xor_table
from engine.sentences import Word

ONE_UNIT = xor_table(
    network={"layers": [], "initializer": {"name": "normal", "scale": 0.01}},
    optimizer={"name": "sgd", "lr": 0.01},
    training={"epochs": 1000, "batch_size": None},
)
HIDDEN = {
    **ONE_UNIT,
    "network": {
        "layers": [{"name": "dense", "units": 4, "activation": "tanh"}],
        "initializer": {"name": "normal", "scale": 1.0},
    },
    "training": {"epochs": 3000, "batch_size": None},
}

PRESETS = (
    Preset(
        name="xor-logistic",
        title=Word("XOR with one unit"),
        about=Word("As printed the gradient check passes, the gradient goes to zero and the loss stays at 4·ln 2 = 2.7726."),
        changed=Word("A hidden layer of four units and 3,000 epochs: no line separates XOR, so the model was at fault."),
        settings=HIDDEN,
        printed=ONE_UNIT,
        rank=30,
    ),
)
