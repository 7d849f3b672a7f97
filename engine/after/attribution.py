"""What an answer rests on: for some test points, how much each of their coordinates has to do with what the network says of them.

f(u) is how strongly the network says what it says: the output of the class it says; for one output its distance beyond the
threshold; for values the value. u are coordinates that people know (engine/space.py).

saliency     |df/du|. Simonyan, Vedaldi and Zisserman, "Deep inside convolutional networks" (2014), section 3
integrated   (u − b)·∫₀¹ df/du(b + α(u − b)) dα, by the midpoint rule. Sundararajan, Taly and Yan, "Axiomatic attribution for
             deep networks" (2017), eq. 1. Complete: the sum over all coordinates is f(u) − f(b), so the sum tells how well the
             integral was met; points whose sum is off are done again on a finer grid (``GRIDS``)
occlusion    f(u) − f(u with a part of it as in b). Zeiler and Fergus, "Visualizing and understanding convolutional networks"
             (2014), section 4.2. The parts: squares of a picture, each pixel then has the mean over the squares that cover it;
             steps of a sequence; columns of a table

The baseline b: a picture without ink; else the mean of the training points. A sequence is told step by step: saliency and
attributions of a step are the sums over its symbols. Captum wraps torch.nn modules to do the same; our parameters are written by
hand and stand in ``torch.nn`` only while a question is asked, and these are few lines.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from engine.after.plane import DRAWN, classes_over, on_a_plane, rows, short
from engine.after.trained import Trained
from engine.plan import Plan
from engine.space import Space, space_of
from engine.state import State

POINTS = 250  # test points among which examples are looked for
RIGHT, WRONG = 10, 4  # examples of right and of wrong answers, at most
GRIDS = (32, 128, 512)  # midpoints on the way from the baseline, the next where the sum is further off than CLOSE
CLOSE = 0.001  # of the sum of all sizes
AT_ONCE = 64  # points of one pass: a slice stays short
METHODS = ("saliency", "integrated", "occlusion")


def choose(trained: Trained, space: Space, first: int | None = None) -> tuple[Tensor, Tensor]:
    """(numbers of test points, what the network says of each): the one asked for, right ones of each class, wrong ones."""
    outputs = trained.outputs(space.inputs(space.start))
    numbers = list(range(len(outputs)))
    if trained.plan.task == "regression":
        said, chosen = outputs[:, 0], numbers[:RIGHT]
    else:
        said = trained.said(outputs)
        right = (said == space.labels).tolist()
        turn: dict[int, int] = {}
        order = []
        for number in numbers:
            if right[number]:
                turn[int(said[number])] = turn.get(int(said[number]), -1) + 1
                order.append((turn[int(said[number])], int(said[number]), number))
        most = min(max(trained.plan.classes, WRONG), RIGHT)
        chosen = sorted((number for _, _, number in sorted(order)[:most]), key=lambda number: (int(said[number]), number))
        chosen += [number for number in numbers if not right[number]][:WRONG]
    if first is not None:
        chosen = [first, *(number for number in chosen if number != first)]
    return torch.tensor(chosen), said[chosen]


def saliency(trained: Trained, space: Space, which: Tensor, said: Tensor) -> Tensor:
    """|df/du|, (points, coordinates)."""
    u = space.start[which]
    return space.pull(u, trained.sureness_slope(space.inputs(u, which), said)).abs()


def integrated(trained: Trained, space: Space, which: Tensor, said: Tensor, grid: int) -> Iterator[None]:
    """Yields after each of ``grid`` midpoints; returns the attributions, (points, coordinates)."""
    way = space.start[which] - space.empty[which]
    total = torch.zeros_like(way)
    for place in range(grid):
        u = space.empty[which] + (place + 0.5) / grid * way
        total += space.pull(u, trained.sureness_slope(space.inputs(u, which), said))
        yield
    return total / grid * way


def occlusion(trained: Trained, space: Space, which: Tensor, said: Tensor, parts: Tensor) -> Iterator[None]:
    """Yields after some points; returns the loss of sureness (points, parts) where ``parts`` (parts, coordinates) says what is
    covered."""
    before = trained.sureness(trained.outputs(space.inputs(space.start[which], which)), said)
    result = torch.empty(len(which), len(parts), dtype=torch.float64)
    for place in range(len(which)):
        for some in torch.arange(len(parts)).split(AT_ONCE):
            same = which[place].repeat(len(some))
            u = torch.where(parts[some], space.empty[same], space.start[same])
            after = trained.sureness(trained.outputs(space.inputs(u, same)), said[place].repeat(len(some)))
            result[place, some] = before[place] - after
            yield
    return result


def parts_of(plan: Plan, space: Space) -> Tensor:
    """What is covered at once, bool (parts, coordinates)."""
    shape, count = plan.spec.data.shape(), space.start.shape[1]
    if space.unit == "ink":
        channels, height, width = shape
        size = max(2, round(height / 7))
        corners = [_steps(length, size) for length in (height, width)]
        parts = torch.zeros(len(corners[0]), len(corners[1]), channels, height, width, dtype=torch.bool)
        for row, top in enumerate(corners[0]):
            for column, left in enumerate(corners[1]):
                parts[row, column, :, top : top + size, left : left + size] = True
        return parts.view(-1, count)
    steps = shape[0] if len(shape) == 2 else count
    return torch.eye(steps, dtype=torch.bool).repeat_interleave(count // steps, dim=1)


def _steps(length: int, size: int) -> list[int]:
    """Where squares of ``size`` begin, half of one apart; the last ends at the edge."""
    begin = list(range(0, length - size + 1, max(1, size // 2)))
    return begin if begin[-1] == length - size else [*begin, length - size]


def open_up(plan: Plan, state: State, example: int | None = None) -> Iterator[float]:
    """Yields progress (0–1) after slices of at most some 50 ms; returns the report, JSON but for ∞ and NaN.

    ``example``: a test point, from 0, to be the first. In the report places are counted from 1.
    """
    trained, space = Trained(plan, state), space_of(plan, max(POINTS, (example or 0) + 1))
    facts = {"epoch": state.epoch, "of": plan.test_count, "task": plan.task, "unit": space.unit}
    facts["shape"] = list(plan.spec.data.shape())
    yield 0.0
    if not trained.sound:
        return facts | {"sound": False}
    which, said = choose(trained, space, example)
    maps = {"saliency": saliency(trained, space, which, said)}
    yield 0.05
    maps["integrated"], grids = yield from _met(trained, space, which, said)
    parts = parts_of(plan, space)
    covering, passes = occlusion(trained, space, which, said, parts), 0
    while True:
        try:
            next(covering)
        except StopIteration as done:
            drops = done.value
            break
        passes += 1
        yield 0.5 + 0.5 * passes / (len(which) * -(-len(parts) // AT_ONCE))
    sums = maps["integrated"].sum(1)
    if space.unit == "ink":
        maps["occlusion"] = drops @ parts.double() / parts.sum(0)
    else:  # a column, or all symbols of a step
        maps = {name: values @ parts.double().T for name, values in maps.items()} | {"occlusion": drops}
    here, there = (trained.sureness(trained.outputs(space.inputs(u[which], which)), said) for u in (space.start, space.empty))
    names = plan.spec.data.columns if space.unit == "axis" else plan.spec.data.feature_names()
    report = facts | {
        "sound": True,
        "classes": list(plan.spec.data.classes) if plan.classes else [],
        "outputs": plan.slots[-1].fan_out,
        "names": list(names) if len(facts["shape"]) == 1 else [],
        "square": int(parts[0].sum()) if space.unit == "ink" else 0,
        "plane": _plane(trained, space, which),
    }
    shown = space.shown(space.start)
    report["examples"] = [
        {
            "number": int(number) + 1,
            "is": short(float(space.labels[number])),
            "called": short(float(said[place])),
            "output": short(float(here[place])),
            "baseline": short(float(there[place])),
            "difference": short(float(here[place] - there[place])),
            "sum": short(float(sums[place])),
            "grid": grids[place],
            "seen": _levels(space.start[number]) if space.unit == "ink" else rows(shown[number : number + 1])[0],
            "maps": {name: _map(maps[name][place], space.unit == "ink") for name in METHODS},
        }
        for place, number in enumerate(which)
    ]
    return report


def _met(trained: Trained, space: Space, which: Tensor, said: Tensor) -> Iterator[float]:
    """Yields progress; returns the integrated gradients (points, coordinates) and how many midpoints each took."""
    sure = [trained.sureness(trained.outputs(space.inputs(u[which], which)), said) for u in (space.start, space.empty)]
    wanted, result, grids = sure[0] - sure[1], torch.zeros_like(space.start[which]), [0] * len(which)
    left = torch.arange(len(which))
    for round_, grid in enumerate(GRIDS):
        work, place = integrated(trained, space, which[left], said[left], grid), 0
        while True:
            try:
                next(work)
            except StopIteration as done:
                result[left] = done.value
                break
            place += 1
            yield 0.05 + 0.45 * (round_ + place / grid) / len(GRIDS)
        for one in left.tolist():
            grids[one] = grid
        off = (result.sum(1) - wanted).abs() > CLOSE * result.abs().sum(1)
        left = left[off[left]]
        if not len(left):
            break
    return result, grids


def _plane(trained: Trained, space: Space, which: Tensor) -> dict | None:
    """The classes over the plane, and at test points the way on which the network gets surer of what it says there."""
    if not on_a_plane(trained, space):
        return None
    drawn = slice(0, DRAWN)
    u, labels = space.start[drawn], space.labels[drawn]
    said = trained.said(trained.outputs(space.inputs(u)))
    return classes_over(trained, space, space.start) | {
        "is": [int(one) for one in labels.tolist()],
        "called": said.tolist(),
        "points": rows(u),
        "arrows": rows(space.pull(u, trained.sureness_slope(space.inputs(u), said))),
        "chosen": rows(space.start[which]),
        "empty": rows(space.empty[:1])[0],
    }


def _levels(ink: Tensor) -> str:
    """One byte a pixel, base64: a picture shows no more."""
    return b64encode((ink * 255).round().numpy().astype(np.uint8).tobytes()).decode()


def _map(values: Tensor, packed: bool) -> dict:
    """{"most": the largest size, "cells"}: cells as numbers, or of pictures as signed bytes of which 127 is the largest size."""
    most = float(values.abs().max())
    cells: list | str = rows(values.unsqueeze(0))[0]
    if packed:
        whole = (values / most * 127).round() if 0 < most < float("inf") else torch.zeros_like(values)
        cells = b64encode(whole.numpy().astype(np.int8).tobytes()).decode()
    return {"most": short(most), "cells": cells}
