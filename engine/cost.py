"""What a spec would cost, in plain integers, before anything is allocated."""

from __future__ import annotations

from dataclasses import dataclass

from engine.layout import points_at_once, slots_of
from engine.sentences import Word

# name of the figure → (field to point at, words, limit)
LIMITS = {
    "parameters": ("network.layers", Word("The network's parameters"), 300_000),
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


def estimate(spec) -> Cost:
    """Count parameters, bytes and operations of ``spec``. Never draws data nor builds a tensor."""
    slots = slots_of(spec)
    train, test = spec.sizes()
    batch = min(spec.training.batch_size or train, train)
    steps_per_epoch = -(-train // batch)
    products = sum(slot.layer.products(slot.in_shape) for slot in slots)
    parameters = sum(slot.parameters for slot in slots)
    optimizer, outputs = spec.optimizer, slots[-1].fan_out
    passes = 1 if spec.training.adversarial is None else 2  # one to find the way uphill, one for the step
    gradients = passes + optimizer.curvature_cost(parameters, outputs)  # evaluations a step
    curvature = steps_per_epoch * optimizer.curvature_flops(parameters, outputs, batch)
    matrices = [block for slot in slots for block in slot.blocks if block.penalised]
    rule = steps_per_epoch * optimizer.update_flops(matrices)
    flops_per_epoch = 6 * products * train * gradients + curvature + rule + 2 * products * (train + test)
    inputs = slots[0].fan_in
    units = inputs + sum(slot.fan_out for slot in slots)
    workspace = sum(slot.layer.workspace(slot.in_shape) for slot in slots)
    state = 4 * (slots[-1].stop + units) * (6 + len(spec.optimizer.slots))
    # Inputs stand in memory up to six times while a plan is made: 186 MB measured where 10,000 MNIST digits are said to need 205.
    at_once = batch + points_at_once(slots, train + test)
    working = 4 * (4 * (units - inputs) + workspace) * at_once + 24 * (train + test) * inputs
    steps = steps_per_epoch * spec.training.epochs
    seconds = (steps_per_epoch * passes * STEP_OVERHEAD_NS + flops_per_epoch * NS_PER_FLOP) / 1e9
    return Cost(
        parameters, state + working, flops_per_epoch * spec.training.epochs, flops_per_epoch, steps_per_epoch, steps, seconds
    )
