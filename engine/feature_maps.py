"""What a convolutional network sees in one test example: filters, feature maps and the example's gradient at both.

maps        a (channels, height, width) of every layer that looks through a window, as the network is judged (no dropout, running
            statistics)
gradients   dL/da of the same numbers, L the loss of this one example without penalties; dL/dW of the filters
Both by PyTorch's autograd on the same network in ``torch.nn`` (engine/reference.py): planted faults have no part in them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from engine import reference
from engine.plan import Plan
from engine.state import State


@dataclass(frozen=True)
class Window:
    """One layer: maps (channels, height, width); of a convolution filters (channels, inputs, k, k) too; each with gradient."""

    number: int
    name: str
    maps: np.ndarray
    map_gradients: np.ndarray
    filters: np.ndarray | None = None
    filter_gradients: np.ndarray | None = None


@dataclass(frozen=True)
class Look:
    """``picture`` (channels, height, width) is the example as the network sees it; ``outputs`` what it answered."""

    picture: np.ndarray
    target: float
    outputs: np.ndarray
    loss: float
    windows: tuple[Window, ...]


def look(plan: Plan, state: State, example: int) -> Look:
    """Everything of test example ``example`` (from 0) with the weights of ``state``."""
    model = reference.build(plan, torch.float32, state.judged(plan), state.buffers).eval()
    seen: dict[int, torch.Tensor] = {}
    for slot, _, modules in model.places:
        if len(slot.out_shape) == 3 and hasattr(slot.layer, "kernel"):
            modules[-1].register_forward_hook(_keeping(seen, slot.index))
    at = plan.train_count + example
    x, y = reference.inputs(plan)[at : at + 1].clone(), plan.y[at : at + 1].clone()  # those of the split may be inference tensors
    outputs = model(x)
    loss = plan.spec.loss.in_torch()(outputs, y)
    loss.backward()
    windows = []
    for slot, own, _ in model.places:
        if slot.index not in seen:
            continue
        maps, weight = seen[slot.index], getattr(own, "weight", None)
        pair = (maps.detach()[0].numpy(), maps.grad[0].numpy())
        filters = (weight.detach().numpy(), weight.grad.numpy()) if weight is not None else ()
        windows.append(Window(slot.index, slot.layer.name, *pair, *filters))
    picture = plan.data.test_x[example].reshape(plan.slots[0].in_shape)
    target = float(plan.data.test_targets[example])
    return Look(picture, target, outputs.detach()[0].numpy(), float(loss.detach()), tuple(windows))


def _keeping(seen: dict[int, torch.Tensor], number: int):
    def keep(module, inputs, answer: torch.Tensor) -> None:
        answer.retain_grad()
        seen[number] = answer

    return keep
