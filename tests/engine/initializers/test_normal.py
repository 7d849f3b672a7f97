from engine.initializers.normal import Normal
from tests.engine.initializers.against import drawn, is_normal


def test_normal_draws_what_its_formula_says():
    is_normal(drawn(Normal(scale=0.3)), 0.3)
