"""The map of classes over the plane beside a straight line worked out cell by cell."""

import torch

from engine.after.plane import SIDE, classes_over, on_a_plane, rows, short
from engine.after.trained import Trained
from engine.space import space_of
from tests.engine.after.grounds import DIGITS, LINE, LINEAR, PLANE, trained


def test_each_cell_says_the_class_at_its_middle_from_the_upper_left():
    plan, state = trained(LINEAR, 30)
    a, b, bias = state.params.double().tolist()
    reach = torch.tensor([[-3.0, -1.0], [5.0, 2.0]], dtype=torch.float64)
    told = classes_over(Trained(plan, state), space_of(plan, 40), reach)
    assert (told["middle"], told["half"], told["side"]) == ([1, 0.5], 4 * 1.04, SIDE)
    wide = 2 * told["half"] / SIDE
    expected = [
        int(a * (1 - told["half"] + (column + 0.5) * wide) + b * (0.5 + told["half"] - (row + 0.5) * wide) + bias > 0)
        for row in range(SIDE)
        for column in range(SIDE)
    ]
    assert told["cells"] == expected and 0 < sum(expected) < SIDE * SIDE


def test_what_lies_on_a_plane():
    """Classes of two coordinates, however many inputs are made of them."""
    told = {}
    for name, recipe in {
        "linear": LINEAR,
        "features": PLANE,
        "values": LINE,
        "digits": DIGITS,
        "iris": {"data": {"name": "iris"}},
    }.items():
        plan, state = trained(recipe, 0)
        told[name] = on_a_plane(Trained(plan, state), space_of(plan, 5))
    assert told == {"linear": True, "features": True, "values": False, "digits": False, "iris": False}


def test_numbers_are_cut_to_what_anybody_sees():
    assert [short(one) for one in (3.0, -2.0, 1 / 3, 123456.7, 1.23456789e-9)] == [3, -2, 0.33333, 123460.0, 1.2346e-9]
    assert rows(torch.tensor([[1.0, 0.25], [2 / 3, -7.0]], dtype=torch.float64)) == [[1, 0.25], [0.66667, -7]]
