"""What a sceptic needs to repeat a run without us: data, first and last weights, in torch's own names and orientation."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from engine.plan import Plan


def sequential(plan: Plan, flat: Tensor) -> dict[str, Tensor]:
    """State dict of the equivalent ``torch.nn.Sequential`` of Linear and activation modules: weight (out, in), bias (out,)."""
    tensors, position = {}, 0
    for slot in plan.slots:
        block = flat[slot.start : slot.stop].view(slot.fan_in + 1, slot.fan_out)
        tensors[f"{position}.weight"] = block[:-1].T.contiguous()
        if slot.layer.bias:
            tensors[f"{position}.bias"] = block[-1].clone()
        position += 2 + (slot.layer.dropout > 0)  # Linear, activation and, where there is one, Dropout
    return tensors


def write(folder: Path, plan: Plan, first: Tensor, last: Tensor) -> None:
    """``data.safetensors`` (train_x train_y test_x test_y as the network sees them), ``initial`` and ``final``."""
    folder.mkdir(parents=True, exist_ok=True)
    cut = plan.train_count
    data = {"train_x": plan.x[:cut, :-1], "train_y": plan.y[:cut], "test_x": plan.x[cut:, :-1], "test_y": plan.y[cut:]}
    save_file({name: tensor.contiguous() for name, tensor in data.items()}, folder / "data.safetensors")
    save_file(sequential(plan, first), folder / "initial.safetensors")
    save_file(sequential(plan, torch.as_tensor(last)), folder / "final.safetensors")
