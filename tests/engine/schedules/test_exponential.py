import numpy as np
import torch

from engine.schedules.exponential import Exponential
from tests.engine.schedules.against import factors, torch_rates


def test_exponential_gives_torchs_rates():
    wanted = torch_rates(lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.9), 20, 5)
    np.testing.assert_allclose(factors(Exponential(horizon=20, gamma=0.9), 20, 5), wanted, rtol=1e-12, atol=1e-15)


def test_warm_up_climbs_in_equal_steps_and_the_shape_starts_after_it():
    warm = factors(Exponential(horizon=24, gamma=0.9, warmup=4), 24, 5)
    plain = factors(Exponential(horizon=20, gamma=0.9), 20, 5)
    np.testing.assert_allclose(warm[20:], plain, rtol=1e-12)
    np.testing.assert_allclose(warm[:20], plain[0] * np.arange(1, 21) / 20, rtol=1e-12)
