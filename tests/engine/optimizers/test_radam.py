"""RAdam beside torch.optim.RAdam."""

from engine.optimizers.radam import RAdam
from tests.engine.optimizers.race import free_running, step_by_step

MEMBERS = [
    RAdam(),
    RAdam(lr=0.03, beta1=0.5, beta2=0.9),  # trusted from step 7 on: members switch at unlike moments
    RAdam(lr=0.01, beta1=0.0, beta2=0.6, eps=0.01),  # never trusted
]


def test_one_step_from_torchs_state_is_torchs_step():
    assert step_by_step(MEMBERS, {"m": "exp_avg", "v": "exp_avg_sq"}) <= 1e-6


def test_a_thousand_steps_of_its_own_in_float64_end_where_torch_ends():
    assert free_running(MEMBERS) <= 1e-10
