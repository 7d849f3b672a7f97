import numpy as np
import pytest
from scipy.special import eval_chebyt

from engine.datasets.curve_polynomial import CurvePolynomial
from tests.engine.datasets.checks import is_split, keeps_its_promises, noise_matters


def test_the_polynomial_can_be_drawn_again_and_split_honestly():
    for entry in (CurvePolynomial(), CurvePolynomial(seed=7, test_share=0.3)):
        keeps_its_promises(entry)
        is_split(entry)


@pytest.mark.parametrize("degree", range(1, 10))
def test_without_noise_it_is_scipys_chebyshev_polynomial(degree):
    clean, noisy = noise_matters(CurvePolynomial, degree=degree, seed=3)
    np.testing.assert_allclose(clean.targets, eval_chebyt(degree, clean.points[:, 0]), atol=1e-12)
    np.testing.assert_array_equal(clean.points, noisy.points)


def test_the_third_one_is_4x3_minus_3x():
    x = np.array([-1.0, -0.5, 0.0, 0.25, 1.0])
    np.testing.assert_allclose(CurvePolynomial().curve(x), 4 * x**3 - 3 * x, atol=1e-15)
