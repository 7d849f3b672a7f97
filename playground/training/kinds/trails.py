"""Paths of several runs on one plane through weight space, with the loss around them, from the key frames they left.

Networks whose key frames carry no weights are trained again to a few moments (playground/training/retraced.py).
"""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from playground.runs import arenas, recipes, seen, selectors
from playground.runs.models import Run
from playground.training import retraced
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
        keys = list(dict.fromkeys(map(str, given.get("runs", []))))
        found, unknown = seen.find(owner, keys)
        if not found or unknown:
            raise TaskRefused(_("There is no such run."))
        runs = [one.run for one in found]
        if words := unfit(found):
            raise TaskRefused(words)
        chosen = {"plane": _plane(given), "seed": _whole(given, "seed", 2**31 - 1)}
        if chosen["plane"] == "weights":
            most = _parameters(runs[0]) - 1
            chosen["weights"] = [_whole(given, name, most) for name in ("first", "second")]
            if len(set(chosen["weights"])) == 1:
                raise TaskRefused(_("The two parameters are the same. Choose two different ones."))
        return chosen | {"runs": [seen.kept(one) for one in found], "epochs": [run.epoch for run in runs]}

    def work(self, given: dict, fingerprint: str) -> Iterator[float]:
        yield from loaded("engine.trails.result")
        from engine.plan import Plan
        from engine.trails import result

        found = seen.again(given["runs"])
        if found is None:
            raise TaskRefused(_("There is no such run."))
        runs = [one.run for one in found]
        spec = recipes.parse(runs[0].spec)
        trails = []
        for place, (run, epoch) in enumerate(zip(runs, given["epochs"], strict=True)):
            walked = _trail(run, epoch)
            trails.append((yield from scaled(walked, 0.5 * place / len(runs), 0.5 * (place + 1) / len(runs))))
        chosen = tuple(given.get("weights", (0, 1)))
        work = result.worked(given["plane"], Plan(spec), trails, given["seed"], chosen, arenas.grid_side(spec))
        told, ground, walked, data = yield from scaled(work, 0.5, 1.0)
        stage = {"steps": len(told["epochs"]) - 1, **dict(zip("xy", told["starts"][0], strict=True))}
        told |= {"arena": stage, "minima": [], "known": False}
        return packed(recipes.as_json(told) | {"ground": ground, "walked": walked}) + data


def unfit(compared: list[seen.Compared], called: Callable[[str], str] = str) -> str:
    """Why these runs have no map together, in a sentence; "" where they have. `called`: what people call a setting, by key."""
    runs = [one.run for one in compared]
    if len(runs) > MOST:
        return _("At most {most} runs go on one map; these are {count}.").format(most=MOST, count=len(runs))
    first = _shared(runs[0])
    for one in compared:
        run = one.run
        flat = _shared(run)
        if differing := sorted(key for key in first.keys() | flat.keys() if first.get(key) != flat.get(key)):
            words = _("These runs differ in {settings}: a map of losses needs the same data, network and loss for all.")
            named = list(dict.fromkeys(map(called, differing)))
            return words.format(settings=", ".join(named[:4]) + ", …" * (len(named) > 4))
        if run.epoch < 1 if retraced.needed(run) else selectors.frame_count(run) < 2:
            words = _("{name} has no path yet: it has not trained, or its weights were dropped to save room.")
            return words.format(name=_name(one))
    if retraced.needed(runs[0]) and (words := retraced.unfit(runs)):
        return words
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


def _name(one: seen.Compared) -> str:
    """Somebody else's run is known by its title alone."""
    return one.run.title or (_("A shared run") if one.token else _("Run {number}").format(number=one.run.number))


def _shared(run: Run) -> dict[str, str]:
    flat = recipes.flatten(run.spec)
    return {key: value for key, value in flat.items() if key.startswith(SAME) and not any(free in key for free in FREE)}


def _parameters(run: Run) -> int:
    return recipes.estimate(recipes.parse(run.spec)).parameters


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


def _trail(run: Run, epoch: int) -> Iterator[float]:
    """Yields its progress (0–1); returns the path of a run up to an epoch, as the engine takes it."""
    from engine.fingerprint import devices
    from engine.trails.result import Trail

    optimizer = recipes.parse(run.spec).optimizer
    if not retraced.needed(run):
        return Trail(optimizer.title, optimizer.lr, optimizer.name, *_kept(run, epoch))
    if run.fingerprint not in devices() or run.attempt > 1:
        raise TaskRefused("It was trained on another machine or engine, so its path cannot be had again here.")
    epochs, weights = yield from retraced.path(run, epoch)
    return Trail(optimizer.title, optimizer.lr, optimizer.name, epochs, weights)


def _kept(run: Run, epoch: int):
    """(epochs, weights) of its key frames."""
    import numpy as np

    from engine.records import Schema, decode_frame

    schema = Schema.from_dict(run.frame_schema)
    kept = [one for one in selectors.frames(run.id, run.attempt) if one.epoch <= epoch]
    weights = np.stack([decode_frame(schema, one.data)[1]["weights"] for one in kept])
    return np.array([one.epoch for one in kept]), weights


KIND = Trails()
