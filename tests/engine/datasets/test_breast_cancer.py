import numpy as np
from sklearn.datasets import load_breast_cancer

from engine.datasets.breast_cancer import BreastCancer
from tests.engine.datasets.checks import is_split, keeps_its_promises


def test_breast_cancer_is_scikit_learns_copy_columns_and_classes_in_its_order():
    keeps_its_promises(BreastCancer())
    is_split(BreastCancer())
    theirs = load_breast_cancer()
    np.testing.assert_array_equal(BreastCancer().sample().points, theirs.data)
    np.testing.assert_array_equal(BreastCancer().sample().targets, theirs.target)
    assert BreastCancer.columns == tuple(theirs.feature_names) and BreastCancer.classes == tuple(theirs.target_names)
    assert np.bincount(theirs.target).tolist() == [212, 357]  # as the docstring says
