"""Runs on one plane: which plane, where each path goes, and the loss on a grid around them, as bytes for the arena's stage.

Columns of run k: ``k.x k.y k.loss``, a row for each epoch that any of them has a key frame of; who ended earlier stays there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.bounds import BEYOND
from engine.plan import Plan
from engine.records import Schema, encode, encode_frames
from engine.trails import plane
from engine.trails.losses import losses

AIR = 0.25  # of the paths' extent, on every side
SIDES = (61, 41, 25)  # places along each side of the grid: the most whose passes stay within FLOPS
FLOPS = 4e10
LEAST = 1e-6  # extent of paths that stand still


@dataclass
class Trail:
    """The key frames of one run: epochs (m,), weights (m, n)."""

    title: str
    lr: float
    name: str
    epochs: np.ndarray
    weights: np.ndarray

    @property
    def sound(self) -> int:
        """How many frames there are before the weights are beyond all bounds."""
        bad = ~(np.abs(self.weights).max(axis=1) <= BEYOND)
        return int(bad.argmax()) if bad.any() else len(self.weights)


def side_of(flops_of_a_pass: float) -> int:
    """Places along each side that a network of so many operations a full pass can be given; 0: not even the fewest."""
    return next((side for side in SIDES if side * side * flops_of_a_pass <= FLOPS), 0)


def plane_of(kind: str, plan: Plan, trails: list[Trail], seed: int, chosen: tuple[int, int]) -> plane.Plane:
    """The plane asked for, through sound weights only; random ones and single weights go through where the first run ended."""
    sound = [trail.weights[: trail.sound].astype(np.float64) for trail in trails]
    if kind == "principal":
        return plane.principal(sound)
    if kind == "random":
        return plane.random(sound[0][-1], plan.weights, seed)
    return plane.single(sound[0][-1], *chosen)


def window_of(places: np.ndarray) -> tuple[tuple[float, float], tuple[float, float]]:
    """A square around all places, with air; one unit is as long along both axes, so that angles are true."""
    low, high = places.min(axis=0), places.max(axis=0)
    half = max(float((high - low).max()), LEAST) * (0.5 + AIR)
    middle = (low + high) / 2
    return tuple((float(one - half), float(one + half)) for one in middle)


def worked(kind: str, plan: Plan, trails: list[Trail], seed: int, chosen: tuple[int, int], side: int) -> Iterator[float]:
    """Yields its progress (0–1); returns (what it found as JSON, the bytes of grid and paths)."""
    seen = plane_of(kind, plan, trails, seed, chosen)
    sound = [trail.weights[: trail.sound].astype(np.float64) for trail in trails]
    places = [seen.place(weights) for weights in sound]
    window = window_of(np.concatenate(places))
    x, y = np.linspace(*window[0], side), np.linspace(*window[1][::-1], side)  # rows from the top
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    ground = yield from _part(losses(plan, plane.Spread(seen, grid)), 0.0, 0.8)
    real = yield from _part(losses(plan, np.concatenate(sound)), 0.8, 1.0)
    parts = np.split(real, np.cumsum([len(one) for one in sound])[:-1])
    epochs = np.unique(np.concatenate([trail.epochs for trail in trails]))
    columns: dict[str, np.ndarray] = {}
    for number, (trail, at, loss) in enumerate(zip(trails, places, parts, strict=True)):
        index = np.searchsorted(trail.epochs[: len(at)], epochs, side="right") - 1
        columns |= {f"{number}.x": at[index, 0], f"{number}.y": at[index, 1], f"{number}.loss": loss[index]}
    told = {
        "kind": kind,
        "window": window,
        "side": side,
        "epochs": epochs.tolist(),
        "starts": [at[0].tolist() for at in places],
        "explained": seen.explained,
        "share": seen.share(np.concatenate(sound)),
        "least": _least(ground),
        "racers": [_standing(trail, at, loss, epochs) for trail, at, loss in zip(trails, places, parts, strict=True)],
    }
    return told, *_encoded(ground.reshape(side, side), columns)


def _standing(trail: Trail, places: np.ndarray, loss: np.ndarray, epochs: np.ndarray) -> dict[str, Any]:
    gone = trail.sound < len(trail.weights)
    diverged = int(np.searchsorted(epochs, trail.epochs[trail.sound])) if gone else None
    facts = {"title": trail.title, "name": trail.name, "lr": trail.lr, "diverged": diverged, "slots": [], "judged": ""}
    return facts | {"end": places[-1].tolist(), "loss": float(loss[-1]), "last": int(trail.epochs[-1])}


def _least(ground: np.ndarray) -> float:
    finite = ground[np.isfinite(ground)]
    return float(finite.min()) if len(finite) else float("nan")


def _encoded(ground: np.ndarray, columns: dict[str, np.ndarray]) -> tuple[dict, dict, bytes]:
    """(schema of the grid, schema of the paths, both as bytes), as engine/arena/result.py has them."""
    heights = Schema((("heights", "f32", ground.shape),))
    walked = Schema(tuple((name, "f32", ()) for name in columns))
    [frame] = encode_frames(heights, [0], {"heights": ground[None]})
    chunk = encode(walked, 0, {name: values.astype(np.float32) for name, values in columns.items()})
    return heights.as_dict(), walked.as_dict(), frame + chunk


def _part(work: Iterator[float], low: float, high: float):
    try:
        while True:
            yield low + (high - low) * next(work)
    except StopIteration as done:
        return done.value
