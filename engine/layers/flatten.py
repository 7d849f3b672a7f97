from __future__ import annotations

from typing import ClassVar, Literal

from torch import nn

from engine.layers.base import Layer, Shape, size_of


class Flatten(Layer):
    """a = x, read as a list of units: (channels, height, width) becomes (channels·height·width,).

    Units are stored in C order whatever their shape, so nothing is computed or copied, forward or backward: dL/dx = dL/da.
    The order of units is that of torch.nn.Flatten.
    """

    rank: ClassVar[int] = 40
    title: ClassVar[str] = "Flatten"
    plain: ClassVar[bool] = True
    name: Literal["flatten"] = "flatten"

    def shape_out(self, shape: Shape) -> Shape:
        return (size_of(shape),)

    def passes(self, training: bool) -> bool:
        return True

    @staticmethod
    def forward(f) -> None:
        """The buffers are shared."""

    @staticmethod
    def backward(f) -> None:
        """The buffers are shared."""

    def in_torch(self, shape: Shape) -> nn.Module:
        return nn.Flatten()
