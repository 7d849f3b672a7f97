"""What an instrument is: a measurement of a snapshot, once per layer with parameters, and what a learner can tell from it."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar, Literal

import numpy as np

from engine.instruments.spread import spreads, squares, sums
from engine.registry import Entry


class Snapshot:
    """Parameters, gradients and updates of ``m`` moments at once, and (for key frames) activations on the training split.

    params, gradient, update   float32 (m, size): after the epoch's last update; of its last *full* batch
    activations                per layer with parameters, float32 (m, units, training points); empty unless key frames are due
    All sums are float64 over the true parameters of each layer that has any (``plan.trained``), biases included.
    """

    def __init__(
        self, plan, params: np.ndarray, gradient: np.ndarray, update: np.ndarray, activations: tuple[np.ndarray, ...] = ()
    ):
        self.plan, self.activations = plan, activations
        self.whole = (params, gradient, update)  # with the rows of absent biases
        keep = plan.real
        self.starts = plan.starts
        self.counts = plan.counts
        self.params, self.gradient, self.update = (a if keep is None else a[:, keep] for a in (params, gradient, update))

    def per_layer(self, values: np.ndarray, ufunc=np.add) -> np.ndarray:
        """Reduce (m, parameters) over each layer: (m, layers)."""
        return ufunc.reduceat(values, self.starts, axis=1)

    @cached_property
    def gradient_sums(self) -> tuple[np.ndarray, np.ndarray]:
        """Σg and Σg² of each layer, (m, layers)."""
        return sums(self.gradient, self.starts)

    @cached_property
    def weight_norms(self) -> np.ndarray:
        return np.sqrt(squares(self.params, self.starts))

    @cached_property
    def activation_spreads(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean and standard deviation (m, layers) of each layer's answers: together they cost half of each by itself."""
        each = [spreads(a) for a in self.activations]
        return np.stack([mean for mean, _ in each], axis=1), np.stack([deviation for _, deviation in each], axis=1)


class Instrument(Entry):
    """One measurement. ``cadence`` "record" gives a number per layer and record; "frame" an array per key frame."""

    cadence: ClassVar[Literal["record", "frame"]] = "record"
    kind: ClassVar[str] = "f32"
    tells: ClassVar[str] = ""  # one sentence: what the learner reads off it

    @staticmethod
    def shape(plan) -> tuple[int, ...]:
        """Shape of the key-frame section; records always give (layers,)."""
        return (len(plan.trained),)

    @staticmethod
    def measure(snapshot: Snapshot) -> np.ndarray:
        """(m, layers) for records; (m, *shape) for frames."""
        raise NotImplementedError
