from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.datasets.base import Sample
from engine.datasets.pictures import Pictures, pixels
from engine.datasets.scikit_learn import table


class Digits(Pictures):
    """1,797 handwritten digits of thirteen people, 8 × 8 pixels each.

    A pixel counts the inked ones of a 4 × 4 block of a scan, 0 to 16; inputs are sixteenths. Small enough that every weight of a
    network can be shown. The copy is scikit-learn's: the test part of the UCI set, divided here anew.
    Source: Alpaydin and Kaynak, "Cascading classifiers" (1998); UCI repository, "Optical recognition of handwritten digits".
    """

    rank: ClassVar[int] = 40
    title: ClassVar[str] = "Digits, 8 × 8"
    side: ClassVar[int] = 8
    brightest: ClassVar[int] = 16
    columns: ClassVar[tuple[str, ...]] = pixels(8)
    name: Literal["digits"] = "digits"

    def sample(self) -> Sample:
        rows = table("digits.csv.gz")
        return Sample(np.ascontiguousarray(rows[:, :64]), rows[:, 64].astype(np.int64))

    def count(self) -> int:
        return 1797
