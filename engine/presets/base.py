"""What a preset of the engine is: an experiment that an article prints, as it is printed and as it should be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.sentences import Word


@dataclass(frozen=True)
class Preset:
    """One experiment. `settings` is the spec that works; `printed` the spec of the program as printed, where it differs.

    `changed` says what was mended, or why there is nothing to mend; `broken` why the printed program does not run at all.
    """

    name: str  # for ever: what the command line and links call it
    title: Word
    about: Word
    changed: Word
    settings: dict[str, Any]
    printed: dict[str, Any] | None = None
    broken: Word | None = None
    rank: int = field(default=50)

    def spec(self, as_printed: bool = False) -> dict[str, Any]:
        """The recipe to parse. Raises ValueError, in words, for a printed version that there is not."""
        if not as_printed:
            return self.settings
        if self.broken:
            raise ValueError(str(self.broken))
        if self.printed is None:
            raise ValueError(str(self.changed))
        return self.printed


def xor_table(loss: str = "summed_binary_cross_entropy", **more: Any) -> dict[str, Any]:
    """The four points of XOR, all in every batch."""
    return {"data": {"name": "xor_table"}, "loss": {"name": loss}, **more}
