"""The bowl beside PyTorch."""

import pytest

from engine.surfaces.bowl import Bowl
from tests.engine.surfaces.truth import holds, lowest_are


@pytest.mark.parametrize("condition", [1, 50, 1e6])
def test_value_and_gradient_are_those_of_the_formula(condition):
    holds(Bowl(condition=condition), lambda x, y: (x**2 + condition * y**2) / 2)


def test_its_lowest_point_is_the_middle():
    lowest_are(Bowl(), lambda x, y: (x**2 + 50 * y**2) / 2, {(0, 0)}, 0)
