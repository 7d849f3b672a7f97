from __future__ import annotations

from typing import ClassVar, Literal

import torch

from engine.faults.base import Fault, after_backward
from engine.layout import slots_of
from engine.sentences import Sentence


class TransposedGradient(Fault):
    """The product for a weight gradient is made the wrong way round and its numbers laid into the weights' shape row by row.

    Right: dL/dW (in, out) = x·(dL/dz)ᵀ. Here (dL/dz)·xᵀ, shape (out, in), read as (in, out): each weight gets the gradient of
    another. A reshape hides it that was put in to silence a shape error. Biases are right, and layers with one input or one unit.
    """

    rank: ClassVar[int] = 50
    title: ClassVar[str] = "transposed weight gradient"
    caught: ClassVar[bool] = True
    seen: ClassVar[str] = "In each layer the right numbers stand at the wrong weights."
    name: Literal["transposed_gradient"] = "transposed_gradient"

    @staticmethod
    def idle(spec) -> Sentence | None:
        blocks = [block for slot in slots_of(spec) for block in slot.blocks]
        if any(block.fan_in > 1 and block.fan_out > 1 for block in blocks):
            return None
        return Sentence("Every layer has one input or one unit, and a single row reads the same either way")

    @staticmethod
    def wire(stack: list) -> None:
        for frame in stack:
            after_backward(frame, transpose)


def transpose(f) -> None:
    for view in f.views:
        weights = view.gw[:, :-1]
        turned = weights.mT.clone(memory_format=torch.contiguous_format)
        weights.copy_(turned.view(weights.shape))
