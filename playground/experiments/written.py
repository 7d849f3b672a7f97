"""Numbers as people read them. `readout`, `size` and `power_of_ten` write what static/js/format.js writes, sign for sign."""

import math

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
PLAIN = (0.001, 10_000)  # smaller and larger numbers are written with a power of ten


def readout(value: float | None) -> str:
    """Three digits: 0.084, 12.3, 1230, 1.50·10⁻⁵, ∞; "–" for none."""
    if value is None:
        return "–"
    if not math.isfinite(value):
        return _endless(value)
    if 999.5 <= abs(value) < 10_000:
        return f"{float(f'{value:.2e}'):.0f}".replace("-", "−")
    if value and not 0.001 <= abs(value) < 1000:
        return _with_power(f"{value:.2e}")
    text = f"{value:.3f}" if abs(value) < 1 else f"{value:#.3g}".rstrip(".")
    return text.replace("-", "−")


def size(value: float, digits: int = 2) -> str:
    """So many significant digits: 0.21, 1.5·10⁻⁵, 3.2·10⁷, ∞."""
    if not math.isfinite(value):
        return _endless(value)
    if value and not PLAIN[0] <= abs(value) < PLAIN[1]:
        return _with_power(f"{value:.{digits - 1}e}")
    return _plain(float(f"{value:.{digits - 1}e}"))


def exactly(value: float) -> str:
    """All digits that somebody set: 0.0316, 2.637·10⁻⁴, 10⁻⁵."""
    if value and not PLAIN[0] <= abs(value) < PLAIN[1]:
        mantissa, exponent = f"{value:.11e}".split("e")
        text = mantissa.rstrip("0").rstrip(".")
        return power_of_ten(int(exponent)) if text == "1" else _with_power(f"{text}e{exponent}")
    return _plain(value)


def counted(number):
    """How many, or the how-manyth: 4,000; what is no whole number stays as it is."""
    return f"{number:,}" if isinstance(number, int) else number


def power_of_ten(exponent: int) -> str:
    """ "10⁻⁵" for −5."""
    return f"10{str(exponent).translate(RAISED)}"


def _plain(value: float) -> str:
    return f"{value:.12g}".replace("-", "−")


def _with_power(text: str) -> str:
    mantissa, exponent = text.split("e")
    return f"{mantissa}·{power_of_ten(int(exponent))}".replace("-", "−")


def _endless(value: float) -> str:
    return "NaN" if math.isnan(value) else "∞" if value > 0 else "−∞"
