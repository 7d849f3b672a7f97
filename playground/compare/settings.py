"""In what set-ups differ: the leaves of the recipes that runs store, by flat key. Pure: recipes in, rows out."""

from collections.abc import Iterable
from dataclasses import dataclass

from playground.runs import recipes


@dataclass(frozen=True)
class Row:
    """One leaf: its flat key and its value in each recipe, None where a recipe has no such leaf."""

    key: str
    values: tuple[str | None, ...]

    @property
    def differs(self) -> bool:
        """Whether it is not the same everywhere; to be there in one recipe and not in another is to differ."""
        return len(set(self.values)) > 1


def rows(expanded: Iterable[dict]) -> list[Row]:
    """Every leaf of these recipes (as `recipes.expanded` gives them), in the order in which the recipes have them."""
    flats = [recipes.flatten(one) for one in expanded]
    return [Row(key, tuple(flat.get(key) for flat in flats)) for key in _ordered(flats)]


def _ordered(flats: list[dict[str, str]]) -> list[str]:
    """All keys; one that only a later recipe has stands behind the key that it follows there."""
    order: list[str] = []
    known: set[str] = set()
    for flat in flats:
        place = -1
        for key in flat:
            if key in known:
                place = order.index(key)
            else:
                place += 1
                order.insert(place, key)
                known.add(key)
    return order
