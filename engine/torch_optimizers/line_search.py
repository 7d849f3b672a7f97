"""How far along a direction. Source: Nocedal and Wright (2006), algorithms 3.5 and 3.6, eq. 3.59; torch.optim.LBFGS searches
by the same conditions, but tries other lengths on the way."""

import math


def strong_wolfe(look, here, direction, first, c2, c1=1e-4, most=20):
    """Where the loss has fallen enough and its slope has flattened enough, and how far that is; ``here`` and 0 where nothing is
    lower. Places are (w, loss, gradient), as ``look`` gives them. Lengths are doubled until such a place lies between two of
    them; then the minimum of the cubic through both is tried."""
    w, start, g = here
    down = float(g @ direction)
    if not down < 0:
        return here, 0.0
    tried = 0

    def at(length):
        nonlocal tried
        tried += 1
        place = look(w + length * direction)
        return length, place[1], float(place[2] @ direction), place

    def falls(length, loss, slope, _):
        return math.isfinite(loss) and math.isfinite(slope) and loss <= start + c1 * length * down

    low, high, length = (0.0, start, down, here), None, first
    while high is None and tried < most:
        new = at(length)
        if not falls(*new) or (tried > 1 and new[1] >= low[1]):
            high = new
        elif abs(new[2]) <= -c2 * down:
            return new[3], new[0]
        elif new[2] >= 0:
            low, high = new, low
        else:
            low, length = new, 2 * length
    while high is not None and tried < most and low[0] != high[0]:
        new = at(between(*low[:3], *high[:3]))
        if not falls(*new) or new[1] >= low[1]:
            high = new
            continue
        if abs(new[2]) <= -c2 * down:
            return new[3], new[0]
        if new[2] * (high[0] - low[0]) >= 0:
            high = low
        low = new
    return (low[3], low[0]) if low[1] < start else (here, 0.0)


def between(low, low_loss, low_slope, high, high_loss, high_slope):
    """Where the cubic through two places has its minimum; their middle where that lies within a tenth of an end."""
    middle, apart = 0.5 * (low + high), high - low
    if not (math.isfinite(high_loss) and math.isfinite(high_slope)):
        return middle
    d1 = low_slope + high_slope - 3 * (low_loss - high_loss) / (low - high)
    inside = d1 * d1 - low_slope * high_slope
    if inside < 0:
        return middle
    d2 = math.copysign(math.sqrt(inside), apart)
    below = high_slope - low_slope + 2 * d2
    if below == 0:
        return middle
    found = high - apart * (high_slope + d2 - d1) / below
    return found if 0.1 <= (found - low) / apart <= 0.9 else middle
