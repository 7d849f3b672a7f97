"""Whether a spec's parts agree: loss with task, batch with points, edits with network, all of it with the limits."""

from __future__ import annotations

import re

from engine.bounds import BEYOND
from engine.cost import LIMITS, estimate, widths_of
from engine.losses import registry as losses
from engine.refusals import Problem, show
from engine.sentences import Sentence, Word

EDIT_PATH = re.compile(
    r"optimizer\.lr|regularization\.(l1|l2|decay)|(weights\.\d{1,2}\.\d{1,4}\.\d{1,4})|(biases\.\d{1,2}\.\d{1,4})"
)


def disagreements(spec) -> list[Problem]:
    """Every problem that no single field shows."""
    return [*_loss(spec), *_batch(spec), *_edits(spec), *_cost(spec)]


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
    size, (train, _) = spec.training.batch_size, spec.data.sizes()
    if size is None or size <= train:
        return []
    sentence = Sentence("Batch size: {value} is more than the {points} training points.", value=show(size), points=show(train))
    return [Problem("training.batch_size", size, sentence, f"at most {train}", train, "batch_too_large")]


def _edits(spec) -> list[Problem]:
    problems, widths = [], widths_of(spec)
    biased = [*(layer.bias for layer in spec.network.layers), spec.network.output_bias]
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
        elif edit.path.startswith(("weights", "biases")) and not _inside(edit.path, widths, biased):
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


def _inside(path: str, widths: list[int], biased: list[bool]) -> bool:
    kind, layer, *place = path.split(".")
    layer, place = int(layer), [int(p) for p in place]
    if not 1 <= layer < len(widths) or (kind == "biases" and not biased[layer - 1]):
        return False
    bounds = [widths[layer - 1], widths[layer]] if kind == "weights" else [widths[layer]]
    return all(p < bound for p, bound in zip(place, bounds, strict=True))


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
