from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.datasets.base import Dataset, Sample, Seed, Standardize, TestShare
from engine.datasets.scikit_learn import table

MEASURED = (
    "radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points", "symmetry",
    "fractal dimension",
)  # fmt: skip


class BreastCancer(Dataset):
    """569 tumours, 212 malignant and 357 benign, by thirty measurements of cell nuclei in a microscope's picture.

    Ten properties, each as the mean over the nuclei of a picture, its standard error and its worst (largest) values. Almost
    separable by a plane: a network without hidden layer comes to 97 %. The copy is scikit-learn's.
    Source: Street, Wolberg and Mangasarian, "Nuclear feature extraction for breast tumor diagnosis" (1993); UCI repository.
    """

    rank: ClassVar[int] = 32
    title: ClassVar[str] = "Breast cancer"
    task: ClassVar[str] = "binary"
    sampled: ClassVar[bool] = True
    columns: ClassVar[tuple[str, ...]] = (
        *(f"mean {one}" for one in MEASURED), *(f"{one} error" for one in MEASURED), *(f"worst {one}" for one in MEASURED),
    )  # fmt: skip
    classes: ClassVar[tuple[str, ...]] = ("malignant", "benign")
    name: Literal["breast_cancer"] = "breast_cancer"
    test_share: TestShare = 0.3
    seed: Seed = 0
    standardize: Standardize = True

    def sample(self) -> Sample:
        rows = table("breast_cancer.csv", skip=1)
        return Sample(np.ascontiguousarray(rows[:, :30]), rows[:, 30].astype(np.int64))

    def count(self) -> int:
        return 569
