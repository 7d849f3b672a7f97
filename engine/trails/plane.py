"""A plane through weight space: where it stands, its two directions, and where weights fall on it.

principal   the two directions in which the weights of all paths spread most, through their mean
random      two random directions through a network, the share of each unit as long as its weights there
weights     two single parameters, all others standing as they are in one network

Sources: Lorch, "Visualizing deep network training trajectories with PCA" (2016); Li, Xu, Taylor, Studer and Goldstein,
"Visualizing the loss landscape of neural nets" (2018), §4, for random directions scaled filter by filter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine import rng
from engine.layout import ParameterBlock

KINDS = ("principal", "random", "weights")


@dataclass(frozen=True)
class Plane:
    """origin (n,), directions (2, n). ``explained``: shares of the paths' variance along each; of other planes empty."""

    origin: np.ndarray
    directions: np.ndarray
    explained: tuple[float, ...] = ()

    def place(self, weights: np.ndarray) -> np.ndarray:
        """Where weights (m, n) fall on the plane, (m, 2): the nearest place of it, by least squares."""
        return np.linalg.lstsq(self.directions.T, (weights - self.origin).T, rcond=None)[0].T

    def at(self, places: np.ndarray) -> np.ndarray:
        """The weights (m, n) of places (m, 2)."""
        return self.origin + places @ self.directions

    def share(self, weights: np.ndarray) -> float:
        """Share of the squared distances of weights (m, n) from their mean that lies in the plane."""
        centred = weights - weights.mean(axis=0)
        seen = self.place(weights) @ self.directions
        seen = seen - seen.mean(axis=0)
        whole = float((centred * centred).sum())
        return float((seen * seen).sum()) / whole if whole else 1.0


@dataclass(frozen=True)
class Spread:
    """The weights of many places of a plane, made a slice at a time: all of them at once may be hundreds of megabytes."""

    plane: Plane
    places: np.ndarray

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, part: slice) -> np.ndarray:
        return self.plane.at(self.places[part])


def principal(paths: list[np.ndarray]) -> Plane:
    """The plane of the first two principal components of all paths' weights, (frames, n) each, every frame counting the same."""
    weights = np.concatenate(paths)
    origin = weights.mean(axis=0)
    centred = weights - origin
    _, sizes, directions = np.linalg.svd(centred, full_matrices=False)
    whole = float((centred * centred).sum())
    found = np.zeros((2, weights.shape[1]))
    found[: len(directions[:2])] = directions[:2]
    for row in range(2):  # a sign of our own, so that the same runs are the same picture: the larger end of each is positive
        if found[row].any():
            found[row] *= np.sign(found[row][np.abs(found[row]).argmax()])
    shares = [float(size * size) / whole if whole else 0.0 for size in sizes[:2]]
    return Plane(origin, _apart(found), tuple((*shares, 0.0)[:2]))


def random(weights: np.ndarray, blocks: list[ParameterBlock], seed: int) -> Plane:
    """Two directions through ``weights`` (n,), drawn by ``seed``; biases and what is no weight stand still."""
    directions = np.zeros((2, len(weights)))
    for row in range(2):
        draws = np.random.default_rng(rng.key(seed, "directions", row)).standard_normal(len(weights))
        for block in blocks:
            shape = (block.fan_in, block.fan_out)
            part = slice(block.start, block.start + shape[0] * shape[1])
            drawn, there = draws[part].reshape(shape), weights[part].reshape(shape)
            lengths = np.linalg.norm(drawn, axis=0)
            directions[row, part] = (drawn / np.where(lengths, lengths, 1) * np.linalg.norm(there, axis=0)).ravel()
    return Plane(weights.copy(), _apart(directions))


def single(weights: np.ndarray, one: int, other: int) -> Plane:
    """Parameters ``one`` and ``other`` along the axes, at their own values; all others as in ``weights``."""
    origin, directions = weights.copy(), np.zeros((2, len(weights)))
    origin[[one, other]] = 0.0
    directions[0, one] = directions[1, other] = 1.0
    return Plane(origin, directions)


def _apart(directions: np.ndarray) -> np.ndarray:
    """The same, where a direction that is none (everybody stood still) is replaced by one that crosses the other."""
    for row in range(2):
        if not directions[row].any():
            other = directions[1 - row]
            axis = int(np.abs(other).argmin())
            directions[row, axis] = 1.0
            directions[row] -= (directions[row] @ other) * other
    return directions
