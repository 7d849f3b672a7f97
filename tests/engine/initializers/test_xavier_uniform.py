import math

from engine.initializers.xavier_uniform import XavierUniform
from tests.engine.initializers.against import drawn, is_uniform


def test_xavier_uniform_draws_what_its_formula_says():
    is_uniform(drawn(XavierUniform()), math.sqrt(6 / 500))
