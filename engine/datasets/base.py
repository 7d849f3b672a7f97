"""What a data set is: raw points from its own generator, then the split, features and scaling the network sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from engine import rng
from engine.params import Shown
from engine.registry import Entry


@dataclass(frozen=True)
class Sample:
    """Raw data: ``points`` float64 (n, columns) and ``targets`` (n,), class numbers or values."""

    points: np.ndarray
    targets: np.ndarray


@dataclass(frozen=True)
class Split:
    """Data as the network sees it. x float32 (n, features); targets (n,); raw points for drawing, float64 (n, columns)."""

    train_x: np.ndarray
    test_x: np.ndarray
    train_targets: np.ndarray
    test_targets: np.ndarray
    train_points: np.ndarray
    test_points: np.ndarray
    shift: np.ndarray  # features are (value − shift) / scale; zeros and ones unless standardized
    scale: np.ndarray


Seed = Annotated[int, Field(ge=0, le=2**31 - 1), Shown("data seed", varies=True)]
Standardize = Annotated[
    bool,
    Shown(
        "standardize",
        varies=True,
        low="Inputs keep their own scale.",
        high="Every input has mean 0 and deviation 1 on the training set.",
    ),
]
TestShare = Annotated[
    float,
    Field(gt=0, lt=1),
    Shown(
        "test share",
        about="Points kept back to check on unseen data. Too few: the test number jumps about. "
        "Too many: little left to learn from.",
        varies=True,
    ),
]


class Dataset(Entry):
    """A source of points. Draws come from the "data" stream, the split from the "split" stream, both keyed by ``seed``."""

    label: ClassVar[str] = "data set"
    about: ClassVar[str] = (
        "The points to learn from. Too simple for the network: it learns them by heart. Too tangled: it only guesses."
    )
    task: ClassVar[str] = "binary"  # or "multiclass", "regression"
    columns: ClassVar[tuple[str, ...]] = ("x1", "x2")
    classes: ClassVar[tuple[str, ...]] = ("0", "1")
    test_is_train: ClassVar[bool] = False  # the test set is the training set: nothing is unseen

    def sample(self) -> Sample:
        """All points, before the split."""
        raise NotImplementedError

    def feature_names(self) -> tuple[str, ...]:
        return self.columns

    def inputs(self, points: np.ndarray) -> np.ndarray:
        """(n, columns) → (n, inputs of the network), float64."""
        return points

    def split_indices(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Indices of training and test points; at least one of each."""
        order = rng.torch.randperm(count, generator=rng.generator(self.seed, "split")).numpy()
        held = min(max(round(count * self.test_share), 1), count - 1)
        return order[held:], order[:held]

    def split(self) -> Split:
        raw = self.sample()
        train, test = self.split_indices(len(raw.points))
        x = self.inputs(raw.points)
        shift, scale = np.zeros(x.shape[1]), np.ones(x.shape[1])
        if getattr(self, "standardize", False):  # fitted on the training split only: the test set stays unseen
            shift, scale = x[train].mean(0), x[train].std(0)
            scale = np.where(scale > 0, scale, 1.0)
        x = ((x - shift) / scale).astype(np.float32)
        return Split(x[train], x[test], raw.targets[train], raw.targets[test], raw.points[train], raw.points[test], shift, scale)

    def sizes(self) -> tuple[int, int]:
        """(training points, test points) without drawing them, for the cost model."""
        held = min(max(round(self.count() * self.test_share), 1), self.count() - 1)
        return self.count() - held, held

    def count(self) -> int:
        """All points, before the split."""
        return self.samples

    def outputs(self) -> int:
        return len(self.classes) if self.task == "multiclass" else 1
