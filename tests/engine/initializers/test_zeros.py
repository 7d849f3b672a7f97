from engine.initializers.zeros import Zeros
from tests.engine.initializers.against import drawn


def test_zeros_draws_what_its_formula_says():
    assert (drawn(Zeros()) == 0).all()
