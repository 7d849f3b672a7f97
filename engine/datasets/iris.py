from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
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
        # The file that sklearn.datasets.load_iris reads. Importing scikit-learn for it takes a second, several on a busy machine:
        # longer than a trainer may be silent.
        file = Path(find_spec("sklearn").origin).parent / "datasets" / "data" / "iris.csv"
        table = np.loadtxt(file, delimiter=",", skiprows=1)
        return Sample(np.ascontiguousarray(table[:, :4]), table[:, 4].astype(np.int64))

    def count(self) -> int:
        return 150
