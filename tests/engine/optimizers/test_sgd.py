"""SGD beside torch.optim.SGD."""

from engine.optimizers.sgd import SGD
from tests.engine.optimizers.race import free_running, step_by_step

MEMBERS = [
    SGD(),
    SGD(lr=0.001),
    SGD(lr=0.009),
]


def test_one_step_from_torchs_state_is_torchs_step():
    assert step_by_step(MEMBERS, {}) <= 1e-6


def test_a_thousand_steps_of_its_own_in_float64_end_where_torch_ends():
    assert free_running(MEMBERS) <= 1e-10
