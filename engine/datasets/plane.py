"""Data sets on the plane: points in about [−6, 6]², seven features to choose from; those with a generator have noise."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
import torch
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from engine import rng
from engine.datasets.base import Dataset, Seed, Standardize, TestShare
from engine.params import Shown

FEATURES = {
    "x1": lambda x, y: x,
    "x2": lambda x, y: y,
    "x1_squared": lambda x, y: x * x,
    "x2_squared": lambda x, y: y * y,
    "x1_x2": lambda x, y: x * y,
    "sin_x1": lambda x, y: np.sin(x),
    "sin_x2": lambda x, y: np.sin(y),
}
IN_TORCH = {
    "x1": "x1",
    "x2": "x2",
    "x1_squared": "x1 * x1",
    "x2_squared": "x2 * x2",
    "x1_x2": "x1 * x2",
    "sin_x1": "torch.sin(x1)",
    "sin_x2": "torch.sin(x2)",
}
Feature = Literal["x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2"]


class OnPlane(Dataset):
    """Base of all two-dimensional sets (no ``name``, so not an entry itself)."""

    features: Annotated[
        tuple[Feature, ...],
        Field(min_length=1, max_length=7),
        Shown("inputs", low="Some shapes cannot be reached.", high="More weights to learn."),
    ] = ("x1", "x2")

    @model_validator(mode="after")
    def _each_feature_once(self):
        if len(set(self.features)) != len(self.features):
            raise PydanticCustomError("repeated", "an input is named twice", {"field": "features"})
        return self

    def feature_names(self) -> tuple[str, ...]:
        return self.features

    def inputs(self, points: np.ndarray) -> np.ndarray:
        return np.stack([FEATURES[name](points[:, 0], points[:, 1]) for name in self.features], axis=1)

    def inputs_in_torch(self) -> str:
        if self.features == self.columns:
            return "inputs = points"
        return f"x1, x2 = points.unbind(1)\ninputs = torch.stack([{', '.join(IN_TORCH[name] for name in self.features)}], dim=1)"


class Plane(OnPlane):
    """Base of those that are generated, with noise."""

    samples: Annotated[
        int,
        Field(ge=10, le=5000),
        Shown("samples", unit="points", varies=True, low="Too few: little to learn from.", high="Many: slower epochs."),
    ] = 500
    noise: Annotated[
        float,
        Field(ge=0, le=0.5),
        Shown(
            "noise",
            about="How often points stand on the wrong side. 0: clean. 0.5: hardly anything left to learn, "
            "so 100 % would be learning by heart.",
            varies=True,
        ),
    ] = 0.1
    test_share: TestShare = 0.5
    seed: Seed = 0
    standardize: Standardize = False

    def uniform(self, *shape: int, low: float = 0.0, high: float = 1.0, draw: int = 0) -> np.ndarray:
        """Uniform numbers of this set's seed, float64; ``draw`` numbers independent draws."""
        u = torch.rand(*shape, generator=rng.generator(self.seed, "data", draw), dtype=torch.float64).numpy()
        return low + (high - low) * u

    def normal(self, *shape: int, draw: int = 0) -> np.ndarray:
        """Standard normal numbers of this set's seed, float64."""
        return torch.randn(*shape, generator=rng.generator(self.seed, "data", draw), dtype=torch.float64).numpy()
