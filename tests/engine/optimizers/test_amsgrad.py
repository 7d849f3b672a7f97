"""AMSGrad beside torch.optim.Adam(amsgrad=True)."""

import numpy as np
import torch

from engine.optimizers.adam import Adam
from engine.optimizers.amsgrad import AMSGrad
from tests.engine.optimizers.race import SIZE, Ours, free_running, step_by_step

MEMBERS = [
    AMSGrad(),
    AMSGrad(lr=0.03, beta1=0.5, beta2=0.9),
    AMSGrad(lr=0.01, beta1=0.0, eps=0.01),
]


def test_one_step_from_torchs_state_is_torchs_step():
    names = {"m": "exp_avg", "v": "exp_avg_sq", "largest": "max_exp_avg_sq"}
    assert step_by_step(MEMBERS, names) <= 1e-6


def test_a_thousand_steps_of_its_own_in_float64_end_where_torch_ends():
    assert free_running(MEMBERS) <= 1e-10


def test_one_large_gradient_keeps_steps_short_long_after_adam_has_forgotten_it():
    def last_step(entry) -> float:
        ours = Ours([entry], torch.float64)
        for step in range(1, 400):
            before = ours.p.clone()
            ours.step(torch.full((1, SIZE), 100.0 if step == 50 else 0.1, dtype=torch.float64), np.array([step]))
        return (ours.p - before).abs().max().item()

    assert last_step(AMSGrad(lr=0.01, beta2=0.9)) < last_step(Adam(lr=0.01, beta2=0.9)) / 50
