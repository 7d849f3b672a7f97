"""Himmelblau's four hollows beside PyTorch."""

from engine.surfaces.himmelblau import Himmelblau
from tests.engine.surfaces.truth import holds, lowest_are


def formula(x, y):
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def test_value_and_gradient_are_those_of_the_formula():
    holds(Himmelblau(), formula)


def test_there_are_four_hollows_and_all_are_known():
    lowest_are(Himmelblau(), formula, {(3, 2), (-2.81, 3.13), (-3.78, -3.28), (3.58, -1.85)}, 0)
