import math

from engine.initializers.he_normal import HeNormal
from tests.engine.initializers.against import drawn, is_normal


def test_he_normal_draws_what_its_formula_says():
    is_normal(drawn(HeNormal()), math.sqrt(2 / 200))
