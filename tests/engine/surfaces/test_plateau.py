"""The plateau beside PyTorch."""

import torch

from engine.surfaces.plateau import Plateau
from tests.engine.surfaces.truth import holds


def formula(x, y):
    return 1 - torch.exp(-(x**2 + y**2) / 2)


def test_value_and_gradient_are_those_of_the_formula():
    holds(Plateau(), formula)


def test_one_hole_and_next_to_no_slope_outside():
    side = torch.linspace(-5, 5, 401, dtype=torch.float64)
    values = formula(side[:, None], side[None, :])
    assert int(values.argmin()) == 200 * 401 + 200 and float(values.min()) == Plateau.least == 0
    start = torch.tensor(Plateau.start, dtype=torch.float64).requires_grad_()
    formula(*start).backward()
    assert 0 < float(start.grad.norm()) < 0.003
