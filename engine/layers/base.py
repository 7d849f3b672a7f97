"""What a layer is: a shape, a count of parameters, and forward and backward on preallocated buffers."""

from __future__ import annotations

from typing import ClassVar

from engine.registry import Entry


class Layer(Entry):
    """One layer of the network. Tensors are (replica, unit, batch) and live in a *frame* made for one batch size."""

    label: ClassVar[str] = "layers"
    about: ClassVar[str] = (
        "How many bends the network can make. Too few: cannot fit. Too many: slower, and learns noise by heart."
    )

    def fan_out(self, fan_in: int) -> int:
        """Units after this layer."""
        raise NotImplementedError

    @staticmethod
    def forward(f) -> None:
        """Read ``f.x``, write ``f.z`` and ``f.a``."""
        raise NotImplementedError

    @staticmethod
    def backward(f) -> None:
        """Read ``f.da`` (dL/da), write ``f.gw`` (dL/dW) and, unless this is the first layer, ``f.dx`` (dL/dx)."""
        raise NotImplementedError
