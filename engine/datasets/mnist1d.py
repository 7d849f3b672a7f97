from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from engine.datasets.base import Sample, Seed, TestShare
from engine.datasets.sequence import Sequence
from engine.params import Shown

# How far right the pen is as it goes down a digit, 0 at its rest: our own drawings, twelve places each.
PEN = (
    (0.0, 0.6, 0.9, 1.0, 1.1, 1.1, 1.1, 1.1, 1.0, 0.9, 0.6, 0.0),
    (0.0, -0.9, -0.4, 0.1, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.0),
    (0.0, 0.7, 1.1, 1.0, 0.6, 0.0, -0.6, -1.0, -1.1, -0.6, 0.4, 0.0),
    (0.0, 0.7, 1.0, 0.7, 0.2, -0.1, 0.2, 0.8, 1.2, 1.0, 0.5, 0.0),
    (0.0, -0.2, -0.5, -0.8, -1.1, -1.4, -1.4, 0.7, 0.7, 0.7, 0.7, 0.0),
    (0.0, -1.0, -1.0, -1.0, -0.4, 0.4, 0.9, 1.1, 0.9, 0.3, -0.5, 0.0),
    (0.0, -0.4, -0.8, -1.1, -1.3, -1.4, -1.2, -0.3, 0.5, 0.5, -0.3, 0.0),
    (0.0, 1.2, 1.2, 1.0, 0.8, 0.6, 0.4, 0.2, 0.0, -0.2, -0.4, 0.0),
    (0.0, -0.7, -0.9, -0.6, 0.1, 0.4, -0.3, -1.0, -1.2, -0.9, -0.3, 0.0),
    (0.0, 0.6, -0.5, -0.9, -0.4, 0.9, 1.0, 1.0, 0.9, 0.8, 0.7, 0.0),
)
CANVAS, LENGTH = 72, 40  # steps while a shape is placed, and what is kept of them
STRETCH = (1.0, 2.0)  # a template's place becomes this many steps
SIZE, SHEAR, CORRELATED = (0.8, 1.2), 0.75, 0.25
SMOOTH = 2.0  # steps over which the correlated noise hangs together


class Mnist1d(Sequence):
    """Ten shapes in one dimension: the digits 0–9 as the path of a pen, 40 steps of one value each.

    Each point is its digit's template (12 values), stretched to between 12 and 24 of 72 steps, made 0.8 to 1.2 times as tall,
    tilted by a slope of up to ±0.75 from end to end, put anywhere in the 72 steps and mixed with noise that hangs together over
    a few steps (normal, smoothed by a Gaussian of deviation 2, deviation 0.25); then 40 values are read off evenly and each gets
    ``noise`` of its own. Every digit comes as often as any other. What tells the digits apart is the order of ups and downs,
    wherever they stand. After the recipe of Greydanus and Kobak, "Scaling down deep learning with MNIST-1D" (2020, 2024).
    Where we differ: the ten templates are drawn by us, so are all the numbers, and ours stretches where theirs pads; accuracies
    are not comparable with the published ones.
    """

    rank: ClassVar[int] = 64
    title: ClassVar[str] = "Digits in one line"
    task: ClassVar[str] = "multiclass"
    classes: ClassVar[tuple[str, ...]] = tuple("0123456789")
    name: Literal["mnist1d"] = "mnist1d"
    samples: Annotated[
        int,
        Field(ge=10, le=5000),
        Shown("samples", unit="points", varies=True, low="Too few: little to learn from.", high="Many: slower epochs."),
    ] = 2000
    noise: Annotated[
        float,
        Field(ge=0, le=1),
        Shown("noise", varies=True, low="0: smooth paths.", high="1: the shape is lost in the scatter."),
    ] = 0.02
    test_share: TestShare = 0.2
    seed: Seed = 0

    def steps(self) -> int:
        return LENGTH

    def sample(self) -> Sample:
        count = self.samples
        digit = np.arange(count) % len(PEN)
        stretch, tall, tilt, where = self.uniform(4, count, 1, draw=0)
        places = len(PEN[0]) - 1
        long = places * (STRETCH[0] + (STRETCH[1] - STRETCH[0]) * stretch)  # steps from the shape's first place to its last
        at = (np.arange(CANVAS) - where * (CANVAS - 1 - long)) / long  # 0 at the shape's first place, 1 at its last
        inside = (at >= 0) & (at <= 1)
        path = np.stack([np.interp(row * places, np.arange(places + 1), PEN[d]) for row, d in zip(at, digit, strict=True)])
        path = (SIZE[0] + (SIZE[1] - SIZE[0]) * tall) * (path + SHEAR * (2 * tilt - 1) * (2 * at - 1)) * inside
        path = path + CORRELATED * _smoothed(self.normal(count, CANVAS, draw=1))
        read = np.linspace(0, CANVAS - 1, LENGTH)
        values = np.stack([np.interp(read, np.arange(CANVAS), row) for row in path])
        return Sample(values + self.noise * self.normal(count, LENGTH, draw=2), digit)


def _smoothed(noise: np.ndarray) -> np.ndarray:
    """White noise (n, steps) of deviation 1 under a Gaussian window that goes round the ends, brought back to deviation 1."""
    steps = noise.shape[1]
    away = np.minimum(np.arange(steps), steps - np.arange(steps))
    window = np.exp(-0.5 * (away / SMOOTH) ** 2)
    window /= np.sqrt((window**2).sum())
    turned = window[(np.arange(steps)[:, None] - np.arange(steps)) % steps]
    return noise @ turned
