"""Where points may be moved, in units that people know, and what the network then sees.

"ink"        pictures: each pixel between 0 (empty) and 1 (full ink)
"axis"       one or two columns: along the columns' own axes, so that x₁² and sin x₁ follow x₁
"deviation"  tables and sequences: standard deviations of each input on the training set (sequences: one for all steps)

A place ``u`` is (points, coordinates), float64. ε is the largest change of any coordinate: the max norm. Where these are the
inputs themselves, one by one, a space is a :meth:`Space.box`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

if TYPE_CHECKING:
    from engine.plan import Plan

NEAR = 1e-5  # half a difference quotient of the inputs of an axis: they are polynomials and sines, so it is right to ten digits


class Space:
    """The first ``count`` test points of ``plan``, or training points. ``start``: where they stand; ``empty``: a place that says
    nothing, to compare with (no ink, or the mean of the training points); ``largest``: the largest ε worth looking at."""

    low: float = -torch.inf
    high: float = torch.inf

    def __init__(self, plan: Plan, count: int, training: bool = False):
        self.plan, self.split = plan, plan.data
        first = 0 if training else plan.train_count
        self.points = (self.split.train_points if training else self.split.test_points)[:count]
        self.x = plan.x[first : first + count, :-1].double()
        self.y = plan.y[first : first + count].double()
        self.labels = torch.from_numpy(np.asarray(plan.labels[first : first + count], dtype=np.float64))

    def inputs(self, u: Tensor, which: slice = slice(None)) -> Tensor:
        """What the network sees of the points ``which`` at ``u``, (points, features)."""
        raise NotImplementedError

    def pull(self, u: Tensor, slope: Tensor) -> Tensor:
        """dL/du of dL/dx (points, features): the chain rule through :meth:`inputs`."""
        raise NotImplementedError

    def shown(self, u: Tensor) -> Tensor:
        """The values of the data at ``u``, in the units they came in."""
        raise NotImplementedError

    def box(self) -> tuple[Tensor, Tensor, Tensor] | None:
        """(what one unit is, smallest, largest) of each input as the network sees it, float64 (features,); None where one
        coordinate may move several inputs."""
        raise NotImplementedError

    def within(self, u: Tensor, epsilon: float, which: slice = slice(None)) -> Tensor:
        """The nearest place to ``u`` that is at most ``epsilon`` from where the points stand, and inside the bounds."""
        here = self.start[which]
        return torch.clamp(torch.minimum(torch.maximum(u, here - epsilon), here + epsilon), self.low, self.high)


class Ink(Space):
    unit, low, high, largest = "ink", 0.0, 1.0, 0.3

    def __init__(self, plan: Plan, count: int, training: bool = False):
        super().__init__(plan, count, training)
        self.shift = torch.from_numpy(np.asarray(self.split.shift, dtype=np.float64))
        self.scale = torch.from_numpy(np.asarray(self.split.scale, dtype=np.float64))
        self.start = (self.x * self.scale + self.shift).clamp(0, 1)
        self.empty = torch.zeros_like(self.start)

    def inputs(self, u: Tensor, which: slice = slice(None)) -> Tensor:
        return (u - self.shift) / self.scale

    def pull(self, u: Tensor, slope: Tensor) -> Tensor:
        return slope / self.scale

    def shown(self, u: Tensor) -> Tensor:
        return u

    def box(self) -> tuple[Tensor, Tensor, Tensor]:
        return 1 / self.scale, -self.shift / self.scale, (1 - self.shift) / self.scale


class Axis(Space):
    unit = "axis"

    def __init__(self, plan: Plan, count: int, training: bool = False):
        super().__init__(plan, count, training)
        self.start = torch.from_numpy(self.points.astype(np.float64))
        self.empty = torch.from_numpy(self.split.train_points.mean(0)).expand_as(self.start)
        self.largest = _round(0.5 * float(self.split.train_points.std(0).max()) or 1.0)

    def inputs(self, u: Tensor, which: slice = slice(None)) -> Tensor:
        return torch.from_numpy((self.plan.spec.data.inputs(u.numpy()) - self.split.shift) / self.split.scale)

    def pull(self, u: Tensor, slope: Tensor) -> Tensor:
        return (self.bend(u) * slope.unsqueeze(1)).sum(2)

    def bend(self, u: Tensor) -> Tensor:
        """dx/du, (points, columns, features)."""
        slopes = []
        for column in range(u.shape[1]):
            step = torch.zeros(u.shape[1], dtype=torch.float64)
            step[column] = NEAR
            slopes.append((self.inputs(u + step) - self.inputs(u - step)) / (2 * NEAR))
        return torch.stack(slopes, dim=1)

    def shown(self, u: Tensor) -> Tensor:
        return u

    def box(self) -> None:
        return None


class Deviation(Space):
    unit, largest = "deviation", 1.0

    def __init__(self, plan: Plan, count: int, training: bool = False):
        super().__init__(plan, count, training)
        seen = self.split.train_x.astype(np.float64)
        one_for_all = len(plan.slots[0].in_shape) > 1
        self.rate = torch.from_numpy(np.full(seen.shape[1], seen.std()) if one_for_all else seen.std(0))
        self.start = torch.zeros_like(self.x)
        away = torch.from_numpy(seen.mean(0)) - self.x
        self.empty = torch.where(self.rate > 0, away / self.rate, 0.0)  # a column that never varied stays as it is

    def inputs(self, u: Tensor, which: slice = slice(None)) -> Tensor:
        return self.x[which] + u * self.rate

    def pull(self, u: Tensor, slope: Tensor) -> Tensor:
        return slope * self.rate

    def shown(self, u: Tensor) -> Tensor:
        return (self.x + u * self.rate) * torch.from_numpy(self.split.scale) + torch.from_numpy(self.split.shift)

    def box(self) -> tuple[Tensor, Tensor, Tensor]:
        return self.rate, torch.full_like(self.rate, self.low), torch.full_like(self.rate, self.high)


def kind_of(plan: Plan) -> type[Space]:
    """Which space this plan's data move in."""
    data = plan.spec.data
    if len(data.shape()) == 3:
        return Ink
    plane = len(data.shape()) == 1 and plan.data.test_points.shape[1] == len(data.columns) <= 2
    return Axis if plane else Deviation


def space_of(plan: Plan, count: int, training: bool = False) -> Space:
    """The space in which the first ``count`` test points (or training points; all, where there are fewer) move."""
    return kind_of(plan)(plan, min(count, plan.train_count if training else plan.test_count), training)


def _round(value: float) -> float:
    """The nearest of 1, 2, 5 times a power of ten that is not above ``value``."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(max(one for one in (1, 2, 5) if one * power <= value * (1 + 1e-12)) * power)
