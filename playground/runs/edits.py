"""Edits of a recipe: what was changed while a run trained, the set-up it began with, and the one it has come to."""

from dataclasses import dataclass

from playground.runs import pasts, recipes
from playground.runs.models import KeyFrame, Run

LOOKED_UP = 64  # edited weights whose value of before is read from key frames


@dataclass(frozen=True)
class Edited:
    """One edit in words of epochs: made after `epoch` (and, unless `batch` is 0, so many batches of the next one)."""

    epoch: int
    batch: int
    step: int
    path: str
    before: float | None  # None: no key frame of that epoch tells
    after: float


def is_parameter(path: str) -> bool:
    """Whether an edit's path names a weight or a bias, not a field of the set-up."""
    return path.startswith(("weights.", "biases."))


def beginning(recipe: dict) -> dict:
    """The set-up a run began with: its recipe without what was edited after the first step."""
    return {**recipe, "edits": [one for one in recipe.get("edits", ()) if one["step"] == 0]}


def present(recipe: dict) -> dict:
    """The set-up of the values a run has come to: live fields as last edited, weights as they were set before the first step."""
    made = {**recipe, "edits": [one for one in recipe.get("edits", ()) if one["step"] == 0 and is_parameter(one["path"])]}
    for edit in recipe.get("edits", ()):
        if not is_parameter(edit["path"]):
            section, name = edit["path"].split(".")
            made[section] = {**made[section], name: edit["value"]}
    return made


def until(recipe: dict, step: int) -> list[dict]:
    """The edits made until a run stands before `step` (0-based), those made just there included: the page shows them there."""
    return [one for one in recipe.get("edits", ()) if one["step"] <= step]


def history(run: Run) -> list[Edited]:
    """What was edited when, in order, with the values of before."""
    edits = run.edits
    if not edits:
        return []
    spec = recipes.parse(run.spec)
    per_epoch, now = pasts.steps_per_epoch(spec), recipes.flatten({**run.spec, "edits": []})
    frames = _frames(run, {one["step"] // per_epoch for one in edits if is_parameter(one["path"])})
    told = []
    for edit in sorted(edits, key=lambda one: one["step"]):
        (epoch, batch), path = divmod(edit["step"], per_epoch), edit["path"]
        if not is_parameter(path):
            before = float(now[path])
            now[path] = str(edit["value"])
        elif batch == 0 and epoch in frames:  # in the middle of an epoch the weight has moved on
            before = pasts.parameter(run.frame_schema, frames[epoch], pasts.parameter_index(spec, path))
        else:
            before = None
        told.append(Edited(epoch, batch, edit["step"], path, before, edit["value"]))
    return told


def _frames(run: Run, epochs: set[int]) -> dict[int, bytes]:
    wanted = KeyFrame.objects.filter(run=run, attempt=run.attempt, epoch__in=sorted(epochs)[:LOOKED_UP])
    return {epoch: bytes(data) for epoch, data in wanted.values_list("epoch", "data")}
