"""What an experiment that the site offers is: one set-up, one sentence, one thing to see."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from playground.experiments import links
from playground.experiments.declarations import LAYERS


@dataclass(frozen=True)
class Preset:
    """One experiment. `settings` are flat keys, what they leave out is First light's; `speed` in epochs a second, None as usual.

    `first_try` is the one change that is the second half of the lesson, as the verdict's button names it: a flat key and
    its value, "all.activation" for every layer, or "do" with one of `reshaping.reshape`'s words. None: the lesson is whole.
    """

    key: str
    name: str
    sentence: str
    settings: dict[str, str]
    speed: int | None = None
    first_try: tuple[str, str] | None = None

    @property
    def spec(self):
        """The set-up, parsed."""
        return links.parse(self.settings)

    @cached_property
    def query(self) -> str:
        """The set-up as the shortest link's query; empty for First light. Raises engine.spec.Refused for a bad one."""
        return links.query_of(self.spec)

    def opened(self, kept=()) -> str:
        """The link that opens it at epoch 0; nothing starts by itself. `kept`: (name, value) of how the page looks, to go on."""
        speed = f"speed={self.speed}" if self.speed else ""
        parts = [part for part in (self.query, speed, urlencode(kept, safe=",")) if part]
        return f"/?{'&'.join(parts)}" if parts else "/"

    @property
    def address(self) -> str:
        return self.opened()


def dense(units: list[int], **fields: str) -> dict[str, str]:
    """Hidden layers of these sizes, all with the same other fields; an empty list means none."""
    if not units:
        return {LAYERS: "none"}
    rows = [{"name": "dense", "units": str(count), **fields} for count in units]
    return {f"{LAYERS}.{index}.{name}": value for index, row in enumerate(rows) for name, value in row.items()}
