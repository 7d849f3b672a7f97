"""What the curves have in common, on one that is flat: x even in [−1, 1], and a normal scatter that knows nothing of x."""

import numpy as np
from scipy import stats

from engine.datasets.line import Line


class Flat(Line):
    """y = 0."""

    def curve(self, x):
        return np.zeros(len(x))


def test_points_are_even_over_the_whole_range_and_scatter_normally_about_the_curve():
    raw = Flat(samples=5000, noise=0.2, seed=3).sample()
    x = raw.points[:, 0]
    assert raw.points.shape == (5000, 1) and -1 <= x.min() < -0.998 and 0.998 < x.max() <= 1
    assert stats.kstest(x, stats.uniform(-1, 2).cdf).pvalue > 0.01
    assert stats.kstest(raw.targets, stats.norm(0, 0.2).cdf).pvalue > 0.01
    assert abs(np.corrcoef(x, raw.targets)[0, 1]) < 0.05 and abs(np.corrcoef(abs(x), abs(raw.targets))[0, 1]) < 0.05
