from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import torch
from pydantic import Field

from engine.datasets.base import Sample, Seed, TestShare
from engine.datasets.sequence import Sequence
from engine.export.draws import generator
from engine.params import Shown

DISTRACTORS = ("p", "q", "r", "s")


class RememberFirst(Sequence):
    """Say at the end which symbol came first: one of A, B, C, D, then as many symbols as the lag says, which mean nothing.

    A sequence has lag + 1 steps. The first symbol is drawn from A, B, C, D, each as likely; every later one from p, q, r, s,
    which never come first. The target is the first symbol. Symbols are one-hot: 8 inputs a step, shape (lag + 1, 8). Guessing
    is right a quarter of the time, and nothing after the first step helps: the gradient has to reach ``lag`` steps back.
    After the latching problem of Bengio, Simard and Frasconi, "Learning long-term dependencies with gradient descent is
    difficult" (1994) and the sequences with distractors of Hochreiter and Schmidhuber, "Long short-term memory" (1997), §5.2.
    Ours has four classes, a fixed length and no symbol that marks the end.
    """

    rank: ClassVar[int] = 60
    title: ClassVar[str] = "Remember the first"
    task: ClassVar[str] = "multiclass"
    classes: ClassVar[tuple[str, ...]] = ("A", "B", "C", "D")
    name: Literal["remember_first"] = "remember_first"
    samples: Annotated[
        int,
        Field(ge=10, le=5000),
        Shown("samples", unit="points", varies=True, low="Too few: little to learn from.", high="Many: slower epochs."),
    ] = 500
    lag: Annotated[
        int,
        Field(ge=2, le=50),
        Shown("lag", unit="steps", low="2: any recurrent network can do it.", high="50: only gates carry a gradient that far."),
    ] = 30
    test_share: TestShare = 0.5
    seed: Seed = 0

    def steps(self) -> int:
        return self.lag + 1

    def symbols(self) -> tuple[str, ...]:
        return (*self.classes, *DISTRACTORS)

    def sample(self) -> Sample:
        first = self.integers(len(self.classes), self.samples, draw=0)
        later = self.integers(len(DISTRACTORS), self.samples, self.lag, draw=1) + len(self.classes)
        return Sample(np.concatenate([first[:, None], later], axis=1).astype(np.float64), first)

    def in_torch(self) -> tuple[Callable[..., tuple[torch.Tensor, torch.Tensor]], dict[str, Any]]:
        return remember_first, {"samples": self.samples, "lag": self.lag, "seed": self.seed}


def remember_first(samples: int, lag: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """A first symbol of four, then ``lag`` others that mean nothing: numbers of the symbols, and which came first."""
    first = torch.randint(4, (samples,), generator=generator(seed, "data", 0))
    later = torch.randint(4, (samples, lag), generator=generator(seed, "data", 1)) + 4
    return torch.cat([first.unsqueeze(1), later], dim=1), first
