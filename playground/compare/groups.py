"""Runs of a comparison taken together by a setting, or by all but the seeds; and whether they differ by more than that noise.

What static/js/compare/groups.js does on the page, for programs: of the last record of each run, in the same words.
"""

import math
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from playground.compare.asked import SETTINGS
from playground.compare.facts import SEEDS
from playground.experiments.written import readout
from playground.runs import pasts, searching, selectors
from playground.runs.models import Run

NOISE = 0.05  # chance of as large a difference between groups that are the same
TOLD = 3  # settings in a group's name
HIGHER = re.compile(r"_(accuracy|precision|recall|f1|r2)\Z")


@dataclass
class Group:
    """Runs (their places) that share a value; `values`: what they came to, `broken`: how many to nothing finite."""

    name: str
    places: list[int]
    values: list[float] = field(default_factory=list)
    broken: int = 0
    mean: float = math.nan
    deviation: float = math.nan
    half: float = math.nan
    p: float = math.nan  # against the group that the verdict measures by


def better(column: str) -> int:
    """1: higher is better, −1: lower is, 0: neither."""
    return 1 if HIGHER.search(column) else -1 if column.endswith("_loss") else 0


def groups_of(told: dict, key: str, lasts: list[float | None]) -> list[Group]:
    """Groups by the runs' values of a flat key, or by everything but the seeds; in the order of numbers, else as the runs come.

    `told`: as `facts.page` has them. `lasts`: what each run came to; None for one without a record.
    """
    found: dict[str, list[int]] = {}
    for place, run in enumerate(told["runs"]):
        value = run["recipe"] if key == SETTINGS else run["settings"].get(key, ("",))[0] or ""
        found.setdefault(value, []).append(place)
    if key != SETTINGS and None not in (numbers := {value: searching.number_of(value) for value in found}).values():
        found = dict(sorted(found.items(), key=lambda item: numbers[item[0]]))
    telling = [name for name in told["labels"] if name not in SEEDS] if key == SETTINGS else [key]
    return [_summed(Group(_name(told, places[0], telling), places), lasts) for places in found.values()]


def _name(told: dict, place: int, keys: list[str]) -> str:
    own = told["runs"][place]["settings"]
    said = [f"{told['labels'][key]} {own[key][1]}" for key in keys if key in own]
    return _(", ").join(said[:TOLD]) or _("same set-up")


def _summed(group: Group, lasts: list[float | None]) -> Group:
    ends = [lasts[place] for place in group.places if lasts[place] is not None]
    group.values = [value for value in ends if math.isfinite(value)]
    group.broken = len(ends) - len(group.values)
    found = searching.spread(group.values)
    group.mean, group.deviation, group.half = found.mean, found.deviation, found.half
    return group


def judged(groups: list[Group], column: str, pinned: int | None = None) -> str:
    """The difference that counts in a sentence, and p of every group against the one measured by. `pinned`: a run's place."""
    base = next((group for group in groups if pinned in group.places), None) if pinned is not None else None
    way = better(column) or -1
    ranked = sorted((group for group in groups if group.values), key=lambda group: -way * group.mean)
    pair = [*[group for group in ranked if group is not base][:1], base] if base else ranked[:2]
    against = base or (pair[0] if pair else None)
    for group in groups:
        if against and group is not against:
            group.p = searching.welch(group.values, against.values)
    if len(pair) < 2:
        return _("All runs are in one group: there is nothing to tell apart.")
    count = len(groups)
    tries = max(1, count - 1 if base else count * (count - 1) // 2)
    said = verdict(*pair, column, tries)
    return (
        f"{said} {_('p is taken {tries} times: so many pairs might have been chosen.').format(tries=tries)}"
        if tries > 1
        else said
    )


def verdict(one: Group, other: Group, column: str, tries: int = 1) -> str:
    """Is it more than the noise? `tries`: how many such questions are asked at once (Bonferroni)."""
    n, m = len(one.values), len(other.values)
    words = {"one": one.name, "other": other.name, "first": readout(one.mean), "second": readout(other.mean), "n": n, "m": m}
    if not n or not m:
        return _("Of one group no run ended in a finite number: there is nothing to compare.")
    if min(n, m) < 2:
        said = _("{one} ends at {first}, {other} at {second}. One run says nothing about noise: repeat both with other seeds.")
        return said.format(**words)
    sure = searching.welch(one.values, other.values) * tries
    if math.isnan(sure):
        return _("{one} and {other} end at the same number, {first}, in every run.").format(**words)
    sure = min(1.0, sure)
    words["p"] = "< 0.001" if sure < 0.001 else f"= {sure:#.2g}"
    way = better(column) * (1 if one.mean > other.mean else -1)
    if sure >= NOISE:
        said = _(
            "{one} ends at {first}, {other} at {second}: no more than the seeds' noise explains (Welch's t-test, p {p}; "
            "{n} and {m} runs)."
        )
    elif way > 0:
        said = _(
            "{one} is better than {other}: {first} against {second}, more than the seeds' noise explains (Welch's t-test, p {p}; "
            "{n} and {m} runs)."
        )
    elif way < 0:
        said = _(
            "{one} is worse than {other}: {first} against {second}, more than the seeds' noise explains (Welch's t-test, p {p}; "
            "{n} and {m} runs)."
        )
    else:
        said = _(
            "{one} and {other} differ: {first} against {second}, more than the seeds' noise explains (Welch's t-test, p {p}; "
            "{n} and {m} runs)."
        )
    return said.format(**words)


def last(run: Run, column: str) -> float | None:
    """A column's value in a run's last record; NaN where its records have no such column, None where there is no record."""
    if not run.seq:
        return None
    if column not in (one[0] for one in run.schema["columns"]):
        return math.nan
    stored = [chunk.data for chunk in selectors.chunks(run.id, run.attempt, run.seq - 1)]
    return pasts.columns(run.schema, stored, (column,))[column][-1] if stored else None
