"""Nesterov beside torch.optim.SGD with nesterov=True."""

from engine.optimizers.nesterov import Nesterov
from tests.engine.optimizers.race import free_running, step_by_step

MEMBERS = [
    Nesterov(),
    Nesterov(lr=0.004, momentum=0.6),
    Nesterov(lr=0.005, momentum=0.0),
]


def test_one_step_from_torchs_state_is_torchs_step():
    assert step_by_step(MEMBERS, {"momentum": "momentum_buffer"}) <= 1e-6


def test_a_thousand_steps_of_its_own_in_float64_end_where_torch_ends():
    assert free_running(MEMBERS) <= 1e-10
