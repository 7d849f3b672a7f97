"""The card of a run: its map at the left; its recipe, its figures and its curves at the right."""

from collections.abc import Iterator

import numpy as np
import torch

from engine.plan import Plan
from engine.records import Schema, decode_frame
from playground.runs import selectors
from playground.runs.models import Run
from playground.runs.states import State
from playground.training.cards import curves, maps
from playground.training.cards.paper import ACCENT, BAD, LINE, MUTED, SURFACE, TEXT, TEXT_2, Paper, width_of
from playground.training.cards.plain import mark

MARGIN, SIDE = 48, 534  # the map's square fills the height
LEFT = MARGIN + SIDE + 40  # where the right half begins
WIDE = 1200 - LEFT - MARGIN
STATES = {State.DIVERGED: "diverged", State.FAILED: "failed", State.STOPPED: "stopped", State.FINISHED: "finished"}


def draw(run: Run, plan: Plan) -> Iterator[float]:
    """Yields the share done (0–1) now and then; returns the PNG's bytes."""
    paper = Paper()
    weights = _weights(run, plan)
    if weights is None:  # a network too large for its key frames: its curves alone
        paper.box(MARGIN, MARGIN, SIDE, SIDE, fill=SURFACE, outline=LINE)
        mark(paper, MARGIN + SIDE / 2 - 60, MARGIN + SIDE / 2 - 60, 120)
    else:
        for share in maps.draw(paper, plan, weights, MARGIN, MARGIN, SIDE):
            yield 0.8 * share
    mark(paper, LEFT, MARGIN, 40)
    paper.text(LEFT + 54, MARGIN + 30, "Backprop Playground", 28, TEXT_2)
    for number, line in enumerate(_lines(run, plan)):
        paper.text(LEFT, MARGIN + 100 + 46 * number, *line)
    _figures(paper, run, plan)
    epochs = run.epoch if run.state in STATES else run.epochs
    curves.draw(paper, curves.read(run), max(epochs, 1), LEFT, 346, WIDE, MARGIN + SIDE - 346, _unseen(plan))
    yield 0.9
    return paper.png()


def _weights(run: Run, plan: Plan) -> torch.Tensor | None:
    frame = selectors.latest_frame(run.id, run.attempt)
    sections = decode_frame(Schema.from_dict(run.frame_schema), frame.data)[1] if frame else {}
    weights = sections.get("weights")
    if weights is None or weights.size != plan.size:
        return None
    return torch.from_numpy(np.concatenate([weights, sections.get("buffers", plan.initial_buffers().numpy())]))


def _lines(run: Run, plan: Plan) -> list[tuple]:
    """(words, size, colour, bold): what was trained on what, and how."""
    spec = plan.spec
    units = "-".join(str(getattr(layer, "units", layer.name)) for layer in spec.network.layers)
    names = sorted({layer.activation for layer in spec.network.layers if hasattr(layer, "activation")})
    network = f"{units} {' '.join(names)}" if units else "no hidden layer"
    title = run.title if _drawable(run.title) else ""
    head = title or f"{type(spec.data).title}, {network}"
    below = f"{type(spec.optimizer).title}, learning rate {spec.optimizer.lr:g}"
    lines = [(_fitting(head, 40), 40, TEXT, True), (_fitting(f"{network}, {below}" if title else below, 24), 24, TEXT_2, False)]
    if plan.faults:
        planted = ", ".join(fault.title for fault in plan.faults)
        lines.append((_fitting(f"Planted fault: {planted}", 24), 24, BAD, True))
    return lines


def _figures(paper: Paper, run: Run, plan: Plan) -> None:
    figures = []
    if run.last_loss is not None:
        figures.append(("Test loss" if _unseen(plan) else "Loss", f"{run.last_loss:.3g}"))
    if run.last_metric is not None:
        percent = plan.task != "regression"
        name, shown = ("Accuracy", f"{round(100 * run.last_metric)} %") if percent else ("R squared", f"{run.last_metric:.3g}")
        figures.append((name, shown))
    figures.append(("Epoch", f"{run.epoch} / {run.epochs}"))
    x, baseline = LEFT, MARGIN + 262
    for name, shown in figures:
        paper.text(x, baseline - 46, name, 20, MUTED)
        paper.text(x, baseline, shown, 36, TEXT, bold=True)
        x += max(width_of(name, 20), width_of(shown, 36)) + 36
    if run.state in (State.DIVERGED, State.FAILED):
        paper.text(LEFT + WIDE, baseline, STATES[run.state], 28, BAD, bold=True, right=True)
    elif run.state not in STATES:
        paper.text(LEFT + WIDE, baseline, "training", 28, ACCENT, bold=True, right=True)


def _unseen(plan: Plan) -> bool:
    """Whether it is judged by points it did not learn from."""
    return not plan.spec.data.test_is_train


def _drawable(title: str) -> bool:
    """Whether the built-in typeface has every letter of a person's own words."""
    return bool(title) and all(" " <= letter <= "~" for letter in title)


def _fitting(words: str, size: int) -> str:
    """As many of the words as fit the right half."""
    while width_of(words, size) > WIDE:
        words = words.rstrip("…")[:-1].rstrip() + "…"
    return words
