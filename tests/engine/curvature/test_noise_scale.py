"""The noise scale of logistic regression, whose single gradients are known: (σ(wᵀx) − t)·x."""

import numpy as np
import pytest

from engine.curvature.base import Care
from tests.engine.curvature.ground import EXACT, measured, moment

LOGISTIC = {"data": {"name": "gaussians", "samples": 120}, "network": {"layers": []}}


def singles(at) -> np.ndarray:
    plan = at.plan
    x, t = plan.x.numpy().astype(np.float64), plan.y.numpy().astype(np.float64)
    w = at.state.params.numpy().astype(np.float64)
    return ((1 / (1 + np.exp(-(x @ w))))[:, None] - t) * x


def test_of_the_whole_split_it_is_exact():
    at = moment(LOGISTIC)
    each = singles(at)[: at.plan.train_count]
    mean, found = each.mean(0), measured("noise_scale", at)
    assert found["signal"] == pytest.approx(mean @ mean, rel=1e-5)
    assert found["noise"] == pytest.approx(np.trace(np.cov(each.T)), rel=1e-5)
    assert found["value"] == pytest.approx(found["noise"] / found["signal"])


def test_of_some_points_the_signal_is_not_made_longer_by_noise():
    """|ḡ|² of n points is |G|² + tr Σ/n on average; the estimate takes that away again."""
    care = Care(**{**vars(EXACT), "singles": 20})
    whole, some, naive = [], [], []
    for seed in range(60):
        at = moment(LOGISTIC | {"seed": seed})
        found = measured("noise_scale", at, care)
        some.append(found["signal"])
        naive.append(found["signal"] + found["noise"] / 20)
        mean = singles(at)[: at.plan.train_count].mean(0)
        whole.append(mean @ mean)
    off = np.array(some) - np.array(whole)
    assert abs(off.mean()) < 3 * off.std(ddof=1) / np.sqrt(len(off))
    assert np.mean(naive) - np.mean(whole) > 0
