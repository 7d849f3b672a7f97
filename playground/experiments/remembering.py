"""What somebody set comes back after an entry that has no such field, and after an optimizer that does not go with it.

A rate of 0.3 survives a look at Newton, whose rate is another thing; so does a batch size of 10, for Newton takes all points.

The form carries it beside the entries it was drawn for: `was` has "kept.sgd.optimizer.lr" = "0.3", which was SGD's, and
"kept.newton.training.batch_size" = "10", which gave way to Newton.
"""

from playground.experiments import declarations

KEPT = "kept."
ASKS = "optimizer"  # whose entries refuse values elsewhere


def alike(one: dict | None, other: dict | None) -> bool:
    """Whether two entries declare the same field, if with other defaults."""
    return one is not None and other is not None and {**one, "default": None} == {**other, "default": None}


def fields_of(path: str, entry: str) -> dict[str, dict]:
    """An entry's fields by their names; {} for one that nobody declared."""
    facts = declarations.entry(path, entry)
    return {one["name"]: one for one in facts["fields"]} if facts else {}


def coming_back(flat: dict[str, str], path: str, was: dict[str, str]) -> dict[str, str]:
    """What was once set in fields like those of the entry of `path` now chosen: {flat key: value}."""
    fields = fields_of(path, flat.get(f"{path}.name", ""))
    return {key: value for (entry, key), value in _known(was).items() if _is_for(fields, path, entry, key)}


def given_back(path: str, was: dict[str, str]) -> dict[str, str]:
    """What gave way to the entry of `path` that is leaving now: {flat key: value}."""
    return {key: value for (entry, key), value in _known(was).items() if _gave_way(path, was[path], entry, key)}


def giving_way(before: dict[str, str], after: dict[str, str], path: str) -> dict[str, str]:
    """What `was` carries of values elsewhere that the entry of `path` just chosen does not take."""
    chosen = after.get(f"{path}.name", "")
    gave = (key for key in before if _gave_way(path, chosen, chosen, key) and after.get(key, before[key]) != before[key])
    return {f"{KEPT}{chosen}.{key}": before[key] for key in gave}


def remembered(flat: dict[str, str], was: dict[str, str], swapped: list[str]) -> dict[str, str]:
    """What `was` carries from here on. `flat`: the form as it was sent, the former entries' fields in it."""
    known = _known(was)
    for path in swapped:
        former, new = fields_of(path, was[path]), fields_of(path, flat[f"{path}.name"])
        known = {
            (entry, key): value
            for (entry, key), value in known.items()
            if not (_is_for(former, path, entry, key) or _is_for(new, path, entry, key) or _gave_way(path, was[path], entry, key))
        }
        for name, facts in former.items():
            key = f"{path}.{name}"
            untouched = flat.get(key) in (None, declarations.spelled(name, facts["default"]))
            if not untouched and key not in declarations.MADE and not alike(facts, new.get(name)):
                known[was[path], key] = flat[key]
    return {f"{KEPT}{entry}.{key}": value for (entry, key), value in known.items()}


def _known(was: dict[str, str]) -> dict[tuple[str, str], str]:
    """{(entry, flat key): value} of what `was` carries."""
    places = [(name.removeprefix(KEPT).partition("."), value) for name, value in was.items() if name.startswith(KEPT)]
    return {(entry, key): value for (entry, _dot, key), value in places}


def _is_for(fields: dict[str, dict], path: str, entry: str, key: str) -> bool:
    """Whether what was set in an entry's field belongs into one of these."""
    section, _dot, name = key.rpartition(".")
    return section == path and alike(fields.get(name), fields_of(path, entry).get(name))


def _gave_way(path: str, chosen: str, entry: str, key: str) -> bool:
    """Whether a field elsewhere had to take another value for an entry."""
    section, _dot, name = key.rpartition(".")
    return path == ASKS and entry == chosen and any(one["name"] == name for one in declarations.sections().get(section, []))
