"""What a sceptic needs to repeat a run without us: data, first and last weights, in torch's own names and orientation."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from engine.plan import Plan


def sequential(plan: Plan, flat: Tensor, buffers: Tensor | None = None) -> dict[str, Tensor]:
    """State dict of the equivalent ``torch.nn.Sequential``: each layer, its activation where it has one, its dropout.

    Names and orientation are torch's: Linear.weight (out, in), Conv2d.weight (out, in, k, k). ``buffers``: running statistics,
    the first ones where none are given.
    """
    tensors, position = {}, 0
    buffers = plan.initial_buffers() if buffers is None else buffers
    for slot in plan.slots:
        stats = buffers[slot.buffer_start : slot.buffer_stop]
        matrices = [block.of(flat) for block in slot.blocks]
        for name, tensor in slot.layer.to_torch(slot.in_shape, matrices, stats).items():
            tensors[f"{position}.{name}"] = tensor.contiguous()
        position += modules_of(slot)
    return tensors


def modules_of(slot) -> int:
    """Modules that a layer takes in the Sequential: itself, its activation and its own dropout where it has one."""
    drops_too = slot.has_activation and slot.layer.drop_rate > 0
    return 1 + slot.has_activation + drops_too


def write(folder: Path, plan: Plan, first: Tensor, last: Tensor, buffers: Tensor | None = None) -> None:
    """``data.safetensors`` (train_x train_y test_x test_y as the network sees them), ``initial`` and ``final``."""
    folder.mkdir(parents=True, exist_ok=True)
    cut = plan.train_count
    data = {"train_x": plan.x[:cut, :-1], "train_y": plan.y[:cut], "test_x": plan.x[cut:, :-1], "test_y": plan.y[cut:]}
    save_file({name: tensor.contiguous() for name, tensor in data.items()}, folder / "data.safetensors")
    save_file(sequential(plan, first), folder / "initial.safetensors")
    save_file(sequential(plan, torch.as_tensor(last), buffers), folder / "final.safetensors")
