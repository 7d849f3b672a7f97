import numpy as np

from tests.engine.faults.naive import CURVES, Program, assert_same_mistake, refused

FAULT = "derivative_wrong_layer"
ONE_OUTPUT = {"layers": [{"name": "dense", "units": 4, "activation": "sigmoid"}], "initializer": {"name": "normal", "scale": 0.7}}


class Overwritten(Program):
    """self.z[k + 1] where self.z[k] was meant; NumPy repeats a column of one unit, and equal widths fit anyway."""

    def slope(self, k):
        curve, derivative = CURVES[self.names[k]]
        there = self.z[k + 1]
        there = there[:, np.arange(self.z[k].shape[1]) % there.shape[1]]
        return derivative(curve(there))


class Broadcast(Program):
    def slope(self, k):
        curve, derivative = CURVES[self.names[k]]
        return derivative(curve(self.z[k + 1]))  # (points, 1) times (points, 4): no complaint


def test_it_takes_the_derivative_where_the_layer_above_stands():
    assert_same_mistake(FAULT, Overwritten)


def test_below_one_unit_it_is_what_broadcasting_does():
    assert_same_mistake(FAULT, Broadcast, network=ONE_OUTPUT)


def test_without_a_hidden_layer_that_bends_it_is_refused():
    assert "hidden layer" in refused(FAULT, network={"layers": []})
    assert "hidden layer" in refused(FAULT, network={"layers": [{"name": "dense", "activation": "identity"}]})
