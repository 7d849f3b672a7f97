from engine.initializers.uniform import Uniform
from tests.engine.initializers.against import drawn, is_uniform


def test_uniform_draws_what_its_formula_says():
    is_uniform(drawn(Uniform(scale=0.3)), 0.3)
