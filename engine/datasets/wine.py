from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.datasets.base import Dataset, Sample, Seed, Standardize, TestShare
from engine.datasets.scikit_learn import table


class Wine(Dataset):
    """178 wines from three cultivars grown in one region of Italy, by thirteen measurements of a chemical analysis.

    The measurements have very different sizes (proline up to 1,680, hue about 1), so inputs are standardized by default: try
    without, and watch one input drown the others. The copy is scikit-learn's (59, 71 and 48 wines).
    Source: Forina et al., PARVUS, Institute of Pharmaceutical and Food Analysis and Technologies, Genoa; UCI repository (1991).
    """

    rank: ClassVar[int] = 31
    title: ClassVar[str] = "Wine"
    task: ClassVar[str] = "multiclass"
    sampled: ClassVar[bool] = True
    columns: ClassVar[tuple[str, ...]] = (
        "alcohol", "malic acid", "ash", "alcalinity of ash", "magnesium", "total phenols", "flavanoids", "nonflavanoid phenols",
        "proanthocyanins", "color intensity", "hue", "dilution", "proline",
    )  # fmt: skip
    classes: ClassVar[tuple[str, ...]] = ("first cultivar", "second cultivar", "third cultivar")
    name: Literal["wine"] = "wine"
    test_share: TestShare = 0.3
    seed: Seed = 0
    standardize: Standardize = True

    def sample(self) -> Sample:
        rows = table("wine_data.csv", skip=1)
        return Sample(np.ascontiguousarray(rows[:, :13]), rows[:, 13].astype(np.int64))

    def count(self) -> int:
        return 178
