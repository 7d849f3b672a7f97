import numpy as np
from sklearn.datasets import load_wine

from engine.datasets.wine import Wine
from tests.engine.datasets.checks import is_split, keeps_its_promises


def test_wine_is_scikit_learns_copy():
    keeps_its_promises(Wine())
    is_split(Wine())
    theirs = load_wine()
    np.testing.assert_array_equal(Wine().sample().points, theirs.data)
    np.testing.assert_array_equal(Wine().sample().targets, theirs.target)


def test_columns_are_in_scikit_learns_order():
    shared = [(ours.replace(" ", "_"), theirs) for ours, theirs in zip(Wine.columns, load_wine().feature_names, strict=True)]
    renamed = {("dilution", "od280/od315_of_diluted_wines"), ("alcalinity_of_ash", "alcalinity_of_ash")}
    assert all(ours == theirs or (ours, theirs) in renamed for ours, theirs in shared)


def test_every_input_has_mean_0_and_deviation_1_unless_asked_otherwise():
    x = Wine().split().train_x.astype(np.float64)
    np.testing.assert_allclose(x.mean(0), 0, atol=1e-6)
    np.testing.assert_allclose(x.std(0), 1, atol=1e-6)
    assert Wine(standardize=False).split().train_x.max() > 1000  # proline
