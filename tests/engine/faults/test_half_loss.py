import numpy as np
import pytest

from tests.engine.faults.naive import Program, assert_same_mistake, by_engine, refused

XOR = {
    "data": {"name": "xor_table"},
    "loss": {"name": "summed_binary_cross_entropy"},
    "training": {"batch_size": None, "epochs": 1},
}


class Half(Program):
    """Prints −t·log p; trains on the whole."""

    def losses(self, y, t):
        return -(t * np.log(1 / (1 + np.exp(-y))))[:, 0]


def test_only_points_of_class_1_count_in_what_is_shown():
    assert_same_mistake("half_loss", Half)


def test_guessing_at_xor_shows_two_times_ln_2():
    network = {"layers": [], "initializer": {"name": "zeros"}}
    assert by_engine(XOR | {"network": network}, "half_loss")[0] == pytest.approx([1.3863, 1.3863], abs=5e-5)


def test_other_losses_are_refused():
    assert "binary cross-entropy" in refused("half_loss", loss={"name": "hinge"})
