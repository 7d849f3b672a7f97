"""Paths of several runs on one plane through weight space, with the loss around them, from the key frames they left."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from playground.runs import arenas, pasts, recipes, selectors
from playground.runs.models import Run
from playground.training.kinds.arena import packed
from playground.training.kinds.base import Kind, TaskRefused
from playground.training.patience import loaded, scaled

PLANES = ("principal", "random", "weights")
MOST = 8  # runs
SAME = ("data.", "network.", "loss.")  # what one map of losses needs all runs to share
FREE = ("dropout", "initializer")  # but for these, which no loss depends on


class Trails(Kind):
    keeps = 8

    def clean(self, owner: str, given: dict) -> dict:
        ids = list(dict.fromkeys(map(str, given.get("runs", []))))
        found = {run.id: run for run in selectors.visible_to(owner).filter(id__in=[one for one in ids if one.isprintable()])}
        if not ids or len(found) < len(ids):
            raise TaskRefused(_("There is no such run."))
        runs = [found[one] for one in ids]
        if words := unfit(runs):
            raise TaskRefused(words)
        chosen = {"plane": _plane(given), "seed": _whole(given, "seed", 2**31 - 1)}
        if chosen["plane"] == "weights":
            most = _parameters(runs[0]) - 1
            chosen["weights"] = [_whole(given, name, most) for name in ("first", "second")]
            if len(set(chosen["weights"])) == 1:
                raise TaskRefused(_("The two parameters are the same. Choose two different ones."))
        return chosen | {"runs": ids, "epochs": [run.epoch for run in runs]}

    def work(self, given: dict, fingerprint: str) -> Iterator[float]:
        yield from loaded("engine.trails.result")
        from engine.plan import Plan
        from engine.trails import result

        found = Run.objects.in_bulk(given["runs"])
        if len(found) < len(given["runs"]):
            raise TaskRefused(_("There is no such run."))
        runs = [found[one] for one in given["runs"]]
        spec = recipes.parse(runs[0].spec)
        trails = [_trail(run, epoch) for run, epoch in zip(runs, given["epochs"], strict=True)]
        chosen = tuple(given.get("weights", (0, 1)))
        work = result.worked(given["plane"], Plan(spec), trails, given["seed"], chosen, arenas.grid_side(spec))
        told, ground, walked, data = yield from scaled(work, 0.0, 1.0)
        stage = {"steps": len(told["epochs"]) - 1, **dict(zip("xy", told["starts"][0], strict=True))}
        told |= {"arena": stage, "minima": [], "known": False}
        return packed(recipes.as_json(told) | {"ground": ground, "walked": walked}) + data


def unfit(runs: list[Run]) -> str:
    """Why these runs have no map together, in a sentence; "" where they have."""
    if len(runs) > MOST:
        return _("At most {most} runs go on one map; these are {count}.").format(most=MOST, count=len(runs))
    first = _shared(runs[0])
    for run in runs:
        flat = _shared(run)
        if differing := sorted(key for key in first.keys() | flat.keys() if first.get(key) != flat.get(key)):
            words = _("These runs differ in {settings}: a map of losses needs the same data, network and loss for all.")
            return words.format(settings=", ".join(differing[:4]))
        if not pasts.has_section(run.frame_schema, "weights"):
            return _("The network is too large: weights are kept epoch by epoch up to 10,000 parameters.")
        if selectors.frame_count(run) < 2:
            words = _("Run {number} has no path yet: it has not trained, or its weights were dropped to save room.")
            return words.format(number=run.number)
    spec = recipes.parse(runs[0].spec)
    if arenas.keeps_statistics(spec):
        return _(
            "Batch norm keeps running means beside the weights, and they belong to one place only: no loss can be told elsewhere."
        )
    if not arenas.grid_side(spec):
        return _(
            "One pass over the data is too long here for a map of hundreds of losses. Take fewer points or a smaller network."
        )
    return ""


def _shared(run: Run) -> dict[str, str]:
    flat = recipes.flatten(run.spec)
    return {key: value for key, value in flat.items() if key.startswith(SAME) and not any(free in key for free in FREE)}


def _parameters(run: Run) -> int:
    return next(column[2][0] for column in run.frame_schema["columns"] if column[0] == "weights")


def _plane(given: dict) -> str:
    text = str(given.get("plane", "") or PLANES[0])
    if text not in PLANES:
        words = _("Plane: “{value}” is not known. Known: {known}.")
        raise TaskRefused(words.format(value=text[:40], known=", ".join(PLANES)))
    return text


def _whole(given: dict, name: str, most: int) -> int:
    text = str(given.get(name, "") or ("1" if name == "second" else "0"))
    if not (text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= most):
        words = _("{name}: “{value}” is not a whole number from {low} to {high}.")
        labels = {"seed": _("Seed"), "first": _("Parameter along x"), "second": _("Parameter along y")}
        raise TaskRefused(words.format(name=labels[name], value=text[:40], low=0, high=most))
    return int(text)


def _trail(run: Run, epoch: int):
    """The key frames of a run up to an epoch, as the engine takes them."""
    import numpy as np

    from engine.records import Schema, decode_frame
    from engine.trails.result import Trail

    schema = Schema.from_dict(run.frame_schema)
    kept = [one for one in selectors.frames(run.id, run.attempt) if one.epoch <= epoch]
    weights = np.stack([decode_frame(schema, one.data)[1]["weights"] for one in kept])
    optimizer = recipes.parse(run.spec).optimizer
    return Trail(optimizer.title, optimizer.lr, optimizer.name, np.array([one.epoch for one in kept]), weights)


KIND = Trails()
