from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

import numpy as np

from engine.faults.base import Fault
from engine.sentences import Sentence


class TestLeak(Fault):
    """The test points are trained on too: the training split is all points, and the test split is part of it.

    The test loss then measures learning by heart. It looks better than it is, the more so the more the network can memorise.
    """

    __test__: ClassVar[bool] = False  # pytest takes what is called Test… for tests
    rank: ClassVar[int] = 80
    title: ClassVar[str] = "test data in the training set"
    any_optimizer: ClassVar[bool] = True
    seen: ClassVar[str] = (
        "The gradient of what is trained on is right. That it should not be trained on shows in no slope: only points "
        "kept away from the start would tell."
    )
    name: Literal["test_leak"] = "test_leak"

    @staticmethod
    def idle(spec) -> Sentence | None:
        if not spec.data.test_is_train:
            return None
        return Sentence("This data set is trained and tested on the same points by its nature")

    @staticmethod
    def data(split):
        both = {
            f"train_{part}": np.concatenate([getattr(split, f"train_{part}"), getattr(split, f"test_{part}")])
            for part in ("x", "targets", "points")
        }
        return replace(split, **both)

    @staticmethod
    def sizes(train: int, test: int) -> tuple[int, int]:
        return train + test, test
