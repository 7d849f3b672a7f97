"""AdamW beside torch.optim.AdamW."""

from engine.optimizers.adamw import AdamW
from tests.engine.optimizers.race import free_running, step_by_step

MEMBERS = [
    AdamW(),
    AdamW(lr=0.03, weight_decay=0.5, beta1=0.5, beta2=0.9),
    AdamW(lr=0.01, weight_decay=0.0, eps=0.01),
]


def test_one_step_from_torchs_state_is_torchs_step():
    assert step_by_step(MEMBERS, {"m": "exp_avg", "v": "exp_avg_sq"}) <= 1e-6


def test_a_thousand_steps_of_its_own_in_float64_end_where_torch_ends():
    assert free_running(MEMBERS) <= 1e-10
