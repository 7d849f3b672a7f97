"""ReLU beside torch.nn.functional.relu."""

import torch.nn.functional as F

from engine.activations.relu import ReLU
from tests.engine.activations.beside_torch import at, holds, slope_at


def test_value_and_gradient_are_torchs():
    assert holds("relu", F.relu)


def test_worked_by_hand_also_at_the_corner():
    assert at("relu", -2.0, 0.0, 3.0) == [0.0, 0.0, 3.0]
    assert slope_at("relu", -2.0, 0.0, 3.0) == [0.0, 0.0, 1.0]


def test_a_unit_that_answers_0_to_everything_counts_as_dead():
    assert ReLU.dead_at_zero
