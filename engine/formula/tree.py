"""What a formula is once it is read: a tree whose parts know their value, their two derivatives, and how they are written.

Derivatives go forward with the values: each part turns (u, ∂u/∂x, ∂u/∂y) of what it stands on into its own. ``None`` for both
derivatives says that a part holds neither x nor y: constants have no slope, and 0·∞ never comes up because of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from engine.formula.functions import FUNCTIONS

Worked = tuple[Tensor, tuple[Tensor, Tensor] | None]  # value; (∂/∂x, ∂/∂y), or None where there is neither x nor y


@dataclass(frozen=True)
class Number:
    value: float

    def work(self, x: Tensor, y: Tensor) -> Worked:
        return torch.full_like(x, self.value), None

    def __str__(self) -> str:
        return repr(int(self.value)) if self.value.is_integer() and self.value < 1e15 else repr(self.value)


@dataclass(frozen=True)
class Constant:
    name: str
    value: float

    def work(self, x: Tensor, y: Tensor) -> Worked:
        return torch.full_like(x, self.value), None

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Variable:
    name: str

    def work(self, x: Tensor, y: Tensor) -> Worked:
        one, none = torch.ones_like(x), torch.zeros_like(x)
        return (x, (one, none)) if self.name == "x" else (y, (none, one))

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Minus:
    of: Node

    def work(self, x: Tensor, y: Tensor) -> Worked:
        u, du = self.of.work(x, y)
        return -u, du and (-du[0], -du[1])

    def __str__(self) -> str:
        return f"(-{self.of})"


@dataclass(frozen=True)
class Call:
    name: str
    of: Node

    def work(self, x: Tensor, y: Tensor) -> Worked:
        u, du = self.of.work(x, y)
        function = FUNCTIONS[self.name]
        f = function.value(u)
        if du is None:
            return f, None
        slope = function.slope(u, f)
        return f, (slope * du[0], slope * du[1])

    def __str__(self) -> str:
        return f"{self.name}({self.of})"


@dataclass(frozen=True)
class Pair:
    """Two parts and a sign between them."""

    sign: str
    left: Node
    right: Node

    def work(self, x: Tensor, y: Tensor) -> Worked:
        (u, du), (v, dv) = self.left.work(x, y), self.right.work(x, y)
        match self.sign:
            case "+":
                return u + v, _sum(du, dv)
            case "-":
                return u - v, _sum(du, dv and (-dv[0], -dv[1]))
            case "*":
                return u * v, _sum(_times(v, du), _times(u, dv))
            case "/":
                return u / v, _sum(_times(1 / v, du), _times(-u / (v * v), dv))
            case "^":
                return u.pow(v), _sum(_times(_by_base(u, v), du), _times(_by_exponent(u, v), dv))
        raise AssertionError(self.sign)

    def __str__(self) -> str:
        return f"({self.left} {self.sign} {self.right})"


Node = Number | Constant | Variable | Minus | Call | Pair


def _by_base(u: Tensor, v: Tensor) -> Tensor:
    """∂(uᵛ)/∂u = v·uᵛ⁻¹; 0 where v is 0, also at u = 0."""
    return torch.where(v == 0, 0.0, v * u.pow(v - 1))


def _by_exponent(u: Tensor, v: Tensor) -> Tensor:
    """∂(uᵛ)/∂v = uᵛ·log u; 0 where u is 0 and stays 0."""
    return torch.where((u == 0) & (v >= 0), 0.0, u.pow(v) * u.log())


def _times(factor: Tensor, slopes: tuple[Tensor, Tensor] | None) -> tuple[Tensor, Tensor] | None:
    return slopes and (factor * slopes[0], factor * slopes[1])


def _sum(one: tuple[Tensor, Tensor] | None, other: tuple[Tensor, Tensor] | None) -> tuple[Tensor, Tensor] | None:
    if one is None or other is None:
        return one or other
    return one[0] + other[0], one[1] + other[1]
