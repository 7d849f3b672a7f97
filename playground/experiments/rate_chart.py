"""Loss against the logarithm of the rate as the numbers of an SVG."""

import math

from playground.experiments.written import power_of_ten

WIDTH, HEIGHT = 640, 280
LEFT, RIGHT, TOP, BOTTOM = 64, 624, 16, 236  # the frame within, px
HEADROOM = 1.5  # times the first smoothed loss, or the lowest's fourfold: an explosion is cut off there


def rate_chart(rates: list[float], losses: list[float], smooth: list[float], marks: dict[str, float], say) -> dict:
    """`marks`: rates to mark, by name; those outside the rates looked at are left out. `say` spells a loss."""
    if len(rates) < 2:
        return {}
    high, low = max(HEADROOM * smooth[0], 1.2 * min(smooth)), min(0.0, *smooth)
    first, last = math.log10(rates[0]), math.log10(rates[-1])

    def x(rate: float) -> float:
        return round(LEFT + (math.log10(rate) - first) / (last - first) * (RIGHT - LEFT), 1)

    def y(loss: float) -> float:
        return round(BOTTOM - (min(loss, high) - low) / (high - low) * (BOTTOM - TOP), 1)

    decades = range(math.ceil(first - 1e-9), math.floor(last + 1e-9) + 1)
    return {
        "size": (WIDTH, HEIGHT),
        "frame": {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM},
        "raw": " ".join(f"{x(rate)},{y(loss)}" for rate, loss in zip(rates, losses, strict=True)),
        "line": " ".join(f"{x(rate)},{y(loss)}" for rate, loss in zip(rates, smooth, strict=True)),
        "ticks": [(x(10.0**one), power_of_ten(one)) for one in decades[:: max(1, -(-len(decades) // 8))]],
        "marks": [(name, x(rate)) for name, rate in marks.items() if rates[0] <= rate <= rates[-1]],
        "top": say(high),
        "bottom": say(low),
    }
