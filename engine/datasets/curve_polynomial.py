from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import torch
from numpy.polynomial import chebyshev
from pydantic import Field

from engine.datasets.line import Line
from engine.export.draws import normal, uniform
from engine.params import Shown


class CurvePolynomial(Line):
    """Points about a polynomial with x even in [−1, 1]: Chebyshev's T of the degree chosen, which swings between −1 and 1.

    T₁ = x, T₂ = 2x² − 1, T₃ = 4x³ − 3x and so on, T₍ₙ₎(x) = cos(n · arccos x): degree n has n − 1 bends, sharpest at
    the ends. With few noisy points a large network learns the scatter by heart instead. Noise is the standard deviation of y.
    Source: Abramowitz and Stegun, "Handbook of mathematical functions" (1964), 22.3.15.
    """

    rank: ClassVar[int] = 25
    title: ClassVar[str] = "Polynomial"
    name: Literal["curve_polynomial"] = "curve_polynomial"
    degree: Annotated[
        int,
        Field(ge=1, le=9),
        Shown("degree", varies=True, low="1: a line.", high="9: eight bends, the sharpest at the ends."),
    ] = 3

    def curve(self, x: np.ndarray) -> np.ndarray:
        return chebyshev.chebval(x, [0] * self.degree + [1])

    def in_torch(self) -> tuple[Callable[..., tuple[torch.Tensor, torch.Tensor]], dict[str, Any]]:
        return curve_polynomial, {"samples": self.samples, "noise": self.noise, "degree": self.degree, "seed": self.seed}


def curve_polynomial(samples: int, noise: float, degree: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Points about Chebyshev's polynomial, cos(degree * arccos x); noise is the deviation of a normal scatter of y."""
    x = uniform(seed, 0, samples, 1, low=-1.0, high=1.0)
    return x, torch.cos(degree * torch.acos(x[:, 0])) + noise * normal(seed, 1, samples)
