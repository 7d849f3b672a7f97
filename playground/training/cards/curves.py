"""The two loss curves of a run over its epochs: training solid, unseen points dashed, each named at its end."""

import numpy as np

from engine.records import Schema, decode
from playground.runs import selectors
from playground.runs.models import Run
from playground.training.cards.paper import BAD, LINE, MUTED, SURFACE, TEST, TRAIN, Paper

HEADROOM = 1.08
OUTLIER = 2.0  # losses beyond this many times the first one leave the picture at its top
MOST = 400  # places drawn; more than that no screen shows


def read(run: Run) -> np.ndarray:
    """(records, 3) float64: epoch, train loss, test loss of everything stored."""
    schema = Schema.from_dict(run.schema)
    parts = [decode(schema, chunk.data)[1] for chunk in selectors.chunks(run.id, run.attempt)]
    columns = [np.concatenate([part[name] for part in parts]) for name in ("epoch", "train_loss", "test_loss")] if parts else []
    return np.stack(columns, axis=1).astype(np.float64) if parts else np.empty((0, 3))


LINES = (("training loss", TRAIN, None), ("test loss", TEST, (9, 6)))  # words, colour, dashes of columns 1 and 2


def draw(paper: Paper, records: np.ndarray, epochs: int, x: float, y: float, width: float, height: float, unseen=True) -> None:
    """Draw `records` into a box whose width stands for `epochs`; a line ends with a cross where it leaves the finite.

    `unseen`: whether there are points it did not train on; where the test set is the training set there is one line.
    """
    lines = LINES if unseen else LINES[:1]
    paper.box(x, y, width, height, fill=SURFACE, outline=LINE, radius=6)
    if not len(records):
        return
    top = _top(records[:, 1:])
    left, right, low, high = x + 16, x + width - 96, y + height - 40, y + 24
    for share in (0, 0.5, 1):
        level = low - share * (low - high)
        paper.line([(left, level), (right, level)], LINE, 1)
        paper.text(right + 12, level + 6, f"{share * top:.2g}", 18, MUTED)
    paper.text(left, y + height - 12, "epoch 0", 18, MUTED)
    paper.text(right, y + height - 12, f"{epochs}", 18, MUTED, right=True)
    thinned = records[np.unique(np.linspace(0, len(records) - 1, min(MOST, len(records))).astype(int))]
    for column, (_words, colour, dash) in enumerate(lines, 1):
        values = thinned[:, column]
        finite = np.isfinite(values)
        until = len(values) if finite.all() else int(np.argmin(finite))
        points = [
            (left + epoch / max(epochs, 1) * (right - left), low - min(loss / top, 1.0) * (low - high))
            for epoch, loss in zip(thinned[:until, 0], values[:until], strict=True)
        ]
        if len(points) > 1:
            paper.line(points, colour, 3, dash)
        elif points:
            paper.dot(*points[0], 4, fill=colour)
        if until < len(values):
            _cross(paper, *(points[-1] if points else (left, high)))
    _names(paper, left, y + height - 12, lines)


def _names(paper: Paper, left: float, baseline: float, lines) -> None:
    """A key below the curves: they end anywhere, words at their ends would lie over each other."""
    for at, (words, colour, dash) in enumerate(lines):
        begin = left + 96 + at * 172
        paper.line([(begin, baseline - 6), (begin + 36, baseline - 6)], colour, 3, dash)
        paper.text(begin + 44, baseline, words, 18, colour)


def _cross(paper: Paper, x: float, y: float) -> None:
    for slope in (-1, 1):
        paper.line([(x - 8, y - 8 * slope), (x + 8, y + 8 * slope)], BAD, 3)


def _top(losses: np.ndarray) -> float:
    """The height of the picture: the largest loss that is not far beyond the first ones."""
    finite = losses[np.isfinite(losses)]
    start = losses[0][np.isfinite(losses[0])]
    cap = OUTLIER * start.max() if len(start) and start.max() > 0 else np.inf
    return HEADROOM * max(1e-12, float(np.minimum(finite, cap).max())) if len(finite) else 1.0
