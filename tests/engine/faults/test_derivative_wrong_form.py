from tests.engine.faults.naive import CURVES, Program, assert_same_mistake, refused

FAULT = "derivative_wrong_form"


class FedZ(Program):
    """derivative(z) of a function that expects a."""

    def slope(self, k):
        return CURVES[self.names[k]][1](self.z[k])


def test_the_derivative_is_fed_the_pre_activation():
    assert_same_mistake(FAULT, FedZ)


def test_activations_whose_derivative_is_written_in_z_do_not_notice():
    layers = [{"name": "dense", "activation": name} for name in ("relu", "leaky_relu", "identity", "softplus")]
    assert "answer" in refused(FAULT, network={"layers": layers})
