"""Momentum beside torch.optim.SGD with momentum."""

from engine.optimizers.momentum import Momentum
from tests.engine.optimizers.race import free_running, step_by_step

MEMBERS = [
    Momentum(),
    Momentum(lr=0.002, momentum=0.5, dampening=0.3),
    Momentum(lr=0.005, momentum=0.0, dampening=0.3),
    Momentum(lr=0.0005, momentum=0.99),
]


def test_one_step_from_torchs_state_is_torchs_step():
    assert step_by_step(MEMBERS, {"momentum": "momentum_buffer"}) <= 1e-6


def test_a_thousand_steps_of_its_own_in_float64_end_where_torch_ends():
    assert free_running(MEMBERS) <= 1e-10
