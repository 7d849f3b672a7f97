"""Full passes after an epoch: losses, metrics and activations of snapshots of the parameters, in evaluation mode."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from engine import metrics, rng
from engine.device import CPU, made_on
from engine.passes import Passes
from engine.plan import Plan


class Evaluation:
    """Evaluates up to ``moments`` parameter rows at once: the first ``used``, by default all. Row m belongs to
    ``plans[m % len(plans)]``.

    ``loss_settings`` of fewer rows are those of the first, again and again. ``passes``: what passes are made with, for a number
    of rows that divides ``moments``, if they are not to be made all in one; several evaluations may share it.
    """

    def __init__(
        self,
        plans: list[Plan],
        moments: int,
        loss_settings: dict[str, Tensor],
        device: torch.device = CPU,
        passes: Passes | None = None,
    ):
        self.plans, self.plan, self.device = plans, plans[0], device
        self.passes = passes or Passes(plans, moments, loss_settings, device)
        self.whole, self.used = self.passes.rows == moments, moments
        with made_on(device):
            self._make(moments)

    def _make(self, moments: int) -> None:
        plan, passes = self.plan, self.passes
        self.params = passes.params if self.whole else torch.zeros(moments, plan.size)
        self.buffers = passes.buffers if self.whole else torch.zeros(moments, plan.buffer_size)
        self.gradient, self.update = torch.zeros_like(self.params), torch.zeros_like(self.params)
        self.times = plan.times(moments)
        self.mask = plan.weight_mask.to(self.device)
        self.drops, self.drawn = passes.drops, None
        self.parts = [slice(low, low + passes.rows) for low in range(0, moments, passes.rows)]
        self.labels = np.stack([p.labels for p in passes.own])
        if len(self.labels) > 1:
            self.labels = np.tile(self.labels, (len(self.parts), 1))
        self.halves = self.places = None
        if plan.classes and plan.slots[-1].fan_out == 1:
            self.halves = metrics.Halves(self.labels, plan.train_count)
        elif plan.classes:
            self.places = metrics.places(self.labels, plan.train_count, plan.classes, moments)
        self.watched, self.kept = np.zeros(0, int), []
        self.outputs = torch.zeros(0)
        if not self.whole:
            self.outputs = torch.zeros(moments, plan.slots[-1].fan_out, passes.points, device=CPU)

    def snapshot(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Parameters, gradients and updates of the rows in use, float32 (used, size)."""
        return tuple(kept.cpu().numpy()[: self.used] for kept in (self.params, self.gradient, self.update))

    def drop(self, epochs: np.ndarray) -> None:
        """Draw dropout masks over all points for each moment's epoch, as the batch after the epoch's last would have them."""
        epochs = np.resize(epochs, -(-self.used // self.passes.rows) * self.passes.rows)  # passes are made with all their rows
        moments = [self.plans[row % len(self.plans)] for row in range(len(epochs))]
        self.drawn = []
        for place, slot in enumerate(self.plan.slots):
            keys = [rng.key(p.spec.seed, "dropout", slot.index, int(e)) for p, e in zip(moments, epochs, strict=True)]
            rates = [p.slots[place].layer.drop_rate for p in moments]
            self.drawn.append(tuple(torch.tensor(each, device=self.device).view(-1, 1, 1) for each in (keys, rates)))

    def _drawn(self, part: slice) -> list[tuple[Tensor, Tensor]] | None:
        """Let passes be made with the parameters of these moments; their dropout masks."""
        if not self.whole:
            self.passes.params.copy_(self.params[part])
            self.passes.buffers.copy_(self.buffers[part])
        return [(keys[part], rates[part]) for keys, rates in self.drawn] if self.drops else None

    def losses(self) -> dict[str, np.ndarray]:
        """train_loss and test_loss (moments,), float32 means (or sums) without penalty."""
        plan, passes, found, self.kept = self.plan, self.passes, [], []
        for part in self.parts[: -(-self.used // passes.rows)]:
            answers = passes.answers(self._drawn(part))
            if self.whole:
                self.outputs = answers.cpu()
            else:
                self.outputs[part] = answers
                self._keep(part)
            each = plan.loss.pointwise(answers, passes.y, passes.settings)
            splits = each.split([plan.train_count, plan.test_count], dim=1)
            found.append([plan.loss.of_batch(one).cpu().numpy() for one in splits])
        train, test = ((np.concatenate(each) if len(each) > 1 else each[0])[: self.used] for each in zip(*found, strict=True))
        return {"train_loss": train, "test_loss": test}

    def penalty(self, rates: np.ndarray) -> np.ndarray:
        """l1·Σ|w| + ½·l2·Σw² over weights, (moments,) float64. rates (2, moments): l1 and l2."""
        if not rates.any():
            return np.zeros(rates.shape[1])
        weights = (self.params[: self.used] * self.mask).cpu().numpy().astype(np.float64)
        return rates[0] * np.abs(weights).sum(1) + 0.5 * rates[1] * (weights * weights).sum(1)

    def metrics(self) -> dict[str, np.ndarray]:
        """The task's metrics of the newest :meth:`losses` call; keeps the test confusion for key frames."""
        plan, outputs, cut = self.plan, self.outputs.numpy()[: self.used], self.plan.train_count
        self.confusion = None
        if plan.task == "regression":
            targets = np.broadcast_to(self.labels[: self.used], (self.used, self.labels.shape[1]))
            return metrics.regression(outputs[:, 0, cut:], targets[:, cut:])
        said = metrics.predictions(outputs, plan.spec.loss.threshold())
        counts = self.halves.confusion(said) if self.halves else metrics.confusion(said, self.places, plan.classes)
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
        random, so these are a fair sample of it, 256 points or more. Where passes are made in several parts, only ``watched``
        moments (ascending places, set before :meth:`losses`) can be asked for.
        """
        passes = self.passes
        if self.whole:
            stack = passes.stacks[passes.at_once]  # as the newest pass left it
            if len(passes.pieces) > 1:
                passes.stack(passes.pieces[0], self._drawn(self.parts[0]))
            return self._views(stack, moments)
        chosen = np.arange(len(self.params))[moments]
        places = np.searchsorted(self.watched, chosen)
        assert (self.watched[places] == chosen).all(), "activations are kept of watched moments only"
        return tuple(np.concatenate(each)[places] for each in zip(*self.kept, strict=True))

    def _keep(self, part: slice) -> None:
        """Put aside the activations of those watched moments whose pass was just made."""
        inside = self.watched[(self.watched >= part.start) & (self.watched < part.stop)] - part.start
        if not len(inside):
            return
        passes = self.passes
        if len(passes.pieces) > 1:  # what stands in the buffers is the last piece's
            passes.stack(passes.pieces[0], self._drawn(part))
        rows = slice(None) if len(inside) == passes.rows else inside
        self.kept.append(tuple(one.copy() for one in self._views(passes.stacks[passes.at_once], rows)))

    def _views(self, stack: list, rows: np.ndarray | slice) -> tuple[np.ndarray, ...]:
        return tuple(frame.a.cpu().numpy()[rows, :, : self.plan.train_count] for frame in stack if frame.views)
