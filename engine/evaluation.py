"""Full passes after an epoch: losses, metrics and activations of snapshots of the parameters, in evaluation mode."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from engine import metrics, rng
from engine.device import CPU, made_on
from engine.frames import forward, frames
from engine.layout import points_at_once
from engine.plan import Plan


class Evaluation:
    """Evaluates ``moments`` parameter rows at once. Row m belongs to ``plans[m]`` (or all to the one plan given).

    ``loss_settings`` of fewer rows are those of the first, again and again.
    """

    def __init__(self, plans: list[Plan], moments: int, loss_settings: dict[str, Tensor], device: torch.device = CPU):
        self.plans, self.plan, self.device = plans, plans[0], device
        with made_on(device):
            self._make(moments, loss_settings)

    def _make(self, moments: int, loss_settings: dict[str, Tensor]) -> None:
        plans, plan = self.plans, self.plan
        self.params = torch.zeros(moments, plan.size)
        self.gradient, self.update = torch.zeros_like(self.params), torch.zeros_like(self.params)
        self.buffers = torch.zeros(moments, plan.buffer_size)
        self.times = plan.times(moments)
        self.mask = plan.weight_mask.to(self.device)
        points = plan.train_count + plan.test_count
        self.points = points
        self.drops = any(fault.drops_at_test for fault in plan.faults)
        self.at_once = points_at_once(plan.slots, points)
        sizes = {self.at_once, points % self.at_once} - {0}
        self.stacks = {size: frames(plan, self.params, size, buffers=self.buffers, drops=self.drops) for size in sizes}
        self.pieces = [slice(low, min(low + self.at_once, points)) for low in range(0, points, self.at_once)]
        shared = all(p.x is plan.x and p.y is plan.y for p in plans)
        pick = plans[:1] if shared else plans
        self.x = torch.stack([p.x.T for p in pick]).to(self.device).expand(moments, -1, -1)
        self.y = torch.stack([p.y.T for p in pick]).to(self.device).expand(moments, -1, -1)
        if not self.x[0].is_contiguous():
            self.x, self.y = self.x.contiguous(), self.y.contiguous()
        self.labels = np.stack([p.labels for p in pick])
        self.places = metrics.places(self.labels, plan.train_count, plan.classes, moments) if plan.classes else None
        self.settings = {name: value.repeat(moments // len(value), 1, 1) for name, value in loss_settings.items()}

    def drop(self, epochs: np.ndarray) -> None:
        """Draw dropout masks over all points for each moment's epoch, as the batch after the epoch's last would have them."""
        moments = [self.plans[row % len(self.plans)] for row in range(len(epochs))]
        self.drawn = []
        for place, slot in enumerate(self.plan.slots):
            keys = [rng.key(p.spec.seed, "dropout", slot.index, int(e)) for p, e in zip(moments, epochs, strict=True)]
            rates = [p.slots[place].layer.drop_rate for p in moments]
            self.drawn.append(tuple(torch.tensor(each, device=self.device).view(-1, 1, 1) for each in (keys, rates)))

    def _pass(self, piece: slice) -> Tensor:
        """Outputs of some of the points, in the buffers of the frames."""
        stack = self.stacks[piece.stop - piece.start]
        if self.drops:
            for frame, (keys, rates) in zip(stack, self.drawn, strict=True):
                if frame.mask is not None:
                    counters = torch.arange(frame.slot.fan_out * self.points, device=self.device).view(1, -1, self.points)
                    rng.keep_mask(keys, self.plan.steps_per_epoch, counters[:, :, piece], rates, frame.mask)
        return forward(stack, self.x[:, :, piece] if len(self.pieces) > 1 else self.x)

    def losses(self) -> dict[str, np.ndarray]:
        """train_loss and test_loss (moments,), float32 means (or sums) without penalty."""
        plan = self.plan
        answers = self._answers()
        self.outputs = answers.cpu()
        each = plan.loss.pointwise(answers, self.y, self.settings)
        train, test = plan.loss.of_batch(each[:, : plan.train_count]), plan.loss.of_batch(each[:, plan.train_count :])
        return {"train_loss": train.cpu().numpy(), "test_loss": test.cpu().numpy()}

    def _answers(self) -> Tensor:
        """Outputs (moments, outputs, points), training points first."""
        if len(self.pieces) == 1:
            return self._pass(self.pieces[0])
        return torch.cat([self._pass(piece).clone() for piece in self.pieces], dim=2)

    def penalty(self, rates: np.ndarray) -> np.ndarray:
        """l1·Σ|w| + ½·l2·Σw² over weights, (moments,) float64. rates (2, moments): l1 and l2."""
        if not rates.any():
            return np.zeros(rates.shape[1])
        weights = (self.params * self.mask).cpu().numpy().astype(np.float64)
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

    def sample_outputs(self, moments: np.ndarray | slice) -> np.ndarray:
        """The network's outputs for the first test points, float32 (chosen moments, examples, outputs), of the newest
        :meth:`losses` call."""
        cut = self.plan.train_count
        return self.outputs.numpy()[moments, :, cut : cut + self.plan.examples].transpose(0, 2, 1)

    def activations(self, moments: np.ndarray | slice) -> tuple[np.ndarray, ...]:
        """Answers of every layer with parameters on the training split, float32 (chosen moments, units, training points).

        Where a full pass goes in pieces (``points_at_once``), on the first piece of the split only: the split was drawn at
        random, so these are a fair sample of it, 256 points or more.
        """
        stack = self.stacks[self.at_once]
        if len(self.pieces) > 1:
            self._pass(self.pieces[0])
        return tuple(frame.a.cpu().numpy()[moments, :, : self.plan.train_count] for frame in stack if frame.views)
