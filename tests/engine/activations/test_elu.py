"""ELU beside torch.nn.functional.elu."""

from math import exp

import pytest
import torch.nn.functional as F

from tests.engine.activations.beside_torch import at, holds, slope_at


def test_value_and_gradient_are_torchs():
    assert holds("elu", F.elu)


def test_worked_by_hand():
    assert at("elu", -1.0, 0.0, 3.0) == pytest.approx([exp(-1) - 1, 0.0, 3.0], rel=1e-15)
    assert slope_at("elu", -1.0, 0.0, 3.0) == pytest.approx([exp(-1), 1.0, 1.0], rel=1e-15)
