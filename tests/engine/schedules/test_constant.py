import numpy as np
import torch

from engine.schedules.constant import Constant
from tests.engine.schedules.against import factors, torch_rates


def test_constant_gives_torchs_rates():
    wanted = torch_rates(lambda o: torch.optim.lr_scheduler.LambdaLR(o, lambda e: 1), 20, 5)
    np.testing.assert_allclose(factors(Constant(horizon=20), 20, 5), wanted, rtol=1e-12, atol=1e-15)
