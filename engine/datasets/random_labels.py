from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

import torch
from pydantic import Field

from engine import rng
from engine.datasets.base import Dataset, Sample, Seed, Standardize, TestShare
from engine.export.draws import uniform
from engine.params import Shown


class RandomLabels(Dataset):
    """Inputs and labels that have nothing to do with each other: both even random numbers between 0 and 1.

    There is nothing to learn. The best answer is the label's mean, 1/2, and the loss it leaves is the label's variance,
    1/12 ≈ 0.083 of mean squared error; what training gets below that, it learned by heart, and the test loss pays for it.
    """

    rank: ClassVar[int] = 26
    title: ClassVar[str] = "Random labels"
    task: ClassVar[str] = "regression"
    columns: ClassVar[tuple[str, ...]] = ("x",)
    classes: ClassVar[tuple[str, ...]] = ()
    name: Literal["random_labels"] = "random_labels"
    samples: Annotated[
        int,
        Field(ge=10, le=5000),
        Shown(
            "samples",
            unit="points",
            varies=True,
            low="Few: a large network learns them by heart.",
            high="Many: the loss stays at 1/12.",
        ),
    ] = 1000
    test_share: TestShare = 0.5
    seed: Seed = 0
    standardize: Standardize = False

    def sample(self) -> Sample:
        def draw(number: int, *shape: int):
            return torch.rand(*shape, generator=rng.generator(self.seed, "data", number), dtype=torch.float64).numpy()

        return Sample(draw(0, self.samples, 1), draw(1, self.samples))

    def in_torch(self) -> tuple[Callable[..., tuple[torch.Tensor, torch.Tensor]], dict[str, Any]]:
        return random_labels, {"samples": self.samples, "seed": self.seed}


def random_labels(samples: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Inputs and labels that have nothing to do with each other."""
    return uniform(seed, 0, samples, 1), uniform(seed, 1, samples)
