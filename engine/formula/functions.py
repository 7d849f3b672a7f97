"""The functions a formula may use, each with its derivative, and the constants: the only names there are beside x and y."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Function:
    """``value(u)`` and ``slope(u, value(u))``, of float64 tensors."""

    value: Callable[[Tensor], Tensor]
    slope: Callable[[Tensor, Tensor], Tensor]


FUNCTIONS: dict[str, Function] = {
    "sin": Function(torch.sin, lambda u, f: torch.cos(u)),
    "cos": Function(torch.cos, lambda u, f: -torch.sin(u)),
    "tan": Function(torch.tan, lambda u, f: 1 + f * f),
    "atan": Function(torch.atan, lambda u, f: 1 / (1 + u * u)),
    "sinh": Function(torch.sinh, lambda u, f: torch.cosh(u)),
    "cosh": Function(torch.cosh, lambda u, f: torch.sinh(u)),
    "tanh": Function(torch.tanh, lambda u, f: 1 - f * f),
    "exp": Function(torch.exp, lambda u, f: f),
    "log": Function(torch.log, lambda u, f: 1 / u),
    "sqrt": Function(torch.sqrt, lambda u, f: 0.5 / f),
    "abs": Function(torch.abs, lambda u, f: torch.sign(u)),  # 0 at the kink, as in PyTorch
    "sign": Function(torch.sign, lambda u, f: torch.zeros_like(u)),
}
CONSTANTS = {"pi": math.pi, "e": math.e}
VARIABLES = ("x", "y")
NAMES = (*VARIABLES, *CONSTANTS, *FUNCTIONS)
