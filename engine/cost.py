"""What a spec would cost, in plain integers, before anything is allocated."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from engine.sentences import Word

# name of the figure → (field to point at, words, limit)
LIMITS = {
    "parameters": ("network.layers", Word("The network's parameters"), 200_000),
    "bytes": ("network.layers", Word("The bytes needed to train"), 256 * 1024 * 1024),
    "flops": ("training.epochs", Word("The floating-point operations of the whole run"), 2 * 10**13),
    "steps": ("training.epochs", Word("The steps of the whole run"), 20_000_000),
}
STEP_OVERHEAD_NS, NS_PER_FLOP = 90_000, 1  # measured on one slow core; an order of magnitude, not a promise


@dataclass(frozen=True)
class Cost:
    parameters: int
    bytes: int
    flops: int  # of the whole run
    flops_per_epoch: int
    steps_per_epoch: int
    steps: int
    seconds_per_epoch: float


def widths_of(spec) -> list[int]:
    """Units of every stage: inputs, hidden layers, outputs."""
    widths = [len(spec.data.feature_names())]
    for layer in spec.network.layers:
        widths.append(layer.fan_out(widths[-1]))
    return [*widths, spec.data.outputs()]


def estimate(spec) -> Cost:
    """Count parameters, bytes and operations of ``spec``. Never draws data nor builds a tensor."""
    widths = widths_of(spec)
    train, test = spec.data.sizes()
    batch = min(spec.training.batch_size or train, train)
    steps_per_epoch = -(-train // batch)
    biased = [layer.bias for layer in spec.network.layers] + [spec.network.output_bias]
    pairs = list(itertools.pairwise(widths))
    products = sum(fan_in * fan_out for fan_in, fan_out in pairs)
    parameters = products + sum(fan_out for (_, fan_out), bias in zip(pairs, biased, strict=True) if bias)
    flops_per_epoch = 6 * products * train + 2 * products * (train + test)
    units = sum(widths)
    state = 4 * (products + units) * (6 + len(spec.optimizer.slots))
    working = 4 * 4 * units * (batch + train + test) + 16 * (train + test) * widths[0]
    steps = steps_per_epoch * spec.training.epochs
    seconds = (steps_per_epoch * STEP_OVERHEAD_NS + flops_per_epoch * NS_PER_FLOP) / 1e9
    return Cost(
        parameters, state + working, flops_per_epoch * spec.training.epochs, flops_per_epoch, steps_per_epoch, steps, seconds
    )
