from tests.engine.faults.naive import Program, assert_same_mistake, refused


class Forgetful(Program):
    def backward(self, y, t):
        return [(gw, 0 * gb) for gw, gb in super().backward(y, t)]


def test_biases_stay_where_they_began():
    assert_same_mistake("bias_not_updated", Forgetful)


def test_a_network_without_biases_is_refused():
    layers = [{"name": "dense", "units": 3, "bias": False}]
    assert "no layer has a bias" in refused("bias_not_updated", network={"layers": layers, "output_bias": False})
