"""What a race leaves behind: the surface's heights on a grid, every path as columns, and where each racer ended, in numbers.

The bytes are those of records (engine/records.py): a key frame holds the grid, a chunk the paths, a row a step. Racer k has
``k.x k.y k.loss k.gradient.x k.gradient.y`` and, for each vector its rule keeps, ``k.<slot>.x k.<slot>.y``; all f32.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engine.arena.racing import Path
from engine.arena.setup import Arena
from engine.records import Schema, encode, encode_frames

SIDE = 121  # places along each side of the grid, both edges among them
NEAR = 1e-3  # of the lowest value: there it counts as arrived


def heights(arena: Arena) -> np.ndarray:
    """f on the window, (SIDE, SIDE) float64, rows from the top (y falls)."""
    (left, right), (bottom, top) = arena.surface.view()
    x = torch.linspace(left, right, SIDE, dtype=torch.float64)
    y = torch.linspace(top, bottom, SIDE, dtype=torch.float64)
    return arena.surface.value(x.expand(SIDE, SIDE), y.unsqueeze(1).expand(SIDE, SIDE)).numpy()


def lowest(arena: Arena, grid: np.ndarray, paths: list[Path]) -> float:
    """The surface's lowest value, or where nobody knows it the lowest seen; NaN where nothing is finite."""
    if arena.surface.least is not None:
        return arena.surface.least
    seen = np.concatenate([grid.ravel(), *(path.losses for path in paths)])
    seen = seen[np.isfinite(seen)]
    return float(seen.min()) if len(seen) else float("nan")


def report(arena: Arena, grid: np.ndarray, paths: list[Path]) -> dict[str, Any]:
    """In numbers: the window, the lowest value, and of each racer its end, its loss, when it arrived and when it diverged."""
    least = lowest(arena, grid, paths)
    return {
        "arena": arena.expanded(),
        "window": arena.surface.view(),
        "side": SIDE,
        "least": least,
        "known": arena.surface.least is not None,
        "minima": arena.surface.minima,
        "racers": [_standing(path, least) for path in paths],
    }


def _standing(path: Path, least: float) -> dict[str, Any]:
    last = path.diverged if path.diverged is not None else len(path.losses) - 1
    near = path.losses[: last + 1] - least <= NEAR  # NaN is never near
    reached = int(near.argmax()) if near.any() and path.diverged is None else None
    return {
        "name": path.racer.name,
        "title": path.racer.title,
        "lr": path.racer.lr,
        "end": [float(one) for one in path.places[last]],
        "loss": float(path.losses[last]),
        "best": float(np.nanmin(path.losses[: last + 1], initial=np.inf)),
        "reached": reached,
        "gradients": None if reached is None else int(path.evaluations[reached]),
        "diverged": path.diverged,
        "slots": list(path.slots),
        "judged": path.racer.judged,
    }


def encoded(grid: np.ndarray, paths: list[Path]) -> tuple[dict, dict, bytes]:
    """(schema of the grid, schema of the paths, the key frame and the chunk end to end)."""
    columns: dict[str, np.ndarray] = {}
    for place, path in enumerate(paths):
        columns |= {f"{place}.x": path.places[:, 0], f"{place}.y": path.places[:, 1], f"{place}.loss": path.losses}
        for name, vectors in {"gradient": path.gradients, **path.slots}.items():
            columns |= {f"{place}.{name}.x": vectors[:, 0], f"{place}.{name}.y": vectors[:, 1]}
    ground = Schema((("heights", "f32", grid.shape),))
    walked = Schema(tuple((name, "f32", ()) for name in columns))
    with np.errstate(over="ignore"):  # beyond float32 is ∞, as it looks
        [frame] = encode_frames(ground, [0], {"heights": grid[None].astype(np.float32)})
        chunk = encode(walked, 0, {name: values.astype(np.float32) for name, values in columns.items()})
    return ground.as_dict(), walked.as_dict(), frame + chunk
