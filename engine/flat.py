"""Nested spec ↔ flat keys: one spelling shared by forms, links and the command line.

``{"optimizer": {"lr": 0.03}}`` ↔ ``{"optimizer.lr": "0.03"}``; lists of plain words are joined by commas, lists of groups
are numbered (``network.layers.0.units``); "none" spells an empty list or null.
"""

from __future__ import annotations

from typing import Any

from engine.refusals import Problem, Refused
from engine.sentences import Sentence, Word

NOTHING = "none"
LIST_KEYS = ("data.features", "data.input_columns", "faults")
GAP = Word("{path}: {number} follows where {next} is next; count 0, 1, 2 and so on.")


def flatten(nested: Any, prefix: str = "") -> dict[str, str]:
    """Flat strings of a nested spec. Numbers are written so that reading them back gives the same bits."""
    if isinstance(nested, dict):
        flat: dict[str, str] = {}
        for key, value in nested.items():
            flat |= flatten(value, f"{prefix}.{key}" if prefix else key)
        return flat
    if isinstance(nested, (list, tuple)):
        if nested and all(isinstance(item, dict) for item in nested):
            return {k: v for index, item in enumerate(nested) for k, v in flatten(item, f"{prefix}.{index}").items()}
        return {prefix: ",".join(str(item) for item in nested) or NOTHING}
    if isinstance(nested, bool):
        return {prefix: "true" if nested else "false"}
    if nested is None:
        return {prefix: NOTHING}
    if isinstance(nested, float) and nested.is_integer() and abs(nested) < 1e16:
        return {prefix: str(int(nested))}
    return {prefix: repr(nested) if isinstance(nested, float) else str(nested)}


def unflatten(flat: dict[str, str]) -> dict[str, Any]:
    """A nested dict from flat keys. Values stay strings (the spec parses them), but for "none" and the lists.

    Raises :class:`engine.refusals.Refused` where groups are not numbered 0, 1, 2 and so on: nobody can know what was meant.
    """
    nested: dict[str, Any] = {}
    for key, value in flat.items():
        parts = key.split(".")
        place = nested
        for part in parts[:-1]:
            following = place.setdefault(part, {})
            if not isinstance(following, dict):
                following = place[part] = {"name": following}
            place = following
        if isinstance(place.get(parts[-1]), dict):
            continue
        place[parts[-1]] = _value(key, value)
    problems: list[Problem] = []
    whole = _lists(nested, "", problems)
    if problems:
        raise Refused(problems)
    return whole


def _value(key: str, value: str) -> Any:
    if key in ("network.layers", "edits") and value in (NOTHING, ""):
        return []
    if key in LIST_KEYS:
        return [] if value in (NOTHING, "") else [word.strip() for word in value.split(",")]
    return None if value == NOTHING else value


def _lists(nested: Any, path: str, problems: list[Problem]) -> Any:
    """Groups whose keys are all numbers become lists, in numeric order; each list with a gap adds a problem."""
    if not isinstance(nested, dict):
        return nested
    below = {key: _lists(value, f"{path}.{key}" if path else key, problems) for key, value in nested.items()}
    if not below or not all(key.isascii() and key.isdigit() and len(key) < 6 for key in below):
        return below
    ordered = sorted(below, key=int)
    problems += [_gap(path, key, place) for place, key in enumerate(ordered) if key != str(place)][:1]
    return [below[key] for key in ordered]


def _gap(path: str, key: str, place: int) -> Problem:
    """What stands at number `key` of a list should be number `place`."""
    sentence = Sentence(GAP, path=path, number=key, next=place)
    return Problem(f"{path}.{key}" if path else key, key, sentence, str(place), None, "gap")
