"""What a data set is: raw points from its own generator, then the split, features and scaling the network sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, ClassVar

import numpy as np
import torch
from pydantic import Field

from engine import rng
from engine.params import Shown
from engine.registry import Entry
from engine.sentences import Sentence


@dataclass(frozen=True)
class Sample:
    """Raw data: ``points`` (n, columns), float64 or, for pictures, grey levels as they are stored; ``targets`` (n,), class
    numbers or values."""

    points: np.ndarray
    targets: np.ndarray


@dataclass(frozen=True)
class Split:
    """Data as the network sees it. x float32 (n, features); targets (n,); raw points for drawing (n, columns)."""

    train_x: np.ndarray
    test_x: np.ndarray
    train_targets: np.ndarray
    test_targets: np.ndarray
    train_points: np.ndarray
    test_points: np.ndarray
    shift: np.ndarray  # features are (value − shift) / scale; zeros and ones unless standardized
    scale: np.ndarray

    @cached_property
    def x(self) -> torch.Tensor:
        """Inputs with a column of ones, float32 (points, features + 1), training points first."""
        x = np.concatenate([self.train_x, self.test_x])
        return torch.from_numpy(np.concatenate([x, np.ones((len(x), 1), np.float32)], axis=1))

    @cached_property
    def encoded(self) -> dict[str, torch.Tensor]:
        """Targets as a loss wants them, by its name; filled by whoever needs them first."""
        return {}


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


class Told(property):
    """A fact that only the data of an entry tell ("How many classes?"): a property which the class itself answers as well, with
    what holds for its default data. Form, catalogue and thumbnails ask classes; all else asks a set-up's own entry."""

    def __get__(self, entry, kind=None):
        return super().__get__(kind() if entry is None else entry, kind)


EXAMPLES = 12  # so many of the first test points are shown one by one


class Dataset(Entry):
    """A source of points. Draws come from the "data" stream, the split from the "split" stream, both keyed by ``seed``."""

    label: ClassVar[str] = "data set"
    about: ClassVar[str] = (
        "The points to learn from. Too simple for the network: it learns them by heart. Too tangled: it only guesses."
    )
    task: ClassVar[str] = "binary"  # or "multiclass", "regression"
    columns: ClassVar[tuple[str, ...]] = ("x1", "x2")
    classes: ClassVar[tuple[str, ...]] = ("0", "1")
    drawn_points: ClassVar[int] = 600  # at most so many of a split are sent to a page to be drawn
    sampled: ClassVar[bool] = False  # key frames carry the outputs for a few test points; for ever, as stored frames have it so
    test_is_train: ClassVar[bool] = False  # the test set is the training set: nothing is unseen

    def sample(self) -> Sample:
        """All points, before the split."""
        raise NotImplementedError

    def missing(self) -> Sentence | None:
        """Why this set cannot be drawn on this machine, where its source is not installed; None where it can."""
        return None

    def feature_names(self) -> tuple[str, ...]:
        return self.columns

    def shape(self) -> tuple[int, ...]:
        """Shape of one input: (units,), (channels, height, width) of a picture or (time, features) of a sequence; in C order."""
        return (len(self.feature_names()),)

    def group(self) -> str:
        """What kind of data it is, for whoever looks for one: "plane", "curves", "tables", "pictures", "sequences" (or "own")."""
        kinds = {2: "sequences", 3: "pictures"}
        return kinds.get(len(self.shape())) or {1: "curves", 2: "plane"}.get(len(self.columns), "tables")

    def inputs(self, points: np.ndarray) -> np.ndarray:
        """(n, columns) → (n, inputs of the network), float64."""
        return points

    def in_torch(self) -> tuple[Callable[..., tuple[torch.Tensor, torch.Tensor]], dict[str, Any]] | None:
        """The same points in plain PyTorch, for exported scripts: a function of its own and its arguments. It returns points,
        float64 (n, columns), and targets (n,). None: a script carries the numbers."""
        return None

    def inputs_in_torch(self) -> str:
        """Code that makes ``inputs`` of ``points``, as :meth:`inputs` does."""
        return "inputs = points"

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
            shift, scale = self.scaling(x[train])
            scale = np.where(scale > 0, scale, 1.0)
            x = (x - shift) / scale
        x = x.astype(np.float32)
        return Split(x[train], x[test], raw.targets[train], raw.targets[test], raw.points[train], raw.points[test], shift, scale)

    def scaling(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(shift, scale) of each input, from the training inputs (n, inputs): what standardizing takes away and divides by."""
        return x.mean(0), x.std(0)

    def sizes(self) -> tuple[int, int]:
        """(training points, test points) without drawing them, for the cost model."""
        held = min(max(round(self.count() * self.test_share), 1), self.count() - 1)
        return self.count() - held, held

    def count(self) -> int:
        """All points, before the split."""
        return self.samples

    def outputs(self) -> int:
        return len(self.classes) if self.task == "multiclass" else 1
