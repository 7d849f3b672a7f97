import numpy as np
import torch

from engine.schedules.inverse_time import InverseTime
from tests.engine.schedules.against import factors, torch_rates


def test_inverse_time_gives_torchs_rates():
    wanted = torch_rates(lambda o: torch.optim.lr_scheduler.LambdaLR(o, lambda e: 1 / (1 + 0.3 * e)), 20, 5)
    np.testing.assert_allclose(factors(InverseTime(horizon=20, k=0.3), 20, 5), wanted, rtol=1e-12, atol=1e-15)


def test_worked_by_hand():
    np.testing.assert_allclose(factors(InverseTime(k=0.5), 3, 2), [1, 1, 1 / 1.5, 1 / 1.5, 0.5, 0.5], rtol=1e-15)
