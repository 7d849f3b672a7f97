import numpy as np
from sklearn.datasets import load_diabetes

from engine.datasets.diabetes import Diabetes
from tests.engine.datasets.checks import is_split, keeps_its_promises


def test_diabetes_is_scikit_learns_unscaled_copy_with_the_score_in_hundreds():
    keeps_its_promises(Diabetes())
    is_split(Diabetes())
    theirs = load_diabetes(scaled=False)
    np.testing.assert_array_equal(Diabetes().sample().points, theirs.data)
    np.testing.assert_allclose(Diabetes().sample().targets * 100, theirs.target, rtol=1e-15)
    assert (theirs.target.min(), theirs.target.max()) == (25, 346)  # as the docstring says


def test_columns_say_what_scikit_learns_mean():
    meant = {
        "age": "age", "sex": "sex", "body mass index": "bmi", "blood pressure": "bp", "total cholesterol": "s1",
        "low density lipoproteins": "s2", "high density lipoproteins": "s3", "cholesterol ratio": "s4", "triglycerides": "s5",
        "blood sugar": "s6",
    }  # fmt: skip
    assert [meant[one] for one in Diabetes.columns] == load_diabetes().feature_names
