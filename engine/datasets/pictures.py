"""Data sets of small grey pictures: one channel, square, inputs from 0 (empty) to 1 (full ink)."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np

from engine.datasets.base import Dataset, Seed, TestShare
from engine.params import Shown

StandardizeInk = Annotated[
    bool,
    Shown(
        "standardize",
        varies=True,
        low="Inputs lie between 0 and 1.",
        high="All inputs together have mean 0 and deviation 1 on the training set.",
    ),
]


class Pictures(Dataset):
    """Base of the picture sets (no ``name``, so not an entry itself). Points are grey levels, rows of pixels from the top left.

    Standardizing takes one mean and one deviation over all pixels, not one a pixel: a corner that is empty in all pictures but
    one would otherwise be blown up to the size of a stroke.
    """

    task: ClassVar[str] = "multiclass"
    sampled: ClassVar[bool] = True
    classes: ClassVar[tuple[str, ...]] = tuple("0123456789")
    side: ClassVar[int]
    brightest: ClassVar[int]
    test_share: TestShare = 0.2
    seed: Seed = 0
    standardize: StandardizeInk = False

    def shape(self) -> tuple[int, ...]:
        return (1, self.side, self.side)

    def inputs(self, points: np.ndarray) -> np.ndarray:
        return points.astype(np.float32) / np.float32(self.brightest)

    def scaling(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.full(x.shape[1], x.mean(dtype=np.float64)), np.full(x.shape[1], x.std(dtype=np.float64))


def pixels(side: int) -> tuple[str, ...]:
    """Names of a picture's inputs, "pixel 0,0" first: row and column."""
    return tuple(f"pixel {row},{column}" for row in range(side) for column in range(side))
