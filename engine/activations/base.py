"""What an activation is: a pair of rules, forward and backward, written side by side."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

import torch
from torch import Tensor, nn

from engine.elementwise import Bound
from engine.registry import Entry


class Activation(Entry):
    """a = f(z), element by element. Tensors are (replica, unit, batch); ``z`` is contiguous, ``a`` may be a slice.

    Only operations that keep a replica's bits at any width may be used (see tests/engine/test_company.py): compose
    sigmoid from tanh, softplus from log1p and exp, and so on.
    """

    dead_at_zero: ClassVar[bool] = False  # a unit that answers 0 to every point passes no gradient: it is dead
    slope_of_a: ClassVar[bool] = False  # its derivative is written in its answer, as a·(1 − a), so a slip may feed it z
    saturates: ClassVar[tuple[float, ...]] = ()  # output values at which the slope vanishes

    @staticmethod
    def forward(z: Tensor, out: Tensor) -> Tensor:
        """Write f(z) to ``out`` and return it."""
        raise NotImplementedError

    @classmethod
    def bound(cls, z: Tensor, a: Tensor) -> Bound:
        """:meth:`forward` from one buffer into another, to be called at every step; its bits are those of ``forward``."""
        return partial(cls.forward, z, a)

    @staticmethod
    def backward(grad: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        """Write dL/dz = grad · f′(z) to ``out``; ``grad`` is dL/da and may be ``out`` itself."""
        raise NotImplementedError

    @classmethod
    def bound_back(cls, grad: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Bound:
        """:meth:`backward` between these buffers, to be called at every step."""
        return partial(cls.backward, grad, z, a, out)

    @staticmethod
    def in_torch() -> nn.Module:
        """The same function in PyTorch (read by engine/reference.py)."""
        raise NotImplementedError


# A constant tensor costs a third of a Python number in a small operation, and takes the other operand's dtype.
HALF, ONE = torch.tensor(0.5), torch.tensor(1.0)
