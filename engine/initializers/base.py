"""What an initializer is: the first weights of one layer."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor

from engine.registry import Entry


class Initializer(Entry):
    """Draws the weights (and bias) of one dense layer from a generator keyed by (seed, "init", layer)."""

    label: ClassVar[str] = "initializer"
    about: ClassVar[str] = (
        "The size of the first random weights. Zero: nothing ever learns. Too large: neurons saturate. "
        "Xavier suits tanh, He suits ReLU."
    )

    def weights(self, fan_in: int, fan_out: int, generator: torch.Generator) -> Tensor:
        """First weights, float32 (fan_in, fan_out). Called once per run, so it may read its own settings."""
        raise NotImplementedError

    def bias(self, fan_in: int, fan_out: int, generator: torch.Generator) -> Tensor:
        """First biases, float32 (fan_out,): zeros unless an entry says otherwise."""
        return torch.zeros(fan_out)
