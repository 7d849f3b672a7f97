from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.datasets.base import Dataset, Sample, Seed, Standardize, TestShare


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
        from sklearn.datasets import load_iris  # a second to import, and only this set needs it

        bunch = load_iris()
        return Sample(np.asarray(bunch.data, np.float64), np.asarray(bunch.target))

    def count(self) -> int:
        return 150
