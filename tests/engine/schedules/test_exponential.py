import numpy as np
import torch

from engine.schedules.exponential import Exponential
from tests.engine.schedules.against import factors, torch_rates


def test_exponential_gives_torchs_rates():
    wanted = torch_rates(lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.9), 20, 5)
    np.testing.assert_allclose(factors(Exponential(horizon=20, gamma=0.9), 20, 5), wanted, rtol=1e-12, atol=1e-15)


def test_worked_by_hand():
    np.testing.assert_allclose(factors(Exponential(gamma=0.5), 3, 2), [1, 1, 0.5, 0.5, 0.25, 0.25], rtol=0)
