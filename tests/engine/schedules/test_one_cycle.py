import numpy as np
import pytest
import torch

from engine.schedules.one_cycle import OneCycle
from tests.engine.schedules.against import factors, torch_rates


@pytest.mark.parametrize(
    "epochs, per_epoch, rise", [(20, 5, 0.3), (3, 4, 0.3), (7, 9, 0.5), (11, 1, 0.05), (1, 2, 0.3), (30, 3, 0.9)]
)
def test_one_cycle_gives_torchs_rates_step_by_step(epochs, per_epoch, rise):
    def make(optimizer):
        return torch.optim.lr_scheduler.OneCycleLR(
            optimizer, 1.0, epochs=epochs, steps_per_epoch=per_epoch, pct_start=rise, cycle_momentum=False
        )

    wanted = torch_rates(make, epochs, per_epoch, every_step=True)
    np.testing.assert_allclose(factors(OneCycle(horizon=epochs, rise=rise), epochs, per_epoch), wanted, rtol=1e-12, atol=1e-15)


def test_it_starts_at_a_25th_peaks_at_the_whole_and_ends_at_4_millionths():
    rates = factors(OneCycle(horizon=20), 25, 5)
    np.testing.assert_allclose([rates[0], rates.max(), rates[99], rates[124]], [0.04, 1, 4e-6, 4e-6], rtol=1e-12)
    assert rates.argmax() == 29  # the last of the first 30 % of 100 steps
