import numpy as np
import torch

from engine.schedules.cosine import Cosine
from tests.engine.schedules.against import factors, torch_rates


def test_cosine_gives_torchs_rates():
    wanted = torch_rates(lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 20), 20, 5)
    np.testing.assert_allclose(factors(Cosine(horizon=20), 20, 5), wanted, rtol=1e-12, atol=1e-15)


def test_past_the_horizon_it_stays_at_0_where_torchs_climbs_again():
    assert (factors(Cosine(horizon=20), 50, 5)[100:] == 0).all()


def test_worked_by_hand():
    np.testing.assert_allclose(factors(Cosine(horizon=4), 4, 1), [1, (1 + 0.5**0.5) / 2, 0.5, (1 - 0.5**0.5) / 2], rtol=1e-14)
