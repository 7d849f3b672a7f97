"""What a loss is: a value and a gradient for one batch, and which tasks it fits."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor

from engine.elementwise import Bound
from engine.registry import Entry


@cache
def share(points: int, times: float = 1.0) -> Tensor:
    """times/points as a constant: multiplying by it turns a sum over the batch into a mean."""
    return torch.tensor(times / points, dtype=torch.float64, device="cpu")  # a number beside tensors of any device


class Loss(Entry):
    """The batch mean (``summed``: the sum) of a pointwise loss of the network's outputs.

    Outputs and targets are (replica, output, batch) float32. ``outputs`` names, for each task the loss fits, the
    activation of the output layer (losses "from logits" take identity and apply their own link).
    """

    label: ClassVar[str] = "loss"
    about: ClassVar[str] = (
        "What counts as wrong, in one number that training makes smaller. Squares chase the worst points; "
        "logarithms punish being sure and wrong; it has to fit what the data asks."
    )
    outputs: ClassVar[dict[str, str]] = {}  # task ("binary", "multiclass", "regression") → output activation
    binary_targets: ClassVar[tuple[float, float]] = (0.0, 1.0)  # what classes 0 and 1 are encoded as

    summed: ClassVar[bool] = False  # a batch's loss is the sum over its points, not their mean
    bends: ClassVar[bool] = True  # whether it has a second derivative anywhere; straight pieces with corners have none
    link: ClassVar[str] = ""  # "softmax" or "sigmoid" where the loss has one inside

    @classmethod
    def of_batch(cls, each: Tensor) -> Tensor:
        """A batch's loss (replica,) of its points' losses (replica, points)."""
        return each.sum(dim=1) if cls.summed else each.sum(dim=1).div_(each.shape[1])

    @classmethod
    def encode(cls, targets: np.ndarray, task: str, classes: int) -> np.ndarray:
        """Labels or values (n,) → float32 (outputs, n): ± or 0/1 for two classes, one-hot for more, values as they are."""
        if task == "regression":
            return targets.astype(np.float32).reshape(1, -1)
        if task == "binary":
            low, high = cls.binary_targets
            return np.where(targets.astype(int) == 1, high, low).astype(np.float32).reshape(1, -1)
        return np.eye(classes, dtype=np.float32)[targets.astype(int)].T.copy()

    @classmethod
    def threshold(cls) -> float:
        """The output above which a two-class network says "class 1"; for logits 0."""
        return 0.0 if "identity" in cls.outputs.values() or cls.binary_targets[0] < 0 else 0.5

    @staticmethod
    def pointwise(y: Tensor, target: Tensor, h: dict[str, Tensor]) -> Tensor:
        """Loss of each point, (replica, batch). ``h`` holds this loss's own numeric fields as (replica, 1, 1)."""
        raise NotImplementedError

    @staticmethod
    def gradient(y: Tensor, target: Tensor, h: dict[str, Tensor], out: Tensor) -> Tensor:
        """Write dL/dy of the batch's loss to ``out`` (replica, output, batch): a mean's 1/batch is included."""
        raise NotImplementedError

    def bound(self, y: Tensor, target: Tensor, h: dict[str, Tensor], out: Tensor) -> Bound:
        """:meth:`gradient` of what is then in these buffers, to be called step after step: they keep their memory."""
        return partial(self.gradient, y, target, h, out)

    def in_torch(self) -> Callable[[Tensor, Tensor], Tensor]:
        """The same loss in PyTorch, of outputs and encoded targets (batch, outputs) (read by engine/reference.py)."""
        raise NotImplementedError
