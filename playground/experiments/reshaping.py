"""What changes a form's shape: another entry with other fields, one layer more or less, one activation for all layers.

Every function takes flat values and returns new ones; none of them judges, `parse` does.
"""

from playground.experiments import declarations, links, remembering
from playground.experiments.declarations import LAYERS
from playground.experiments.recipe_form import COUNTS, made_of
from playground.runs import recipes


def settled(flat: dict[str, str], was: dict[str, str], all_layers: dict[str, str]) -> dict[str, str]:
    """A form body made whole: fields left over from an entry that is no longer chosen go, and what must follow follows.

    `was`: the entries the form was drawn for, the mark of what had been made by hand ("made"), and what was set by hand in
    fields that are not on the form now (`remembering`).
    `all_layers`: {"activation": chosen, "was.activation": drawn}.
    """
    swapped = swapped_in(flat, was)
    for path in swapped:
        flat = remembering.coming_back(flat, path, was) | with_entry(flat, path, was[path]) | remembering.given_back(path, was)
    if "optimizer" in swapped and _takes_all(was["optimizer"]) and not _takes_all(flat["optimizer.name"]):
        flat = {key: value for key, value in flat.items() if (key, value) != ("training.batch_size", "none")}  # it had to be
    if all_layers.get("activation") and all_layers["activation"] != all_layers.get("was.activation"):
        flat = {key: all_layers["activation"] if is_activation(key) else value for key, value in flat.items()}
    if swapped:
        return agreeing(flat)
    made = "made" in was and was["made"] != made_of(flat)  # other points may need another loss, or smaller batches
    return agreeing(flat, DATA_DECIDES) if made else flat


def swapped_in(flat: dict[str, str], was: dict[str, str]) -> list[str]:
    """The concepts of which another entry is chosen than the form was drawn for."""
    return [path for path, name in was.items() if path in declarations.concepts() and flat.get(f"{path}.name", name) != name]


def _takes_all(optimizer: str) -> bool:
    """Whether an optimizer asks for all points at once and refuses batches."""
    try:
        links.parse({"optimizer.name": optimizer})
    except recipes.refusal() as error:
        return any(problem.path == "training.batch_size" for problem in error.problems)
    return False


def is_activation(key: str) -> bool:
    return key.startswith(f"{LAYERS}.") and key.endswith(".activation")


def with_entry(flat: dict[str, str], path: str, former: str) -> dict[str, str]:
    """Values after choosing another entry: what somebody set in fields both entries declare alike stays, the rest is as declared.

    A value that is the former entry's default was not chosen: SGD's rate of 0.03 would hardly move Adadelta, which asks for 1.
    """
    new = declarations.entry(path, flat.get(f"{path}.name", ""))
    if new is None:
        return flat
    old_fields = remembering.fields_of(path, former)
    defaults = {one["name"]: one["default"] for one in new["fields"]}
    shared = {one["name"] for one in new["fields"] if remembering.alike(one, old_fields.get(one["name"]))}

    def stays(key: str, value: str) -> bool:
        name = key.rpartition(".")[2]
        if name not in shared:
            return False
        untouched = old_fields[name]["default"]
        return untouched == defaults[name] or value != declarations.spelled(name, untouched)

    return {
        key: value
        for key, value in flat.items()
        if not key.startswith(f"{path}.") or key == f"{path}.name" or stays(key, value)
    }


DATA_DECIDES = ("loss_task", "batch_too_large")  # codes of refusals


def agreeing(flat: dict[str, str], codes: tuple[str, ...] | None = None) -> dict[str, str]:
    """After another entry was chosen, fields elsewhere that no longer fit take the nearest allowed value.

    `codes`: only what was refused for these reasons.
    """
    try:
        links.parse(flat)
    except recipes.refusal() as error:
        for problem in error.problems:
            if codes and problem.code not in codes:
                continue
            if problem.nearest is None or (problem.path not in flat and not problem.path.endswith(".name")):
                continue
            path, _, name = problem.path.rpartition(".")
            if name == "name":  # the former entry's own fields go with it
                flat = {key: value for key, value in flat.items() if not key.startswith(f"{path}.")}
            flat = {**flat, problem.path: str(problem.nearest)}
    return flat


def rows_of(flat: dict[str, str]) -> list[dict[str, str]]:
    """The layers as a list of {field: value}."""
    rows: dict[int, dict[str, str]] = {}
    for key, value in flat.items():
        if key.startswith(f"{LAYERS}."):
            index, _, name = key[len(LAYERS) + 1 :].partition(".")
            if index.isdigit():
                rows.setdefault(int(index), {})[name] = value
    return [rows[index] for index in sorted(rows)]


def with_rows(flat: dict[str, str], rows: list[dict[str, str]]) -> dict[str, str]:
    """The same values with other layers."""
    rest = {key: value for key, value in flat.items() if key != LAYERS and not key.startswith(f"{LAYERS}.")}
    if not rows:
        return {**rest, LAYERS: "none"}
    return rest | {f"{LAYERS}.{index}.{name}": value for index, row in enumerate(rows) for name, value in row.items()}


def fresh_layer(kind: str | None = None) -> dict[str, str]:
    """A layer of a kind (the first one's when None) with its defaults; {} for a kind nobody declared."""
    facts = declarations.entry(LAYERS, kind) if kind else declarations.entries(LAYERS)[0]
    if facts is None:
        return {}
    return {"name": facts["name"]} | {one["name"]: declarations.spelled(one["name"], one["default"]) for one in facts["fields"]}


def add_layer(flat: dict[str, str], kind: str | None = None) -> dict[str, str]:
    """One layer more; a plain one bends like the last one that bends."""
    rows, fresh = rows_of(flat), fresh_layer(kind)
    if not fresh:
        return flat
    bent = next((row["activation"] for row in reversed(rows) if row.get("activation")), None)
    if kind is None and bent:
        fresh["activation"] = bent
    return with_rows(flat, [*rows, fresh])


def move_layer(flat: dict[str, str], index: int, by: int) -> dict[str, str]:
    """A layer moved towards the input or the output; at the end nothing happens."""
    rows = rows_of(flat)
    if index < len(rows) and 0 <= index + by < len(rows):
        rows[index], rows[index + by] = rows[index + by], rows[index]
    return with_rows(flat, rows)


def copy_layer(flat: dict[str, str], index: int) -> dict[str, str]:
    """The same layer once more, right behind itself."""
    rows = rows_of(flat)
    return with_rows(flat, [*rows[: index + 1], *rows[index : index + 1], *rows[index + 1 :]])


def standing(flat: dict[str, str]) -> dict[str, str]:
    """Layers that only lack one below them, such as flatten between a convolution and a dense layer, get it."""
    for _ in range(3):
        try:
            links.parse(flat)
        except recipes.refusal() as error:
            misfits = [one for one in error.problems if one.code == "misfit" and one.nearest]
            if not misfits:
                break
            flat = with_nearest(flat, misfits[0].path, misfits[0].nearest)
        else:
            break
    return flat


def remove_layer(flat: dict[str, str], index: int) -> dict[str, str]:
    rows = rows_of(flat)
    return with_rows(flat, [row for place, row in enumerate(rows) if place != index])


def more_units(flat: dict[str, str], index: int, by: int) -> dict[str, str]:
    """A layer with one unit (or channel) more or less; text that is no number stays for `parse` to refuse."""
    rows = rows_of(flat)
    if index < len(rows):
        name = next((one for one in COUNTS if rows[index].get(one, "").isdigit()), None)
        if name:
            rows[index] = {**rows[index], name: str(int(rows[index][name]) + by)}
    return with_rows(flat, rows)


def with_nearest(flat: dict[str, str], path: str, value: str) -> dict[str, str]:
    """What a refusal offers, taken: the field has the value, a list of layers that many, a list of words another one there."""
    section, _, name = path.rpartition(".")
    if path == LAYERS:
        return with_rows(flat, rows_of(flat)[: int(value)]) if value.isdigit() else add_layer(flat, value)
    if section == LAYERS and name.isdigit():  # a layer that goes before this one
        rows, fresh = rows_of(flat), fresh_layer(value)
        return with_rows(flat, [*rows[: int(name)], *([fresh] if fresh else []), *rows[int(name) :]])
    if path in declarations.concepts():
        return with_entry({**flat, f"{path}.name": value}, path, flat.get(f"{path}.name", ""))
    if name.isdigit() and section in declarations.list_keys():
        words = flat.get(section, "").split(",")
        return {**flat, section: ",".join(value if place == int(name) else word for place, word in enumerate(words))}
    return {**flat, path: value}


def reshape(flat: dict[str, str], do: str) -> dict[str, str] | None:
    """Carry out "layer.add", "layer.add.<kind>", "layer.remove.<i>", "layer.left.<i>", "layer.right.<i>", "layer.copy.<i>",
    "units.more.<i>", "units.fewer.<i>" or "use.<path>=<value>"; None for anything else."""
    if do.startswith("use."):
        path, _, value = do.removeprefix("use.").partition("=")
        return with_nearest(flat, path, value)
    action, _, index = do.rpartition(".")
    if do == "layer.add":
        return standing(add_layer(flat))
    if action == "layer.add":
        return standing(add_layer(flat, index))
    if not index.isdigit():
        return None
    acts = {
        "layer.remove": lambda: standing(remove_layer(flat, int(index))),
        "layer.left": lambda: standing(move_layer(flat, int(index), -1)),
        "layer.right": lambda: standing(move_layer(flat, int(index), +1)),
        "layer.copy": lambda: standing(copy_layer(flat, int(index))),
        "units.more": lambda: more_units(flat, int(index), +1),
        "units.fewer": lambda: more_units(flat, int(index), -1),
    }
    return acts[action]() if action in acts else None
