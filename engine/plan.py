"""A spec made ready to train: data as the network sees it, the layout of the flat buffer, schemas and the cohort key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cached_property

import numpy as np
import torch

from engine import checkpoint, rng
from engine.datasets.base import EXAMPLES, Split
from engine.device import CPU, device_of
from engine.instruments.frames import frame_schema
from engine.instruments.rows import record_schema
from engine.layers.base import ParameterBlock, size_of
from engine.layout import Slot, place_of, slots_of
from engine.params import shown
from engine.records import Schema, dense_frames
from engine.space import Axis, kind_of
from engine.spec import Spec
from engine.splits import split_of


class Plan:
    """Everything about a spec that does not change while it trains. Building one draws the data; nothing is trained.

    ``resolve`` turns the digest of a stored state into bytes; ``data`` reuses the split of a plan with the same data.
    """

    def __init__(self, spec: Spec, resolve: Callable[[str], bytes] | None = None, data: Split | None = None):
        self.spec, self.resolve = spec, resolve
        self.task = spec.data.task
        self.classes = len(spec.data.classes) if self.task != "regression" else 0
        self.faults = spec.planted()
        self.data = data if data is not None else self._split()
        self.slots = self._slots()
        self.size, self.buffer_size = self.slots[-1].stop, self.slots[-1].buffer_stop
        self.train_count, self.test_count = len(self.data.train_x), len(self.data.test_x)
        self.batch = min(spec.training.batch_size or self.train_count, self.train_count)
        self.full_batches, self.tail = divmod(self.train_count, self.batch)
        self.steps_per_epoch = self.full_batches + bool(self.tail)

    def _split(self) -> Split:
        split = split_of(self.spec.data)
        for fault in self.faults:
            split = fault.data(split)
        return split

    def _slots(self) -> tuple[Slot, ...]:
        columns, shape = self.data.train_x.shape[1], self.spec.data.shape()
        return slots_of(self.spec, shape if size_of(shape) == columns else (columns,))

    @cached_property
    def trained(self) -> tuple[Slot, ...]:
        """The layers that have parameters: those of which records and key frames have a row, in this order."""
        return tuple(slot for slot in self.slots if slot.blocks)

    @cached_property
    def matrices(self) -> tuple[ParameterBlock, ...]:
        """Every block of the flat buffer, in order."""
        return tuple(block for slot in self.slots for block in slot.blocks)

    @cached_property
    def weights(self) -> tuple[ParameterBlock, ...]:
        """Those of the blocks that are matrices of weights, not scales; a convolution's kernels side by side are one."""
        return tuple(block for block in self.matrices if block.penalised)

    @property
    def examples(self) -> int:
        """How many test points key frames carry the network's outputs for: the first of the test split, 0 for none."""
        return min(EXAMPLES, self.test_count) if self.spec.data.sampled else 0

    @cached_property
    def plain(self) -> bool:
        """Whether the page's own forward pass can compute the network from its parameters."""
        return all(slot.layer.plain for slot in self.slots)

    @cached_property
    def timed(self) -> tuple[Slot, ...]:
        """The layers that go through time; all of a network's see equally many steps."""
        return tuple(slot for slot in self.slots if slot.layer.steps(slot.in_shape))

    def times(self, rows: int) -> torch.Tensor:
        """Room for the gradient's norm at each time step, (rows, recurrent layers, time)."""
        return torch.zeros(rows, len(self.timed), self.timed[0].in_shape[0] if self.timed else 0)

    @cached_property
    def alone(self) -> bool:
        """Whether some layer keeps its bits only when the run trains by itself."""
        return any(slot.layer.alone for slot in self.slots)

    @cached_property
    def device(self) -> torch.device:
        """Where it trains here, unless its run began on another device."""
        return device_of(self.spec)

    @cached_property
    def x(self) -> torch.Tensor:
        """Inputs with the row of ones, float32 (points, features + 1), training first; one tensor for all plans of a split."""
        return self.data.x

    @cached_property
    def y(self) -> torch.Tensor:
        """Encoded targets, float32 (points, outputs), training first; one for all of a split and a loss."""
        known, loss = self.data.encoded, self.spec.loss.name
        if loss not in known:
            targets = np.concatenate([self.data.train_targets, self.data.test_targets])
            known[loss] = torch.from_numpy(self.spec.loss.encode(targets, self.task, self.classes)).T.contiguous()
        return known[loss]

    @cached_property
    def labels(self) -> np.ndarray:
        """Class numbers (points,), or values for regression; training points first."""
        return np.concatenate([self.data.train_targets, self.data.test_targets])

    @cached_property
    def weight_mask(self) -> torch.Tensor:
        """1 on weights, 0 on biases and scales, float32 (size,): penalties and decay act on weights only."""
        mask = torch.ones(self.size, device=CPU)
        for block in self.matrices:
            mask[block.stop - block.fan_out if block.penalised else block.start : block.stop] = 0
        return mask

    @cached_property
    def real(self) -> np.ndarray | None:
        """Indices of true parameters, or None when every entry of the flat buffer is one (no layer lacks its bias)."""
        if all(block.bias for block in self.matrices):
            return None
        keep = [np.arange(block.start, block.start + block.parameters) for block in self.matrices]
        return np.concatenate(keep)

    @cached_property
    def counts(self) -> np.ndarray:
        """True parameters of each layer that has any, int64 (layers,)."""
        return np.array([slot.parameters for slot in self.trained])

    @cached_property
    def starts(self) -> np.ndarray:
        """First true parameter of each layer among the true ones, int64 (layers,)."""
        return np.concatenate([[0], np.cumsum(self.counts)[:-1]])

    @cached_property
    def layer_of(self) -> np.ndarray:
        """Place among :attr:`trained` of each true parameter's layer."""
        return np.repeat(np.arange(len(self.trained)), self.counts)

    def initial(self) -> torch.Tensor:
        """First parameters, float32 (size,), keyed by the spec's seed: reset returns to exactly these."""
        flat = torch.zeros(self.size)
        for slot in self.trained:
            source = rng.generator(self.spec.seed, "init", slot.index)
            drawn = slot.layer.initial(slot.blocks, self.spec.network.initializer, source)
            for block, values in zip(slot.blocks, drawn, strict=True):
                block.of(flat).copy_(values)
        for fault in self.faults:
            fault.first(flat)
        return flat

    def initial_buffers(self) -> torch.Tensor:
        """What is not trained, before the first step: float32 (buffer size,)."""
        return torch.cat([slot.layer.first_buffers(slot.in_shape) for slot in self.slots])

    def first(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Parameters (size,) and buffers before the first step: the stored start's if the spec names one, else the first."""
        if self.spec.start is None:
            return self.initial(), self.initial_buffers()
        if self.resolve is None:
            raise ValueError("this spec starts from a stored state, and nothing was given to find it")
        stored = checkpoint.load(self, self.resolve(self.spec.start.digest))
        return stored.params, stored.buffers

    @cached_property
    def loss(self):
        """The loss that trains and is recorded: the spec's, unless a planted fault put another in its place."""
        loss = self.spec.loss
        for fault in self.faults:
            loss = fault.loss(loss)
        return loss

    @cached_property
    def kept_slots(self) -> tuple[str, ...]:
        """Names of the tensors kept from step to step: the optimizer's, and those of planted faults."""
        return (*self.spec.optimizer.slots, *(name for fault in self.faults for name in fault.slots))

    def order(self, epoch: int, reuse: torch.Generator | None = None, out: torch.Tensor | None = None) -> torch.Tensor:
        """The order in which the training points are visited in ``epoch`` (1-based), int64 (points,)."""
        order = rng.permutation(self.spec.seed, epoch, self.train_count, reuse, out=out)
        for fault in self.faults:
            fault.order(order)
        return order

    @property
    def gradients_a_step(self) -> int:
        """Gradient evaluations that a first-order step costs: finding the way uphill is one more."""
        return 1 if self.spec.training.adversarial is None else 2

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
            kind = edit.path.partition(".")[0]
            if kind in ("weights", "biases"):
                edits.setdefault(edit.step, []).append((place_of(self.slots, edit.path), edit.value))
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
    def edited(self) -> bool:
        return bool(self.spec.edits)

    @cached_property
    def rate(self) -> float:
        """The learning rate before schedule and edits."""
        return self.spec.optimizer.lr

    @cached_property
    def schedule_key(self) -> str:
        """Equal for members whose schedules give equal factors."""
        return self.spec.schedule.model_dump_json()

    @cached_property
    def cohort_key(self) -> str:
        """Hash of what must agree for runs to share one tensor program: structure, sizes and which parts are switched on."""
        spec = self.spec
        kept = {
            "network": [slot.layer.key(slot.in_shape) for slot in self.slots],
            "loss": structure(spec.loss),
            "sizes": [self.train_count, self.test_count, self.batch, self.task, self.classes],
            "clip": [spec.training.clip_norm is not None, spec.training.clip_value is not None],
        }
        if spec.faults:  # left out where there are none: keys of runs from before stay what they are
            kept["faults"] = list(spec.faults)
        if spec.training.adversarial is not None:
            kept["adversarial"] = kind_of(self).unit, self.data.train_points.shape[1] if kind_of(self) is Axis else 0
        return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:32]


def structure(entry) -> dict:
    """The fields of an entry that members of one cohort must share, with its name."""
    return {
        name: getattr(entry, name)
        for name, field in type(entry).model_fields.items()
        if name == "name" or not (shown(field) and shown(field).varies)
    }
