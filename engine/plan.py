"""A spec made ready to train: data as the network sees it, the layout of the flat buffer, schemas and the cohort key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch

from engine import checkpoint, rng
from engine.activations import registry as activations
from engine.datasets.base import Split
from engine.instruments.frames import frame_schema
from engine.instruments.rows import record_schema
from engine.layers import registry as layers
from engine.params import shown
from engine.records import Schema, dense_frames
from engine.spec import Spec


@dataclass(frozen=True)
class Slot:
    """Where layer ``index`` (1-based) stands in the flat buffer: a block (fan_in + 1, fan_out), the bias as last row."""

    index: int
    layer: object
    activation: type
    fan_in: int
    fan_out: int
    start: int

    @property
    def stop(self) -> int:
        return self.start + (self.fan_in + 1) * self.fan_out

    @property
    def parameters(self) -> int:
        return (self.fan_in + int(self.layer.bias)) * self.fan_out


class Plan:
    """Everything about a spec that does not change while it trains. Building one draws the data; nothing is trained.

    ``resolve`` turns the digest of a stored state into bytes; ``data`` reuses the split of a plan with the same data.
    """

    def __init__(self, spec: Spec, resolve: Callable[[str], bytes] | None = None, data: Split | None = None):
        self.spec, self.resolve = spec, resolve
        self.task = spec.data.task
        self.classes = len(spec.data.classes) if self.task != "regression" else 0
        self.data = data if data is not None else spec.data.split()
        self.slots = self._slots()
        self.size = self.slots[-1].stop
        self.train_count, self.test_count = len(self.data.train_x), len(self.data.test_x)
        self.batch = min(spec.training.batch_size or self.train_count, self.train_count)
        self.full_batches, self.tail = divmod(self.train_count, self.batch)
        self.steps_per_epoch = self.full_batches + bool(self.tail)

    def _slots(self) -> tuple[Slot, ...]:
        spec, outputs = self.spec, self.spec.data.outputs()
        last = layers["dense"].model_construct(
            units=outputs, activation=spec.loss.outputs[self.task], bias=spec.network.output_bias, dropout=0.0
        )
        slots, start, fan_in = [], 0, self.data.train_x.shape[1]
        for index, layer in enumerate([*spec.network.layers, last], start=1):
            slot = Slot(index, layer, activations[layer.activation], fan_in, layer.fan_out(fan_in), start)
            slots.append(slot)
            start, fan_in = slot.stop, slot.fan_out
        return tuple(slots)

    @cached_property
    def x(self) -> torch.Tensor:
        """Inputs with the row of ones, float32 (points, features + 1), training points first."""
        x = np.concatenate([self.data.train_x, self.data.test_x])
        return torch.from_numpy(np.concatenate([x, np.ones((len(x), 1), np.float32)], axis=1))

    @cached_property
    def y(self) -> torch.Tensor:
        """Encoded targets, float32 (points, outputs), training points first."""
        targets = np.concatenate([self.data.train_targets, self.data.test_targets])
        return torch.from_numpy(self.spec.loss.encode(targets, self.task, self.classes)).T.contiguous()

    @cached_property
    def labels(self) -> np.ndarray:
        """Class numbers (points,), or values for regression; training points first."""
        return np.concatenate([self.data.train_targets, self.data.test_targets])

    @cached_property
    def weight_mask(self) -> torch.Tensor:
        """1 on weights, 0 on biases, float32 (size,): penalties and decay act on weights only."""
        mask = torch.ones(self.size)
        for slot in self.slots:
            mask[slot.stop - slot.fan_out : slot.stop] = 0
        return mask

    @cached_property
    def real(self) -> np.ndarray | None:
        """Indices of true parameters, or None when every entry of the flat buffer is one (no layer lacks its bias)."""
        if all(slot.layer.bias for slot in self.slots):
            return None
        keep = [np.arange(slot.start, slot.start + slot.parameters) for slot in self.slots]
        return np.concatenate(keep)

    @cached_property
    def counts(self) -> np.ndarray:
        """True parameters of each layer, int64 (layers,)."""
        return np.array([slot.parameters for slot in self.slots])

    @cached_property
    def starts(self) -> np.ndarray:
        """First true parameter of each layer among the true ones, int64 (layers,)."""
        return np.concatenate([[0], np.cumsum(self.counts)[:-1]])

    @cached_property
    def layer_of(self) -> np.ndarray:
        """Layer (0-based) of each true parameter."""
        return np.repeat(np.arange(len(self.slots)), self.counts)

    def initial(self) -> torch.Tensor:
        """First parameters, float32 (size,), keyed by the spec's seed: reset returns to exactly these."""
        flat = torch.zeros(self.size)
        for slot in self.slots:
            source = rng.generator(self.spec.seed, "init", slot.index)
            block = flat[slot.start : slot.stop].view(slot.fan_in + 1, slot.fan_out)
            block[:-1] = self.spec.network.initializer.weights(slot.fan_in, slot.fan_out, source)
            if slot.layer.bias:
                block[-1] = self.spec.network.initializer.bias(slot.fan_in, slot.fan_out, source)
        return flat

    def first(self) -> torch.Tensor:
        """Parameters before the first step, float32 (size,): the stored start's if the spec names one, else the initial ones."""
        if self.spec.start is None:
            return self.initial()
        if self.resolve is None:
            raise ValueError("this spec starts from a stored state, and nothing was given to find it")
        return checkpoint.load(self, self.resolve(self.spec.start.digest)).params

    @cached_property
    def schema(self) -> Schema:
        return record_schema(self)

    @cached_property
    def frame_schema(self) -> Schema:
        return frame_schema(self)

    @cached_property
    def dense_frames(self) -> int:
        """Up to this epoch every epoch is a key frame; fewer for larger networks."""
        return dense_frames(self.frame_schema.row_bytes() + 32)

    @cached_property
    def weight_edits(self) -> dict[int, list[tuple[int, float]]]:
        """Edited parameters by global step: step → [(flat index, value)…]."""
        edits: dict[int, list[tuple[int, float]]] = {}
        for edit in self.spec.edits:
            kind, *place = edit.path.split(".")
            if kind in ("weights", "biases"):
                slot = self.slots[int(place[0]) - 1]
                row = int(place[1]) if kind == "weights" else slot.fan_in
                edits.setdefault(edit.step, []).append((slot.start + row * slot.fan_out + int(place[-1]), edit.value))
        return edits

    def live(self, path: str, steps: np.ndarray) -> np.ndarray:
        """Base value of a live field at each global step, float64: the spec's, then each edit's from its step on."""
        section, name = path.split(".")
        values = np.full(len(steps), float(getattr(getattr(self.spec, section), name)))
        for edit in self.spec.edits:
            if edit.path == path:
                values[steps >= edit.step] = edit.value
        return values

    @cached_property
    def schedule_key(self) -> str:
        """Equal for members whose schedules give equal factors."""
        return self.spec.schedule.model_dump_json()

    @cached_property
    def cohort_key(self) -> str:
        """Hash of what must agree for runs to share one tensor program: structure, sizes and which parts are switched on."""
        spec = self.spec
        kept = {
            "network": [
                [slot.fan_in, slot.fan_out, slot.layer.activation, slot.layer.bias, slot.layer.dropout > 0] for slot in self.slots
            ],
            "loss": structure(spec.loss),
            "sizes": [self.train_count, self.test_count, self.batch, self.task, self.classes],
            "clip": [spec.training.clip_norm is not None, spec.training.clip_value is not None],
        }
        return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:32]


def structure(entry) -> dict:
    """The fields of an entry that members of one cohort must share, with its name."""
    return {
        name: getattr(entry, name)
        for name, field in type(entry).model_fields.items()
        if name == "name" or not (shown(field) and shown(field).varies)
    }
