import numpy as np
from sklearn.datasets import load_digits

from engine.datasets.digits import Digits
from tests.engine.datasets.checks import is_split, keeps_its_promises


def test_digits_are_scikit_learns_copy():
    keeps_its_promises(Digits())
    is_split(Digits())
    theirs = load_digits()
    np.testing.assert_array_equal(Digits().sample().points, theirs.data)
    np.testing.assert_array_equal(Digits().sample().targets, theirs.target)


def test_an_input_is_one_channel_of_eight_by_eight_in_sixteenths_rows_from_the_top():
    theirs = load_digits().images[:, None] / 16
    x = Digits().split().train_x
    assert Digits().shape() == (1, 8, 8) == theirs.shape[1:]
    assert [name.replace(" ", "_").replace(",", "_") for name in Digits().columns] == load_digits().feature_names
    order = Digits().split_indices(1797)[0]
    np.testing.assert_array_equal(x.reshape(-1, *Digits().shape()), theirs[order].astype(np.float32))


def test_standardizing_takes_one_mean_and_one_deviation_of_all_pixels():
    plain, scaled = Digits().split().train_x.astype(np.float64), Digits(standardize=True).split().train_x
    np.testing.assert_allclose(scaled, (plain - plain.mean()) / plain.std(), atol=1e-5)
    assert np.abs(scaled).max() < 3  # one a pixel would blow an almost empty corner up to tens
