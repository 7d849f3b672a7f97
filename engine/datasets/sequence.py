"""Data sets of sequences: what a point is, is told step by step, and the order matters."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import torch

from engine import rng
from engine.datasets.base import Dataset


class StepColumns:
    """``columns`` of a set whose length is a field: one name a step. Asked of the class it answers for the defaults."""

    def __get__(self, instance, owner) -> tuple[str, ...]:
        return tuple(f"step {step + 1}" for step in range((owner() if instance is None else instance).steps()))


class Sequence(Dataset):
    """Base of the sequence sets (no ``name``, so not an entry itself).

    A raw point holds one number a step: a value or the number of a symbol. The network sees ``shape()`` = (time, features), flat
    in C order: all features of the first step, then those of the second.
    """

    columns: ClassVar[tuple[str, ...]] = StepColumns()
    sampled: ClassVar[bool] = True

    def steps(self) -> int:
        """Length of every sequence."""
        raise NotImplementedError

    def symbols(self) -> tuple[str, ...]:
        """Names of the symbols a step can hold, each an input of its own; empty where a step holds a value."""
        return ()

    def shape(self) -> tuple[int, int]:
        return self.steps(), len(self.symbols()) or 1

    def feature_names(self) -> tuple[str, ...]:
        steps, symbols = range(1, self.steps() + 1), self.symbols()
        return tuple(f"{symbol} at step {step}" for step in steps for symbol in symbols) if symbols else self.columns

    def inputs(self, points: np.ndarray) -> np.ndarray:
        """Values as they are; symbols one-hot: (n, time) → (n, time · features)."""
        if not self.symbols():
            return points
        return np.eye(len(self.symbols()))[points.astype(np.int64)].reshape(len(points), -1)

    def inputs_in_torch(self) -> str:
        if not self.symbols():
            return "inputs = points"
        return f"inputs = torch.nn.functional.one_hot(points, {len(self.symbols())}).flatten(1)"

    def uniform(self, *shape: int, draw: int) -> np.ndarray:
        """Uniform numbers in [0, 1) of this set's seed, float64; ``draw`` numbers independent draws."""
        return torch.rand(*shape, generator=rng.generator(self.seed, "data", draw), dtype=torch.float64).numpy()

    def normal(self, *shape: int, draw: int) -> np.ndarray:
        """Standard normal numbers of this set's seed, float64."""
        return torch.randn(*shape, generator=rng.generator(self.seed, "data", draw), dtype=torch.float64).numpy()

    def integers(self, high: int, *shape: int, draw: int) -> np.ndarray:
        """Whole numbers 0 … high − 1, each as likely, int64."""
        return torch.randint(high, shape, generator=rng.generator(self.seed, "data", draw)).numpy()
