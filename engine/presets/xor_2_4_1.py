"""A hand-written network for XOR that never learns, for three reasons at once."""

from engine.presets.base import Preset, xor_table
from engine.sentences import Word


def network(scale: float, faults: tuple[str, ...] = ()) -> dict:
    """2-4-1 with sigmoids and without biases, weights ~ scale·N(0, 1), 10,000 steps of 0.03 on the summed loss."""
    return xor_table(
        network={
            "layers": [{"name": "dense", "units": 4, "activation": "sigmoid", "bias": False}],
            "initializer": {"name": "normal", "scale": scale},
            "output_bias": False,
        },
        optimizer={"name": "sgd", "lr": 0.03},
        training={"epochs": 10_000, "batch_size": None},
        faults=list(faults),
    )


WRONG_GRADIENT = ("derivative_wrong_form", "derivative_wrong_layer")

PRESETS = (
    Preset(
        name="xor-2-4-1",
        title=Word("XOR by hand, 2-4-1"),
        about=Word("As printed the output sits at 0.5 and the loss at 1.3863 for ever. A gradient check names the first reason."),
        changed=Word(
            "The derivative is taken at the layer's own answer, weights start at N(0, 1) instead of a hundredth of it, "
            "and the loss shown is the whole of cross-entropy."
        ),
        settings=network(1.0),
        printed=network(0.01, (*WRONG_GRADIENT, "half_loss")),
        rank=20,
    ),
    Preset(
        name="xor-2-4-1-small-weights",
        title=Word("XOR by hand, small weights"),
        about=Word("With the right gradient and weights of 0.01 it still stays at ln 2 a point: the start is a plateau."),
        changed=Word("Weights start at N(0, 1) instead of a hundredth of it; the gradient is right in both."),
        settings=network(1.0),
        printed=network(0.01),
        rank=21,
    ),
    Preset(
        name="xor-2-4-1-wrong-gradient",
        title=Word("XOR by hand, wrong gradient"),
        about=Word("With weights of N(0, 1) and the wrong derivative it moves, and stalls far from the answer."),
        changed=Word("The derivative is taken at the layer's own answer; weights start at N(0, 1) in both."),
        settings=network(1.0),
        printed=network(1.0, WRONG_GRADIENT),
        rank=22,
    ),
)
