from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.datasets.base import Dataset, Sample


class XorTable(Dataset):
    """The truth table of XOR: (0,0)→0, (0,1)→1, (1,0)→1, (1,1)→0. Training and test set are the same four points.

    Nothing is random here, so there is no seed, no noise, no number of points and no share kept back. The problem on which
    Minsky and Papert, "Perceptrons" (1969), showed what a network without a hidden layer cannot do. For points all over the
    four quadrants see xor.
    """

    rank: ClassVar[int] = 15
    title: ClassVar[str] = "XOR table"
    name: Literal["xor_table"] = "xor_table"
    test_is_train: ClassVar[bool] = True

    def sample(self) -> Sample:
        return Sample(np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 1, 1, 0]))

    def split_indices(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        return np.arange(4), np.arange(4)

    def sizes(self) -> tuple[int, int]:
        return 4, 4

    def count(self) -> int:
        return 4
