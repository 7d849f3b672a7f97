"""Pruning as the sweep's form asks for it, and what it came to on the page of results."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from playground.languages.joining import joined
from playground.runs import halving
from playground.runs.models import Sweep
from playground.runs.sweep_reading import Cell

FIELDS = ("prune", "prune_epochs")
FACTORS = (2, 3, 4, 5)  # offered; a link may name others
MOST_FACTOR = 10
FIRST = 5  # epochs


@dataclass
class Pruning:
    """What is typed, what is wrong with it by field, and what a sweep is given (None: nothing is pruned)."""

    factor: str = ""
    epochs: str = str(FIRST)
    problems: dict[str, str] | None = None
    halving: dict | None = None

    @property
    def factors(self) -> list[str]:
        offered = [str(one) for one in FACTORS]
        return offered if self.factor in ("", *offered) else [*offered, self.factor]


def read(query: QueryDict, spec, swept_epochs: bool) -> Pruning:
    """The two fields of a query, checked against the set-up."""
    asked = Pruning(query.get("prune", "").strip()[:40], query.get("prune_epochs", "").strip()[:40] or str(FIRST), {})
    if not asked.factor:
        return asked
    factor, epochs = _whole(asked.factor), _whole(asked.epochs)
    if swept_epochs:
        asked.problems["prune"] = _("Pruning compares runs of one length: give Epochs a single value, or do not prune.")
    elif factor is None or not 2 <= factor <= MOST_FACTOR:
        said = _("Pruning: “{value}” is not a whole number from 2 to {most}, or empty.")
        asked.problems["prune"] = said.format(value=asked.factor, most=MOST_FACTOR)
    if epochs is None or not 1 <= epochs < spec.training.epochs:
        said = _("First look: “{value}” is not a whole number from 1 to {most}, one less than the epochs of a run.")
        asked.problems["prune_epochs"] = said.format(value=asked.epochs, most=spec.training.epochs - 1)
    if not asked.problems:
        asked.halving = {"factor": factor, "epochs": epochs}
    return asked


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def saved(sweep: Sweep, cells: list[Cell]) -> tuple[int, int, int]:
    """What pruning has come to: how many runs ended early, the epochs that saved, and those of all runs without it."""
    each, off = sweep.spec["training"]["epochs"], [cell for cell in cells if cell.pruned]
    return len(off), sum(each - cell.epoch for cell in off), each * len(cells)


def told(sweep: Sweep, cells: list[Cell]) -> str:
    """What pruning has done so far: who was judged when, and the epochs that were not trained. "" for sweeps without it."""
    if not sweep.halving:
        return ""
    factor = sweep.halving["factor"]
    rungs = ", ".join(f"{one:,}" for one in halving.rungs(sweep))
    said = [_("Pruned: at epoch {rungs} one in {factor} goes on, those of the lowest test loss (ties together).")]
    said[0] = said[0].format(rungs=rungs, factor=factor)
    off, spared, whole = saved(sweep, cells)
    if off:
        words = ngettext(
            "{count} run ended early, its result is that of its last epoch; that saved {saved} of {whole} epochs ({share} %).",
            "{count} runs ended early, their results are those of their last epochs; "
            "that saved {saved} of {whole} epochs ({share} %).",
            off,
        )
        numbers = {"saved": f"{spared:,}", "whole": f"{whole:,}", "share": f"{100 * spared / whole:.0f}"}
        said.append(words.format(count=f"{off:,}", **numbers))
    return joined(*said)
