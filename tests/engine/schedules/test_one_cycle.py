import numpy as np
import torch

from engine.schedules.one_cycle import OneCycle
from tests.engine.schedules.against import factors, torch_rates


def test_one_cycle_gives_torchs_rates():
    wanted = torch_rates(lambda o: torch.optim.lr_scheduler.OneCycleLR(o, 1.0, total_steps=100, cycle_momentum=False), 20, 5, every_step=True)
    np.testing.assert_allclose(factors(OneCycle(horizon=20), 20, 5), wanted, rtol=1e-12, atol=1e-15)


def test_warm_up_climbs_in_equal_steps_and_the_shape_starts_after_it():
    warm = factors(OneCycle(horizon=24, warmup=4), 24, 5)
    plain = factors(OneCycle(horizon=20), 20, 5)
    np.testing.assert_allclose(warm[20:], plain, rtol=1e-12)
    np.testing.assert_allclose(warm[:20], plain[0] * np.arange(1, 21) / 20, rtol=1e-12)
