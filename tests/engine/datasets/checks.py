"""What every data set owes: a reproducible sample, an honest split, sizes known beforehand."""

import numpy as np


def keeps_its_promises(entry):
    one, two = entry.split(), entry.split()
    np.testing.assert_array_equal(one.train_x, two.train_x)
    assert (len(one.train_x), len(one.test_x)) == entry.sizes()
    assert one.train_x.dtype == np.float32 and one.train_x.shape[1] == len(entry.feature_names())
    assert np.isfinite(one.train_x).all() and np.isfinite(one.train_targets).all()
    if entry.task != "regression":
        assert set(np.unique(np.concatenate([one.train_targets, one.test_targets]))) == set(range(len(entry.classes)))


def is_split(entry):
    """Every point stands on one side of the split, exactly once."""
    raw, split = entry.sample(), entry.split()
    both = np.concatenate([split.train_points, split.test_points])
    assert sorted(map(tuple, both)) == sorted(map(tuple, raw.points))
    assert abs(len(split.test_points) / len(raw.points) - entry.test_share) < 1 / len(raw.points) + 1e-9


def noise_matters(kind, **settings):
    clean, noisy = kind(noise=0.0, **settings).sample(), kind(noise=0.4, **settings).sample()
    same = np.array_equal(clean.points, noisy.points) and np.array_equal(clean.targets, noisy.targets)
    assert not same
    return clean, noisy
