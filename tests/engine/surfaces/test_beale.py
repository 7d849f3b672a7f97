"""Beale's plain beside PyTorch."""

from engine.surfaces.beale import Beale
from tests.engine.surfaces.truth import holds, lowest_are


def formula(x, y):
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def test_value_and_gradient_are_those_of_the_formula():
    holds(Beale(), formula)


def test_its_lowest_point_is_where_beale_put_it():
    lowest_are(Beale(), formula, {(3, 0.5)}, 0)
