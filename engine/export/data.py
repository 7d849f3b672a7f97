"""The section that makes the points: drawn again where the data set says how in PyTorch, otherwise written down."""

from __future__ import annotations

import numpy as np
import torch

from engine.datasets.base import Dataset
from engine.export import draws
from engine.export.draft import Draft
from engine.export.literals import is_readable, unpack, written
from engine.export.sections import Section
from engine.losses.base import Loss
from engine.sentences import Sentence, Word


def section(draft: Draft) -> Section:
    data = draft.spec.data
    known = data.in_torch()
    rules = all(getattr(type(data), name) is getattr(Dataset, name) for name in ("split", "split_indices", "scaling"))
    if known is not None and rules and type(draft.spec.loss).encode.__func__ is Loss.encode.__func__:
        return _drawn(draft, *known)
    return _written_down(draft)


def _drawn(draft: Draft, function, settings: dict) -> Section:
    data, plan = draft.spec.data, draft.plan
    name = draft.parts.add(function)
    split = draft.parts.add(draws.generator)
    arguments = ", ".join(f"{key}={value!r}" for key, value in settings.items())
    lines = [f"points, targets = {name}({arguments})", *data.inputs_in_torch().splitlines()]
    lines += ["", f'shuffled = torch.randperm(len(inputs), generator={split}({data.seed}, "split"))']
    lines += [f"train, test = shuffled[{plan.test_count}:], shuffled[:{plan.test_count}]"]
    text = [Sentence("{title}: the same points as in the run, drawn again.", title=Word(data.title))]
    if getattr(data, "standardize", False):
        lines += ["mean, deviation = inputs[train].mean(0), inputs[train].std(0, correction=0)"]
        if (plan.data.scale == 1).any():  # an input that is the same everywhere
            lines += ["deviation = torch.where(deviation > 0, deviation, 1.0)"]
        lines += ["inputs = (inputs - mean) / deviation"]
        text += [Sentence("Mean and deviation are those of the training points: the test points stay unseen.")]
    lines += [f"inputs, wanted = inputs.float(){shaped(draft)}, {encoded(draft)}"]
    lines += ["train_x, train_y = inputs[train], wanted[train]", "test_x, test_y = inputs[test], wanted[test]"]
    return Section(Word("Data"), tuple(text), draft.with_parts("\n".join(lines)))


def shaped(draft: Draft) -> str:
    """Pictures and sequences get their shape back, where the first layer wants it."""
    shape = draft.plan.slots[0].in_shape
    return f".view(-1, {', '.join(map(str, shape))})" if len(shape) > 1 else ""


def encoded(draft: Draft) -> str:
    """What the outputs should be: values as they are, two classes as numbers, more as one-hot rows."""
    if draft.plan.task == "regression":
        return "targets.float().unsqueeze(1)"
    if draft.plan.task == "multiclass":
        return f"nn.functional.one_hot(targets, {draft.plan.classes}).float()"
    low, high = draft.spec.loss.binary_targets
    return "targets.float().unsqueeze(1)" if (low, high) == (0, 1) else f"torch.where(targets == 1, {high}, {low}).unsqueeze(1)"


def _written_down(draft: Draft) -> Section:
    data, plan = draft.spec.data, draft.plan
    cut = plan.train_count
    x = np.concatenate([plan.data.train_x, plan.data.test_x])
    x = x.reshape(-1, *plan.slots[0].in_shape)
    pieces = {"train_x": x[:cut], "train_y": plan.y[:cut]}
    if not data.test_is_train:
        pieces |= {"test_x": x[cut:], "test_y": plan.y[cut:]}
    lines = []
    for name, values in pieces.items():
        values = torch.as_tensor(values)
        if not is_readable(values):
            draft.parts.add(unpack)
        lines.append(f"{name} = {written(values)}")
    if data.test_is_train:
        lines.append("test_x, test_y = train_x, train_y")
    text = (
        Sentence("{title}: {points} points with {inputs} inputs, as the network sees them.", title=Word(data.title),
                 points=plan.train_count + (0 if data.test_is_train else plan.test_count), inputs=x[0].size),
    )  # fmt: skip
    return Section(Word("Data"), text, draft.with_parts("\n".join(lines)))
