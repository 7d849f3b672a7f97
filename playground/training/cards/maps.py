"""What the network answers, as a picture: a map over the plane, a fit over one input; over more a confusion matrix, or what it
says against what is true."""

from collections.abc import Iterator

import numpy as np
import torch

from engine.plan import Plan
from playground.training import thumbnails
from playground.training.cards import paper as colours
from playground.training.cards.paper import CLASSES, DIVERGING, SURFACE, Paper, css, diverging, rgb, width_of

CELLS = 120  # along one side of a map
SLICE = 4e6  # weights times points that are answered between two yields: some 50 ms
MOST_POINTS = 250  # of each split


def draw(paper: Paper, plan: Plan, params: torch.Tensor, x: float, y: float, side: float) -> Iterator[float]:
    """Draw the answers of weights `params` (size,), running statistics behind them, into a square; yields the share done, 0–1."""
    columns = len(plan.spec.data.columns)
    if columns == 2:
        yield from _plane(paper, plan, params, x, y, side)
        _points(paper, plan, x, y, side)
    elif columns == 1 and plan.task == "regression":
        _line(paper, plan, params, x, y, side)
    elif plan.classes:
        _confusion(paper, plan, params, x, y, side)
    else:
        _told_and_true(paper, plan, params, x, y, side)
    paper.box(x, y, side, side, outline=colours.LINE)


def _plane(paper: Paper, plan: Plan, params: torch.Tensor, x: float, y: float, side: float) -> Iterator[float]:
    rows = max(1, int(SLICE / (plan.size * CELLS)))
    parts = []
    for first in range(0, CELLS, rows):
        parts.append(thumbnails.answers(plan, params, thumbnails.cells(plan, CELLS, first, rows)))
        yield min(1.0, (first + rows) / CELLS)
    outputs = np.concatenate(parts, axis=1)
    if plan.task == "multiclass":
        ends = np.stack([rgb(colour) for colour in CLASSES]).astype(np.uint8)
        pixels = ends[np.nan_to_num(outputs).argmax(axis=0) % len(ends)]
    else:
        pixels = diverging(thumbnails.place(outputs[0], plan))
    paper.paste(pixels.reshape(CELLS, CELLS, 3), x, y, side)


def _points(paper: Paper, plan: Plan, x: float, y: float, side: float) -> None:
    """Training points filled, test points hollow; the classes differ in shape too."""
    data, (low, high) = plan.data, thumbnails.window(plan)
    most = thumbnails.most(plan)
    for points, targets, filled in ((data.test_points, data.test_targets, False), (data.train_points, data.train_targets, True)):
        for (across, up), target in zip(points[:MOST_POINTS], targets[:MOST_POINTS], strict=True):
            share = (np.array([across, up]) - low) / (high - low)
            if share.min() < 0 or share.max() > 1:
                continue
            place = x + share[0] * side, y + (1 - share[1]) * side
            if plan.classes:
                colour, shape = _class_colour(plan, int(target)), int(target)
            else:
                colour, shape = css(diverging(np.array(target / most))), 0
            _mark(paper, *place, shape, colour, filled)


def _class_colour(plan: Plan, number: int) -> str:
    ends = (DIVERGING[0], DIVERGING[-1])
    return ends[number] if plan.classes == 2 else CLASSES[number % len(CLASSES)]


def _mark(paper: Paper, x: float, y: float, shape: int, colour: str, filled: bool, radius: float = 4.5) -> None:
    """● ◆ ▲ by class, with a halo, so that it stands off a map of its own colour."""
    corners = {1: 4, 2: 3}.get(shape % 3)
    for grown, fill, edge in ((1.5, SURFACE, SURFACE), (0.0, colour if filled else SURFACE, colour)):
        if corners is None:
            paper.dot(x, y, radius + grown, fill=fill, outline=edge)
        else:
            paper.polygon(x, y, radius * 1.25 + grown, corners, fill=fill, outline=edge)


def _line(paper: Paper, plan: Plan, params: torch.Tensor, x: float, y: float, side: float) -> None:
    """The fit over one input, with the points it is a fit to."""
    paper.box(x, y, side, side, fill=SURFACE)
    data = plan.data
    reach = 1.1 * max(1e-9, float(np.abs(np.concatenate([data.train_points, data.test_points])).max()))
    tall = 1.1 * thumbnails.most(plan)

    def place(across, up):
        return x + (across / reach + 1) / 2 * side, y + (1 - up / tall) / 2 * side

    paper.line([place(-reach, 0), place(reach, 0)], colours.LINE, 1.5)
    for points, targets, filled in ((data.test_points, data.test_targets, False), (data.train_points, data.train_targets, True)):
        for across, target in zip(points[:MOST_POINTS, 0], targets[:MOST_POINTS], strict=True):
            if abs(target) <= tall:
                _mark(paper, *place(across, target), 0, DIVERGING[-1], filled)
    at = np.linspace(-reach, reach, 200)
    answers = thumbnails.answers(plan, params, at[:, None])[0]
    pieces, piece = [], []
    for across, up in zip(at, answers, strict=True):
        inside = bool(np.isfinite(up)) and abs(up) <= tall
        if inside:
            piece.append(place(across, up))
        if not inside or across == at[-1]:
            pieces, piece = [*pieces, piece], []
    for points in pieces:
        if len(points) > 1:
            paper.line(points, colours.TRAIN, 4)


def _told_and_true(paper: Paper, plan: Plan, params: torch.Tensor, x: float, y: float, side: float) -> None:
    """Test points by what they are (across) and what the network says (up): right answers lie on the diagonal."""
    paper.box(x, y, side, side, fill=SURFACE)
    paper.line([(x, y + side), (x + side, y)], colours.LINE, 2)
    targets, said = plan.data.test_targets[:MOST_POINTS], thumbnails.said(plan, params, plan.data.test_x[:MOST_POINTS])[0]
    low, high = float(plan.data.test_targets.min()), float(plan.data.test_targets.max())
    air, most = 0.08 * (high - low or 1), thumbnails.most(plan)

    def share(value: float) -> float:
        return min(0.98, max(0.02, (value - low + air) / (high - low + 2 * air)))  # far off is still on the card

    for target, answer in zip(targets, said, strict=True):
        if np.isfinite(answer):
            _mark(
                paper, x + share(target) * side, y + (1 - share(answer)) * side, 0, css(diverging(np.array(target / most))), True
            )


def _confusion(paper: Paper, plan: Plan, params: torch.Tensor, x: float, y: float, side: float) -> None:
    """How each class of the unseen points was called: rows are true classes."""
    counts = thumbnails.confusion(plan, params)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    cell = side / plan.classes
    tall = 40 if plan.classes < 5 else 20
    paper.box(x, y, side, side, fill=colours.BG)
    for row, name in enumerate(plan.spec.data.classes):
        for column in range(plan.classes):
            left, top, share = x + column * cell, y + row * cell, float(shares[row, column])
            colour = css(diverging(np.array(share)))
            paper.box(left + 2, top + 2, cell - 4, cell - 4, fill=colour, radius=6)
            words = str(int(counts[row, column]))
            ink = SURFACE if share > 0.6 else colours.TEXT
            paper.text(left + (cell - width_of(words, tall)) / 2, top + cell / 2 + 0.35 * tall, words, tall, ink, bold=True)
        if tall == 40:  # else no room for a name
            paper.text(x + 12, y + row * cell + 28, name, 20, SURFACE if shares[row, 0] > 0.6 else colours.MUTED)
