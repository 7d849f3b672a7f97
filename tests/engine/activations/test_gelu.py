"""GELU beside torch.nn.functional.gelu in its exact form."""

from statistics import NormalDist

import pytest
import torch.nn.functional as F

from tests.engine.activations.beside_torch import at, holds, slope_at


def test_value_and_gradient_are_torchs():
    assert holds("gelu", F.gelu)


def test_worked_by_hand_with_the_normal_distribution():
    bell, z = NormalDist(), [-1.5, 0.0, 0.7]
    assert at("gelu", *z) == pytest.approx([v * bell.cdf(v) for v in z], rel=1e-14)
    assert slope_at("gelu", *z) == pytest.approx([bell.cdf(v) + v * bell.pdf(v) for v in z], rel=1e-14)


def test_it_is_not_the_tanh_approximation():
    assert not holds("gelu", lambda z: F.gelu(z, approximate="tanh"))
