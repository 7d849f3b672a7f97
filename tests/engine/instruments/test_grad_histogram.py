import math

import numpy as np

from engine.instruments.grad_histogram import GradientHistogram
from tests.engine.instruments.moments import layers_of, snapshot


def bin_of(value):
    """The bin by comparing with each edge 2^(-24 + 2k) in turn."""
    size = max((k for k in range(16) if abs(value) >= 2 ** (-24 + 2 * k)), default=0)
    return 15 - size if value < 0 else 16 + size


def test_grad_histogram_counts_every_true_parameter_in_its_fixed_bin():
    shot = snapshot()
    values = shot.whole[1]
    values[0, :4] = [0.0, 1e30, -1e-30, -math.inf]
    counts = GradientHistogram.measure(shot)
    for moment, layers in enumerate(layers_of(shot, values)):
        for layer, entries in enumerate(layers):
            assert counts[moment, layer].tolist() == np.bincount([bin_of(v) for v in entries], minlength=32).tolist()


def test_nan_is_counted_nowhere():
    shot = snapshot(moments=1)
    shot.whole[1][0, :3] = np.nan
    assert GradientHistogram.measure(shot)[0].sum() == shot.plan.counts.sum() - 3
