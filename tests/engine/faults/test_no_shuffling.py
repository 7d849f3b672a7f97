import numpy as np

from tests.engine.faults.naive import Program, assert_same_mistake, refused


class InOrder(Program):
    def order(self, epoch):
        return np.arange(len(self.train[0]))


def test_every_epoch_visits_the_points_in_the_same_order():
    assert_same_mistake("no_shuffling", InOrder)


def test_a_batch_of_all_points_is_refused():
    assert "any order" in refused("no_shuffling", training={"batch_size": None})
    assert "any order" in refused("no_shuffling", training={"batch_size": 20})
