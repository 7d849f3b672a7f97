"""Adadelta beside torch.optim.Adadelta."""

from engine.optimizers.adadelta import Adadelta
from tests.engine.optimizers.race import free_running, step_by_step

MEMBERS = [
    Adadelta(),
    Adadelta(lr=0.3, rho=0.95, eps=1e-3),
    Adadelta(lr=3.0, rho=0.5),
]


def test_one_step_from_torchs_state_is_torchs_step():
    assert step_by_step(MEMBERS, {"square": "square_avg", "step_square": "acc_delta"}) <= 1e-6


def test_a_thousand_steps_of_its_own_in_float64_end_where_torch_ends():
    assert free_running(MEMBERS) <= 1e-10
