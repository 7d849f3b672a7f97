import numpy as np

from tests.engine.faults.naive import Program, assert_same_mistake, refused


class Zeros(Program):
    def first(self):
        return np.zeros(self.plan.size)


def test_everything_starts_at_zero():
    assert_same_mistake("zero_init", Zeros)


def test_units_of_a_layer_never_differ():
    program = Zeros({})
    program.run()
    assert np.ptp(program.w[1], axis=1).max() == 0


def test_where_all_is_zero_anyway_it_is_refused():
    assert "zeros already" in refused("zero_init", network={"initializer": {"name": "zeros"}})
