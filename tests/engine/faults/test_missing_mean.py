from tests.engine.faults.naive import Program, assert_same_mistake, refused


class Summing(Program):
    """The gradient of the sum for that of the mean; the last batch of an epoch is smaller, and so is its factor."""

    def outer(self, y, t):
        return super().outer(y, t) * len(t)


def test_gradients_are_those_of_the_sum():
    assert_same_mistake("missing_mean", Summing, optimizer={"name": "sgd", "lr": 0.05})


def test_where_there_is_no_mean_it_is_refused():
    assert "one point" in refused("missing_mean", training={"batch_size": 1})
    assert "sum" in refused("missing_mean", loss={"name": "summed_binary_cross_entropy"})
