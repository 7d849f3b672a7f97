"""A small curve over epochs as the numbers of an SVG: where its points lie, what stands at its axes."""

import math

WIDTH, HEIGHT = 280, 104
LEFT, RIGHT, TOP, BOTTOM = 56, 272, 10, 84  # the frame within, px
SPREAD = 30  # largest over smallest from which on the axis counts powers of ten, where nothing is below 0


def small_chart(epochs: list[int], values: list[float], others: list[float | None], say) -> dict:
    """`others`: a second, dashed line (None: no point). `say` spells an axis number. Non-finite values leave a gap."""
    seen = [one for one in [*values, *others] if one is not None and math.isfinite(one)]
    if not seen:
        return {}
    low, high = min(seen), max(seen)
    log = low > 0 and high / low >= SPREAD
    if not log and low > 0 and low / high < 0.5:
        low = 0.0  # a short way from 0 is shown from 0
    scale = math.log10 if log else float
    bottom, top = scale(low), scale(high)
    if top == bottom:
        bottom, top = bottom - 0.5, top + 0.5

    def place(epoch: int, value: float) -> tuple[float, float]:
        x = LEFT + epoch / max(1, epochs[-1]) * (RIGHT - LEFT)
        return round(x, 1), round(BOTTOM - (scale(value) - bottom) / (top - bottom) * (BOTTOM - TOP), 1)

    def lines(ones: list[float | None]) -> list[str]:
        parts, part = [], []
        for epoch, one in zip(epochs, ones, strict=True):
            if one is not None and math.isfinite(one):
                part.append(place(epoch, one))
            elif part:
                parts, part = [*parts, part], []
        return [" ".join(f"{x},{y}" for x, y in one) for one in [*parts, part] if one]

    return {
        "size": (WIDTH, HEIGHT),
        "frame": {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM},
        "lines": lines(values),
        "others": lines(others),
        "dots": [place(e, v) for e, v in zip(epochs, values, strict=True) if math.isfinite(v)],
        "zero": place(0, 0.0)[1] if not log and low < 0 < high else None,
        "top": say(high),
        "bottom": say(low),
        "last": epochs[-1],
        "log": log,
    }
