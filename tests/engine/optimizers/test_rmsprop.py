"""RMSprop beside torch.optim.RMSprop."""

import numpy as np
import torch

from engine.optimizers.rmsprop import RMSprop
from tests.engine.optimizers.race import SIZE, Ours, free_running, step_by_step

MEMBERS = [
    RMSprop(),
    RMSprop(lr=0.001, alpha=0.9, eps=1e-3),
    RMSprop(lr=0.002, momentum=0.8),
]


def test_one_step_from_torchs_state_is_torchs_step():
    assert step_by_step(MEMBERS, {"square": "square_avg", "mean": "grad_avg", "momentum": "momentum_buffer"}) <= 1e-6


def test_a_thousand_steps_of_its_own_in_float64_end_where_torch_ends():
    assert free_running(MEMBERS) <= 1e-10


CENTERED = [member.model_copy(update={"centered": True, "eps": 0.01}) for member in MEMBERS]


def test_centered_one_step_from_torchs_state_is_torchs_step():
    names = {"square": "square_avg", "mean": "grad_avg", "momentum": "momentum_buffer"}
    assert step_by_step(CENTERED, names) <= 1e-6


def test_centered_in_float64_ends_where_torch_ends():
    assert free_running(CENTERED) <= 1e-10


def test_centered_survives_the_variance_that_rounding_makes_negative():
    ours = Ours([RMSprop(alpha=0.5, centered=True)], torch.float32)
    for step in range(1, 200):
        ours.step(torch.full((1, SIZE), 0.1), np.array([step]))
    assert torch.isfinite(ours.p).all()
