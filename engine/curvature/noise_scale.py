from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from engine.curvature.base import Care, Gauge

if TYPE_CHECKING:
    from engine.curvature.moment import Moment


class NoiseScale(Gauge):
    """The simple gradient noise scale B = tr Σ ÷ |G|²: the batch size at which noise and signal of the gradient are equal.

    Σ is the covariance of single points' gradients, G their mean. From n points drawn without regard to anything: tr Σ by its
    unbiased estimate, and |G|² = |ḡ|² − tr Σ/n, since a mean of n noisy gradients is longer than the true one by that much; when
    the n points are the whole training split, ḡ is G itself. ∞ where nothing of the gradient is left but noise.

    Source: McCandlish et al., "An empirical model of large-batch training" (2018), eq. 2.9 and appendix A.1. We differ in that
    the gradients are of single points rather than of two batch sizes, and without penalties, which no sample changes.
    """

    rank: ClassVar[int] = 30
    title: ClassVar[str] = "gradient noise scale"
    unit: ClassVar[str] = "points"
    tells: ClassVar[str] = (
        "How many points a batch needs before its gradient says more than chance: "
        "far smaller batches wander, far larger ones waste."
    )
    name: Literal["noise_scale"] = "noise_scale"

    @staticmethod
    def measure(at: Moment, care: Care) -> Iterator[None]:
        count = min(care.singles, at.points)
        if count < 2:
            return {"value": float("nan")}
        mean, squares = 0.0, 0.0
        for number in range(count):
            gradient = at.single(number)
            mean = mean + gradient / count
            squares += float(gradient @ gradient)
            if number % 16 == 15:
                yield
        length = float(mean @ mean)
        noise = max((squares - count * length) / (count - 1), 0.0)
        whole = at.all and count == at.points
        signal = length if whole else length - noise / count
        value = noise / signal if signal > 0 else float("inf") if noise > 0 else float("nan")
        return {"value": value, "noise": noise, "signal": signal}
