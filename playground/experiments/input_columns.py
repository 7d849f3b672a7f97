"""The inputs as the network's picture shows them where nobody chooses among them: named tiles, few of many, or one picture."""

from django.utils.translation import gettext as _

from playground.experiments import declarations
from playground.experiments.controls import pretty

ALL, ENDS = 12, 5  # so many tiles stand all; of more, the first and last few, as of a layer's units


def tiles(columns: list[dict]) -> list[dict]:
    """{"name", "title"} of each of these inputs that is shown; {"more": words} stands for those between."""
    named = [one | {"title": pretty(one["title"])} for one in columns]
    if len(named) <= ALL:
        return named
    return [*named[:ENDS], {"more": _("… {count} more").format(count=len(named) - 2 * ENDS)}, *named[-ENDS:]]


def size(data: str) -> str:
    """ "28 × 28" of a set of pictures, else nothing."""
    shape = (declarations.entry("data", data) or {}).get("shape", ())
    return f"{shape[1]} × {shape[2]}" if len(shape) == 3 else ""
