from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

import torch
from torch import Tensor

from engine.curvature.base import Care, Gauge

if TYPE_CHECKING:
    from engine.curvature.moment import Moment


class Sharpness(Gauge):
    """The largest eigenvalue λ of the Hessian, by power iteration: v ← Hv/‖Hv‖, λ = vᵀHv.

    Power iteration finds the eigenvalue of largest size. Where that one is negative (a saddle bends down more than up), it is
    run again on H + |λ|·I, whose largest is the largest of H shifted. ``residual`` is ‖Hv − λv‖ ÷ |λ|: λ is off by at most that
    share. On a parabola plain descent shrinks the loss only while λ < 2/η.

    Source: von Mises and Pollaczek-Geiringer (1929) for the iteration; Cohen et al., "Gradient descent on neural networks
    typically occurs at the edge of stability" (2021), section 2, for λ against 2/η.
    """

    rank: ClassVar[int] = 10
    title: ClassVar[str] = "sharpness"
    tells: ClassVar[str] = (
        "How steep the steepest valley is: above the line 2/η, steps of plain descent bounce between its walls."
    )
    name: Literal["sharpness"] = "sharpness"

    @staticmethod
    def measure(at: Moment, care: Care) -> Iterator[None]:
        value, residual = yield from _dominant(at, care, 0.0)
        if value < 0:
            shift = -value
            value, residual = yield from _dominant(at, care, shift)
            value -= shift
        return {"value": value, "residual": residual, "settled": residual <= care.within}


def _dominant(at: Moment, care: Care, shift: float) -> Iterator[None]:
    """Returns (eigenvalue of H + shift·I that is largest in size, relative residual)."""
    v: Tensor = torch.randn(at.size, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    v /= v.norm()
    value, residual = 0.0, 0.0
    for _ in range(care.iterations):
        image = at.product(v) + shift * v
        value = float(v @ image)
        length = float(image.norm())
        if length == 0:
            return 0.0, 0.0
        residual = float((image - value * v).norm()) / length
        if residual <= care.within:
            break
        v = image / length
        yield
    return value, residual
