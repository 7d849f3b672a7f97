import numpy as np
from sklearn.datasets import load_iris

from engine.datasets.iris import Iris
from tests.engine.datasets.checks import is_split, keeps_its_promises


def test_iris_is_scikit_learns_copy_split_in_five_by_its_own_seed():
    keeps_its_promises(Iris())
    is_split(Iris())
    assert Iris().sizes() == (120, 30) and Iris().seed == 42
    np.testing.assert_array_equal(Iris().sample().points, load_iris().data)


def test_standardizing_is_fitted_on_the_training_split_alone():
    plain, scaled = Iris().split(), Iris(standardize=True).split()
    mean, deviation = plain.train_points.mean(0), plain.train_points.std(0)
    np.testing.assert_allclose(scaled.train_x, (plain.train_points - mean) / deviation, atol=1e-5)
    np.testing.assert_allclose(scaled.test_x, (plain.test_points - mean) / deviation, atol=1e-5)
    assert np.abs(scaled.test_x.mean(0)).max() > 1e-3  # the test set keeps its own mean: it was never looked at
