from __future__ import annotations

from typing import ClassVar, Literal

from engine.datasets.base import Dataset, Sample, Seed, Standardize, TestShare
from engine.datasets.scikit_learn import table

UNIT = 100.0  # of the score, so that losses are about 1 and usual learning rates fit


class Diabetes(Dataset):
    """442 patients with diabetes: how far the illness went in a year, from ten measurements at its beginning.

    The score to predict lies between 25 and 346 and is given in hundreds. Much of it cannot be known from these ten: the best
    R² on unseen patients is about 0.5, with or without hidden layers. Measurements are those before any scaling (scikit-learn's
    file), standardized by default.
    Source: Efron, Hastie, Johnstone and Tibshirani, "Least angle regression" (2004), section 1.
    """

    rank: ClassVar[int] = 33
    title: ClassVar[str] = "Diabetes"
    task: ClassVar[str] = "regression"
    sampled: ClassVar[bool] = True
    columns: ClassVar[tuple[str, ...]] = (
        "age", "sex", "body mass index", "blood pressure", "total cholesterol", "low density lipoproteins",
        "high density lipoproteins", "cholesterol ratio", "triglycerides", "blood sugar",
    )  # fmt: skip
    classes: ClassVar[tuple[str, ...]] = ()
    name: Literal["diabetes"] = "diabetes"
    test_share: TestShare = 0.3
    seed: Seed = 0
    standardize: Standardize = True

    def sample(self) -> Sample:
        points = table("diabetes_data_raw.csv.gz", delimiter=None)
        return Sample(points, table("diabetes_target.csv.gz", delimiter=None)[:, 0] / UNIT)

    def count(self) -> int:
        return 442
