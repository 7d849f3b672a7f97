import numpy as np
import torch

from engine.schedules.step import Step
from tests.engine.schedules.against import factors, torch_rates


def test_step_gives_torchs_rates():
    wanted = torch_rates(lambda o: torch.optim.lr_scheduler.StepLR(o, 4, 0.3), 20, 5)
    np.testing.assert_allclose(factors(Step(horizon=20, every=4, gamma=0.3), 20, 5), wanted, rtol=1e-12, atol=1e-15)


def test_worked_by_hand():
    assert factors(Step(every=2, gamma=0.5), 5, 1).tolist() == [1, 1, 0.5, 0.5, 0.25]
