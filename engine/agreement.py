"""Whether a spec's parts agree: loss with task, batch with points, edits with network, all of it with the limits."""

from __future__ import annotations

import re

from engine.bounds import BEYOND
from engine.cost import LIMITS, estimate
from engine.full_batch import full_batch_problems
from engine.layout import Misfit, place_of, slots_of
from engine.losses import registry as losses
from engine.refusals import Problem, show
from engine.sentences import Sentence, Word

EDIT_PATH = re.compile(
    r"optimizer\.lr|regularization\.(l1|l2|decay)|(weights\.\d{1,2}\.\d{1,4}\.\d{1,4})|(biases\.\d{1,2}\.\d{1,4})"
)


def disagreements(spec) -> list[Problem]:
    """Every problem that no single field shows."""
    misfit = _shapes(spec)
    if misfit:  # nothing can be counted in a network whose layers do not fit
        return [*_source(spec), *_loss(spec), *_batch(spec), *misfit]
    problems = [*_source(spec), *_loss(spec), *_batch(spec), *_least_batch(spec), *_faults(spec), *_edits(spec)]
    return [*problems, *full_batch_problems(spec), *_cost(spec)]


def _source(spec) -> list[Problem]:
    missing = spec.data.missing()
    return [Problem("data.name", spec.data.name, missing, "", None, "data_missing")] if missing else []


def _shapes(spec) -> list[Problem]:
    """The first layer that cannot stand on what is below it; the output layer's problem is that of the layers as a whole."""
    try:
        slots_of(spec)
    except Misfit as misfit:
        hidden = spec.network.layers
        inside = misfit.index < len(hidden)
        path = f"network.layers.{misfit.index}" if inside else "network.layers"
        name = hidden[misfit.index].name if inside else None
        return [Problem(path, name, misfit.sentence, "", misfit.before, "misfit")]
    return []


def _loss(spec) -> list[Problem]:
    task = spec.data.task
    if task in spec.loss.outputs:
        return []
    fitting = [entry.model_fields["name"].default for entry in losses if task in entry.outputs]
    kind = {
        "binary": Word("tells two classes apart"),
        "multiclass": Word("has more than two classes"),
        "regression": Word("asks for a number"),
    }[task]
    sentence = Sentence(
        "Loss: {loss} does not fit {data}, which {kind}. Fitting: {fitting}.",
        loss=Word(spec.loss.title),
        data=Word(spec.data.title),
        kind=kind,
        fitting=", ".join(fitting),
    )
    return [Problem("loss.name", spec.loss.name, sentence, ", ".join(fitting), fitting[0], "loss_task")]


def _batch(spec) -> list[Problem]:
    size, (train, _) = spec.training.batch_size, spec.sizes()
    if size is None or size <= train:
        return []
    sentence = Sentence("Batch size: {value} is more than the {points} training points.", value=show(size), points=show(train))
    return [Problem("training.batch_size", size, sentence, f"at most {train}", train, "batch_too_large")]


def _least_batch(spec) -> list[Problem]:
    """Batch norm cannot normalize a single value: neither a batch of one point nor a last batch of one."""
    train, _ = spec.sizes()
    batch = min(spec.training.batch_size or train, train)
    smallest = train % batch or batch
    wanted = [slot for slot in slots_of(spec) if slot.layer.least_batch(slot.in_shape) > smallest]
    if not wanted:
        return []
    fitting = next((size for size in range(max(batch, 2), train + 1) if (train % size or size) > 1), None)
    sentence = Sentence(
        "Batch size: {layer} needs at least 2 points in every batch; {value} of {points} training points leave one of {smallest}.",  # noqa: E501
        layer=wanted[0].layer.name,
        value=show(batch),
        points=show(train),
        smallest=smallest,
    )
    return [Problem("training.batch_size", batch, sentence, "", fitting, "batch_too_small")]


def _faults(spec) -> list[Problem]:
    """A fault that would change nothing is refused: it would look like a cure."""
    problems = []
    for fault in spec.planted():
        why = fault.idle(spec)
        if spec.optimizer.full_batch and not fault.any_optimizer:
            why = Sentence(
                "{optimizer} makes steps of its own, without the place it sits in", optimizer=Word(spec.optimizer.title)
            )
        if why is not None:
            sentence = Sentence("Planted faults: “{fault}” would change nothing here. {why}.", fault=Word(fault.title), why=why)
            name = fault.model_fields["name"].default
            nearest = [other for other in spec.faults if other != name]
            problems.append(Problem("faults", name, sentence, "", nearest or "none", "fault_idle"))
    return problems


def _edits(spec) -> list[Problem]:
    problems, slots = [], slots_of(spec)
    for index, edit in enumerate(spec.edits):
        path = f"edits.{index}.path"
        if not EDIT_PATH.fullmatch(edit.path):
            problems.append(
                Problem(
                    path,
                    edit.path,
                    Sentence("Edit: {path} cannot be changed while training.", path=repr(show(edit.path))),
                    "optimizer.lr, regularization.*, weights.*, biases.*",
                    None,
                    "edit_path",
                )
            )
        elif edit.path.startswith(("weights", "biases")) and place_of(slots, edit.path) is None:
            sentence = Sentence("Edit: the network has no parameter {path}.", path=repr(show(edit.path)))
            problems.append(Problem(path, edit.path, sentence, "", None, "edit_path"))
        else:
            problems += _edit_bounds(index, edit)
    return problems


def _edit_bounds(index: int, edit) -> list[Problem]:
    low, high = _range(edit.path)
    if low <= edit.value <= high and (edit.value > 0 or edit.path != "optimizer.lr"):
        return []
    no_rate = edit.path == "optimizer.lr" and edit.value <= 0  # the smallest is just above 0
    nearest = None if no_rate else min(max(edit.value, low), high)
    bounds = {"low": show(int(low)), "high": show(int(high))}
    sentence = Sentence(
        "Edit: {path} cannot be {value}; it has to lie between {low} and {high}.",
        path=edit.path,
        value=show(edit.value),
        **bounds,
    )
    return [Problem(f"edits.{index}.value", edit.value, sentence, f"{low} to {high}", nearest, "edit_value")]


def _range(path: str) -> tuple[float, float]:
    """Smallest and largest value an edit may set. A weight beyond these has diverged by definition, however it got there."""
    if path.startswith(("weights", "biases")):
        return -BEYOND, BEYOND
    return (0.0, 1e10) if path == "optimizer.lr" else (0.0, 10.0)


def _affordable(spec, cost) -> int:
    """The most epochs of this set-up that stay within every limit on the whole run."""
    whole = [(getattr(cost, name), limit) for name, (path, _, limit) in LIMITS.items() if path == "training.epochs"]
    return max(1, min(spec.training.epochs * limit // figure for figure, limit in whole if figure))


def _cost(spec) -> list[Problem]:
    cost = estimate(spec)
    problems = []
    for name, (path, words, limit) in LIMITS.items():
        if getattr(cost, name) > limit:
            sentence = Sentence(
                "{what} would be {value}; at most {limit} are allowed here.",
                what=words,
                value=show(getattr(cost, name)),
                limit=show(limit),
            )
            nearest = _affordable(spec, cost) if path == "training.epochs" else None
            problems.append(Problem(path, getattr(cost, name), sentence, f"at most {limit}", nearest, "cost"))
    return problems
