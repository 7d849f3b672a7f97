import numpy as np
import torch

from engine.schedules.step import Step
from tests.engine.schedules.against import factors, torch_rates


def test_step_gives_torchs_rates():
    wanted = torch_rates(lambda o: torch.optim.lr_scheduler.StepLR(o, 4, 0.3), 20, 5)
    np.testing.assert_allclose(factors(Step(horizon=20, every=4, gamma=0.3), 20, 5), wanted, rtol=1e-12, atol=1e-15)


def test_warm_up_climbs_in_equal_steps_and_the_shape_starts_after_it():
    warm = factors(Step(horizon=24, every=4, gamma=0.3, warmup=4), 24, 5)
    plain = factors(Step(horizon=20, every=4, gamma=0.3), 20, 5)
    np.testing.assert_allclose(warm[20:], plain, rtol=1e-12)
    np.testing.assert_allclose(warm[:20], plain[0] * np.arange(1, 21) / 20, rtol=1e-12)
