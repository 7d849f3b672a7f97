import math

from engine.initializers.he_uniform import HeUniform
from tests.engine.initializers.against import drawn, is_uniform


def test_he_uniform_draws_what_its_formula_says():
    is_uniform(drawn(HeUniform()), math.sqrt(6 / 200))
