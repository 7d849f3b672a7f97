"""Draws a run's thumbnail from what its trainer holds: the answers of the newest weights on a grid, and its two curves.

The page draws the same map with its own forward pass (static/js/maps); grid, extent and scales are the same here.
"""

import numpy as np
import torch

from engine import metrics
from engine.frames import forward, frames
from engine.plan import Plan
from playground.runs import pictures
from playground.runs.thumbnails import MOST_DOTS, NOT_FINITE, SIDE, UNKNOWN, Kind, Picture

EXTENT = 6.0  # the plane's data lie in about [−6, 6]²
AIR = 0.06  # of a table's range, on either side
LINE = 48  # places along the one input of a line
HEADROOM = 1.08
OUTLIER = 2.0  # losses beyond this many times the first one leave the picture at its top


def picture(plan: Plan, params: torch.Tensor, epoch: int, points: np.ndarray, ended: bool) -> Picture:
    """The thumbnail of weights `params`, running statistics behind them (size + buffers,), and `points` (n ≤ 48, 3): epoch,
    train loss, test loss.

    The curves' width is the epochs trained of a run that has ended, else the epochs planned.
    """
    width = max(1, epoch if ended else plan.spec.training.epochs)
    kind, side, cells, dots = _map(plan, params)
    return Picture(epoch, width, kind, side, cells, dots, *_curves(points, width))


def _map(plan: Plan, params: torch.Tensor) -> tuple[Kind, int, bytes, bytes]:
    columns = len(plan.spec.data.columns)
    if columns == 1 and plan.task == "regression":
        return _line(plan, params)
    if columns != 2:
        return _confusion(plan, params) if plan.classes else (Kind.NONE, 0, b"", b"")
    outputs = answers(plan, params, cells(plan, SIDE))
    if plan.task == "multiclass":
        return Kind.CLASSES, SIDE, _classes(outputs, plan), b""
    return Kind.SIGNED, SIDE, _signed(place(outputs[0], plan)), b""


def window(plan: Plan) -> tuple[np.ndarray, np.ndarray]:
    """Lower left and upper right corner (2,) of a map over two columns: the plane, or as far as a table's values go."""
    points = np.concatenate([plan.data.train_points, plan.data.test_points])
    if tuple(plan.spec.data.columns) == ("x1", "x2") and np.abs(points).max() <= 2 * EXTENT:
        return np.full(2, -EXTENT), np.full(2, EXTENT)
    low, high = points.min(axis=0), points.max(axis=0)
    air = AIR * np.where(high > low, high - low, 1.0)
    return low - air, high + air


def cells(plan: Plan, side: int, first: int = 0, rows: int | None = None) -> np.ndarray:
    """Middles (cells, 2) of `rows` rows of a map of `side` × `side` cells, from row `first` on; rows from the top."""
    low, high = window(plan)
    at = (np.arange(side) + 0.5) / side
    down = 1 - at[first : first + (rows or side)]
    across, up = np.meshgrid(low[0] + at * (high[0] - low[0]), low[1] + down * (high[1] - low[1]))
    return np.stack([across.ravel(), up.ravel()], axis=1)


def _line(plan: Plan, params: torch.Tensor) -> tuple[Kind, int, bytes, bytes]:
    """A fit over one input, with a few training points; the height is that of the targets, with a little air."""
    data = plan.data
    reach = 1.1 * max(1e-9, float(np.abs(np.concatenate([data.train_points, data.test_points])).max()))
    tall = 1.1 * most(plan)
    at = -reach + (np.arange(LINE) + 0.5) * 2 * reach / LINE
    fit = answers(plan, params, at[:, None])[0]
    step = -(-len(data.train_points) // MOST_DOTS)
    dots = np.stack([data.train_points[::step, 0] / reach, data.train_targets[::step] / tall], axis=1)
    return Kind.LINE, LINE, _signed(fit / tall), _signed(dots.ravel())


def _confusion(plan: Plan, params: torch.Tensor) -> tuple[Kind, int, bytes, bytes]:
    """More inputs than a plane has: how each class of the test split was called."""
    counts = confusion(plan, params)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return Kind.CONFUSION, plan.classes, np.round(255 * shares).astype(np.uint8).tobytes(), b""


def confusion(plan: Plan, params: torch.Tensor) -> np.ndarray:
    """How often each true class (row) of the test split was called each class (column)."""
    outputs = said(plan, params, plan.data.test_x)
    called = metrics.predictions(outputs[None], plan.spec.loss.threshold())[0]
    counts = np.zeros((plan.classes, plan.classes))
    np.add.at(counts, (plan.data.test_targets.astype(int), called.astype(int)), 1)
    return counts


def answers(plan: Plan, params: torch.Tensor, points: np.ndarray) -> np.ndarray:
    """Outputs (outputs, n) for raw points (n, columns)."""
    x = (plan.spec.data.inputs(points) - plan.data.shift) / plan.data.scale
    return said(plan, params, x.astype(np.float32))


@torch.inference_mode()
def said(plan: Plan, params: torch.Tensor, x: np.ndarray) -> np.ndarray:
    """Outputs (outputs, n) for inputs as the network sees them, float32 (n, inputs)."""
    params, buffers = params[: plan.size], params[plan.size :]
    rows = np.concatenate([x, np.ones((len(x), 1), np.float32)], axis=1)
    stack = frames(plan, params[None], len(rows), buffers=buffers[None] if len(buffers) else None)
    return forward(stack, torch.from_numpy(rows.T.copy())[None])[0].numpy().astype(np.float64)


def place(outputs: np.ndarray, plan: Plan) -> np.ndarray:
    """Outputs of one unit as places on −1…1, as the page's scaleOf does it."""
    link = pictures.link(plan.spec, plan.task)
    if link["kind"] == "logit":
        return np.tanh(outputs / 2)
    if link["kind"] == "linear":
        return 2 * (outputs - link["low"]) / (link["high"] - link["low"]) - 1
    return outputs / most(plan)


def most(plan: Plan) -> float:
    data = plan.data
    return max(1e-9, float(np.abs(np.concatenate([data.train_targets, data.test_targets])).max()))


def _signed(values: np.ndarray) -> bytes:
    cells = np.round(127 * np.clip(np.nan_to_num(values, posinf=1, neginf=-1), -1, 1))
    return np.where(np.isnan(values), UNKNOWN, cells).astype(np.int8).tobytes()


def _classes(outputs: np.ndarray, plan: Plan) -> bytes:
    """Class and certainty: 0 where the two best classes draw, 31 where nothing contradicts."""
    outputs = np.nan_to_num(outputs)
    best = outputs.argmax(axis=0)
    if plan.spec.loss.name == "cross_entropy":
        shares = np.exp(outputs - outputs.max(axis=0))
        ranked = np.sort(shares / shares.sum(axis=0), axis=0)
    else:
        ranked = np.sort(outputs, axis=0)  # each output tells its own class from all others, 0…1
    certain = np.clip(ranked[-1] - ranked[-2], 0, 1)
    return (np.minimum(best, 7) << 5 | np.round(31 * certain).astype(int)).astype(np.uint8).tobytes()


def _curves(points: np.ndarray, width: int) -> tuple[bytes, bytes, bytes]:
    """Places and heights of both curves. The height is the largest loss that is not far beyond the first ones."""
    if not len(points):
        return b"", b"", b""
    losses = points[:, 1:]
    finite = losses[np.isfinite(losses)]
    start = losses[0][np.isfinite(losses[0])]
    cap = OUTLIER * start.max() if len(start) and start.max() > 0 else np.inf
    top = HEADROOM * max(1e-12, float(np.minimum(finite, cap).max())) if len(finite) else 1.0
    places = np.round(255 * np.clip(points[:, 0] / width, 0, 1)).astype(np.uint8)
    with np.errstate(invalid="ignore"):
        heights = np.round(254 * np.clip(np.nan_to_num(losses / top, posinf=1, neginf=0), 0, 1))
    heights = np.where(np.isfinite(losses), heights, NOT_FINITE).astype(np.uint8)
    return places.tobytes(), heights[:, 0].tobytes(), heights[:, 1].tobytes()
