from engine.instruments.saturated_units import SaturatedUnits
from tests.engine.instruments.moments import plan, snapshot


def test_answers_within_one_percent_of_the_range_from_a_flat_end_are_saturated():
    for name, low, high in (("tanh", -1, 1), ("sigmoid", 0, 1)):
        shot = snapshot(plan(name))
        shares = SaturatedUnits.measure(shot)
        for moment in range(4):
            for layer in range(2):
                answers = shot.activations[layer][moment].ravel().tolist()
                near = 0.01 * (high - low)
                stuck = sum(a <= low + near or a >= high - near for a in answers if low <= a <= high)
                stuck += sum(abs(a - low) <= near for a in answers if a < low)
                assert abs(shares[moment, layer] - stuck / len(answers)) < 1e-9


def test_an_activation_without_flat_ends_never_saturates():
    shot = snapshot(plan("relu"))
    assert (SaturatedUnits.measure(shot) == 0).all()
