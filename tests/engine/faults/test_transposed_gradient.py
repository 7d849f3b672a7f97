from tests.engine.faults.naive import Program, assert_same_mistake, refused


class Turned(Program):
    def backward(self, y, t):
        return [(gw.T.reshape(gw.shape), gb) for gw, gb in super().backward(y, t)]


def test_each_weight_gets_the_gradient_of_another():
    assert_same_mistake("transposed_gradient", Turned)


def test_a_network_of_single_rows_is_refused():
    assert "one unit" in refused("transposed_gradient", network={"layers": []})
