import math

from engine.initializers.xavier_normal import XavierNormal
from tests.engine.initializers.against import drawn, is_normal


def test_xavier_normal_draws_what_its_formula_says():
    is_normal(drawn(XavierNormal()), math.sqrt(2 / 500))
