from __future__ import annotations

import itertools
from typing import ClassVar, Literal

import torch

from engine.faults.base import Fault
from engine.sentences import Sentence


class DerivativeWrongLayer(Fault):
    """dL/dz of a hidden layer takes f′ at the pre-activation of the layer *above* it: one variable z for all layers, overwritten.

    Right: dL/dz₁ = dL/da₁ · f′(z₁). Here: dL/da₁ · f′(z₂), unit j reading unit j mod n of the n above. With n = 1 that is what
    NumPy's broadcasting does, which is why nothing complains of the shapes. The output layer has none above and is right.
    The mistake of a printed XOR program, where `self.z` holds whatever the forward pass wrote last.
    """

    rank: ClassVar[int] = 12
    title: ClassVar[str] = "derivative at the wrong layer"
    caught: ClassVar[bool] = True
    seen: ClassVar[str] = (
        "The layers below the output have gradients that no small move of their weights confirms; the output's are right."
    )
    name: Literal["derivative_wrong_layer"] = "derivative_wrong_layer"

    @staticmethod
    def idle(spec) -> Sentence | None:
        used = {layer.activation for layer in spec.network.layers if hasattr(layer, "activation")}
        if used - {"identity"}:
            return None
        return Sentence("It needs a hidden layer whose derivative is not the same everywhere")

    @staticmethod
    def wire(stack: list) -> None:
        for below, above in itertools.pairwise(frame for frame in stack if frame.z is not None):
            below.slope = elsewhere(below, above)


def elsewhere(below, above):
    """The slope of ``below`` at the pre-activations of ``above``."""
    right, units, taken = below.slope, torch.arange(below.slot.fan_out) % above.slot.fan_out, torch.empty_like(below.z)

    def slope(grad, z, a, out):
        there = above.z.index_select(1, units)
        return right(grad, there, below.activate(there, taken), out)

    return slope
