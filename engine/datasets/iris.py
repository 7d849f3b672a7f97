from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.datasets.base import Dataset, Sample, Seed, Standardize, TestShare


class Iris(Dataset):
    """Fisher's iris flowers: 150 flowers, four measurements in centimetres, three species. scikit-learn's copy.

    A fifth is kept back for testing by a split seed of its own, 42. Source: Fisher (1936); Anderson (1935).
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
