"""One row of a cohort against the same row alone: forward, gradient and running statistics, bit for bit."""

import torch

from engine.frames import backward, forward, frames
from tests.engine.layers.shaped import plan_over

ROWS, BATCHES = 17, (1, 7, 10, 33)


def assert_same_bits(shape: tuple[int, ...], stack: list[dict], least: int = 1) -> None:
    """Every row of 17 as alone and as one of 2 and 5, training and judged, at several batch sizes."""
    plan = plan_over(shape, stack)
    draw = torch.Generator().manual_seed(0)
    for batch in [size for size in BATCHES if size >= least]:
        weights = torch.randn(ROWS, plan.size, generator=draw) * 0.3
        x = torch.randn(ROWS, plan.slots[0].fan_in + 1, batch, generator=draw)
        x[:, -1] = 1
        whole = made(plan, weights, x, batch)
        for width in (1, 2, 5):
            for first in range(0, ROWS - width + 1, 6):
                rows = slice(first, first + width)
                for all_of_it, part in zip(whole, made(plan, weights[rows].clone(), x[rows].clone(), batch), strict=True):
                    assert all_of_it[rows].equal(part), (batch, width, first)


def made(plan, weights, x, batch):
    gradient, buffers = torch.zeros_like(weights), plan.initial_buffers().repeat(len(weights), 1)
    stack = frames(plan, weights, batch, gradient, buffers)
    for frame in stack:
        if frame.mask is not None:
            frame.mask.fill_(2.0)
    out = forward(stack, x).clone()
    stack[-1].da.copy_(out)
    backward(stack)
    judged = forward(frames(plan, weights, batch, buffers=buffers), x)
    return out, gradient, buffers, judged
