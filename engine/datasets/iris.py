from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.datasets.base import Dataset, Sample, Seed, Standardize, TestShare
from engine.datasets.scikit_learn import table


class Iris(Dataset):
    """Fisher's iris flowers: 150 flowers of three species, fifty each, by four measurements in centimetres.

    A fifth is kept back for testing, chosen by a split seed of its own, 42; the shares of the species in it are left to
    chance. The copy is scikit-learn's: as in Fisher's paper, where the one of the UCI repository has two flowers wrong.
    Source: Fisher, "The use of multiple measurements in taxonomic problems" (1936), table I.
    """

    rank: ClassVar[int] = 30
    title: ClassVar[str] = "Iris flowers"
    task: ClassVar[str] = "multiclass"
    columns: ClassVar[tuple[str, ...]] = ("sepal length", "sepal width", "petal length", "petal width")
    classes: ClassVar[tuple[str, ...]] = ("setosa", "versicolor", "virginica")
    name: Literal["iris"] = "iris"
    test_share: TestShare = 0.2
    seed: Seed = 42
    standardize: Standardize = False

    def sample(self) -> Sample:
        rows = table("iris.csv", skip=1)
        return Sample(np.ascontiguousarray(rows[:, :4]), rows[:, 4].astype(np.int64))

    def count(self) -> int:
        return 150
