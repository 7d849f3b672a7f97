"""Full passes after an epoch: losses, metrics and activations of snapshots of the parameters, in evaluation mode."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from engine import metrics
from engine.frames import forward, frames
from engine.plan import Plan


class Evaluation:
    """Evaluates ``moments`` parameter rows at once. Row m belongs to ``plans[m]`` (or all to the one plan given)."""

    def __init__(self, plans: list[Plan], moments: int, loss_settings: dict[str, Tensor]):
        self.plan = plan = plans[0]
        self.params = torch.zeros(moments, plan.size)
        self.gradient, self.update = torch.zeros_like(self.params), torch.zeros_like(self.params)
        points = plan.train_count + plan.test_count
        self.stack = frames(plan, self.params, points)
        shared = all(p.x is plan.x and p.y is plan.y for p in plans)
        pick = plans[:1] if shared else plans
        self.x = torch.stack([p.x.T for p in pick]).expand(moments, -1, -1)
        self.y = torch.stack([p.y.T for p in pick]).expand(moments, -1, -1)
        if not self.x[0].is_contiguous():
            self.x, self.y = self.x.contiguous(), self.y.contiguous()
        self.labels = np.stack([p.labels for p in pick])
        self.places = metrics.places(self.labels, plan.train_count, plan.classes, moments) if plan.classes else None
        self.settings = {name: value.expand(moments, -1, -1) for name, value in loss_settings.items()}

    def losses(self) -> dict[str, np.ndarray]:
        """train_loss and test_loss (moments,), float32 means without penalty."""
        plan = self.plan
        self.outputs = forward(self.stack, self.x)
        each = self.plan.spec.loss.pointwise(self.outputs, self.y, self.settings)
        train = each[:, : plan.train_count].sum(dim=1).div_(plan.train_count)
        test = each[:, plan.train_count :].sum(dim=1).div_(plan.test_count)
        return {"train_loss": train.numpy(), "test_loss": test.numpy()}

    def penalty(self, rates: np.ndarray) -> np.ndarray:
        """l1·Σ|w| + ½·l2·Σw² over weights, (moments,) float64. rates (2, moments): l1 and l2."""
        if not rates.any():
            return np.zeros(rates.shape[1])
        weights = (self.params * self.plan.weight_mask).numpy().astype(np.float64)
        return rates[0] * np.abs(weights).sum(1) + 0.5 * rates[1] * (weights * weights).sum(1)

    def metrics(self) -> dict[str, np.ndarray]:
        """The task's metrics of the newest :meth:`losses` call; keeps the test confusion for key frames."""
        plan, outputs, cut = self.plan, self.outputs.numpy(), self.plan.train_count
        self.confusion = None
        if plan.task == "regression":
            return metrics.regression(
                outputs[:, 0, cut:], np.broadcast_to(self.labels, (len(outputs), self.labels.shape[1]))[:, cut:]
            )
        said = metrics.predictions(outputs, plan.spec.loss.threshold())
        counts = metrics.confusion(said, self.places, plan.classes)
        self.confusion = counts[:, 1]
        return metrics.classification(counts)

    def activations(self, moments: np.ndarray | slice) -> tuple[np.ndarray, ...]:
        """Answers of every layer on the training split, float32 (chosen moments, units, training points)."""
        return tuple(frame.a.numpy()[moments, :, : self.plan.train_count] for frame in self.stack)
