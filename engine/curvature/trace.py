from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
import torch

from engine.curvature.base import Care, Gauge

if TYPE_CHECKING:
    from engine.curvature.moment import Moment


class Trace(Gauge):
    """The sum of all curvatures, tr H = E[zᵀHz] over directions z of random signs; ``error`` is the standard error of the mean.

    Source: Hutchinson, "A stochastic estimator of the trace of the influence matrix" (1990).
    """

    rank: ClassVar[int] = 20
    title: ClassVar[str] = "Hessian trace"
    tells: ClassVar[str] = (
        "How much the ground bends in all directions together: near the sharpness means one steep valley, far above it many."
    )
    name: Literal["trace"] = "trace"

    @staticmethod
    def measure(at: Moment, care: Care) -> Iterator[None]:
        source, seen = torch.Generator().manual_seed(1), []
        for _ in range(care.probes):
            z = torch.randint(0, 2, (at.size,), generator=source).double() * 2 - 1
            seen.append(float(z @ at.product(z)))
            yield
        return {"value": float(np.mean(seen)), "error": float(np.std(seen, ddof=1) / np.sqrt(len(seen)))}
