import numpy as np

from engine.instruments.base import Snapshot
from engine.instruments.dead_units import DeadUnits
from tests.engine.instruments.moments import plan, snapshot


def test_a_relu_unit_that_answers_zero_to_every_point_is_dead():
    relu = plan("relu")
    shot = snapshot(relu, moments=2)
    answers = [np.abs(a) + 1 for a in shot.activations]
    answers[0][1, :2] = 0  # two of five units of layer 1, in moment 1
    answers[1][1, 0, :-1] = 0  # all points but one: alive
    shares = DeadUnits.measure(Snapshot(relu, *shot.whole, tuple(answers)))
    np.testing.assert_allclose(shares, [[0, 0, 0], [0.4, 0, 0]])


def test_a_tanh_unit_is_never_called_dead():
    shot = snapshot(plan("tanh"), moments=1)
    silent = tuple(a * 0 for a in shot.activations)
    assert (DeadUnits.measure(Snapshot(shot.plan, *shot.whole, silent)) == 0).all()
