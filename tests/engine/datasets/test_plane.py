import numpy as np
import pytest

from engine.datasets.circles import Circles
from engine.spec import Refused, parse


def test_each_feature_is_the_formula_its_name_says():
    names = ("x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2")
    entry = Circles(features=names)
    for point, row in zip(entry.split().train_points, entry.split().train_x, strict=True):
        x, y = point
        np.testing.assert_allclose(row, [x, y, x * x, y * y, x * y, np.sin(x), np.sin(y)], rtol=1e-6, atol=1e-6)


def test_an_input_named_twice_is_refused_in_words():
    with pytest.raises(Refused) as refused:
        parse({"data": {"name": "circles", "features": ["x1", "x1"]}})
    assert "twice" in refused.value.problems[0].message
