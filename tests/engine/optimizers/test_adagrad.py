"""Adagrad beside torch.optim.Adagrad."""

from engine.optimizers.adagrad import Adagrad
from tests.engine.optimizers.race import free_running, step_by_step

MEMBERS = [
    Adagrad(),
    Adagrad(lr=0.3, lr_decay=0.01, eps=1e-3),
    Adagrad(lr=0.1, initial_accumulator=0.7),
]


def test_one_step_from_torchs_state_is_torchs_step():
    assert step_by_step(MEMBERS, {"sum": "sum"}) <= 1e-6


def test_a_thousand_steps_of_its_own_in_float64_end_where_torch_ends():
    assert free_running(MEMBERS) <= 1e-10
