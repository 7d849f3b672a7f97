"""The text of a drawing beside the format worked out by hand, and as a thing that damage cannot get past."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import drawing

STEPS = st.integers(0, drawing.STEPS)
POINTS = st.lists(st.tuples(st.integers(0, 2), STEPS, STEPS), max_size=200)


def test_two_points_worked_by_hand():
    """(0, 0, 5) is the number 5. (1, 0, 3) is 2²² + 3 = 4,194,307, which is 4,194,302 more: 0b1_1111111_1111111_1111110."""
    text = base64.urlsafe_b64encode(bytes([5, 0b11111110, 0b11111111, 0b11111111, 0b1])).decode().rstrip("=")
    assert drawing.encode([(1, 0, 3), (0, 0, 5)]) == text
    assert drawing.decode(text) == ((0, 0, 5), (1, 0, 3))


@given(POINTS, st.randoms())
def test_the_same_points_are_the_same_text_in_whatever_order(points, source):
    shuffled = list(points)
    source.shuffle(shuffled)
    text = drawing.encode(points)
    assert drawing.encode(shuffled) == text and drawing.decode(text) == tuple(sorted(points))
    assert len(text) <= 4 * len(points) + 12 and all(sign.isalnum() or sign in "-_" for sign in text)


@given(st.text(max_size=60) | st.binary(max_size=40).map(lambda data: base64.urlsafe_b64encode(data).decode().rstrip("=")))
def test_any_other_text_is_refused_or_names_points_on_the_plane(text):
    try:
        points = drawing.decode(text)
    except drawing.NotADrawing:
        return
    assert all(0 <= kind < 3 and 0 <= across <= 2000 and 0 <= up <= 2000 for kind, across, up in points)
    assert drawing.decode(drawing.encode(points)) == points


@pytest.mark.parametrize("number", [3 << 22, 2001 << 11, 2001])
def test_a_fourth_class_and_places_off_the_plane_are_refused(number):
    shifts = [shift for shift in range(0, 28, 7) if number >> shift or not shift]
    parts = [number >> shift & 127 | (128 if number >> shift > 127 else 0) for shift in shifts]
    with pytest.raises(drawing.NotADrawing):
        drawing.decode(base64.urlsafe_b64encode(bytes(parts)).decode().rstrip("="))


def test_places_are_six_thousandths_apart_and_end_at_the_edge():
    assert [drawing.place(steps) for steps in (0, 1000, 2000)] == [-6, 0, 6]
    assert drawing.steps(0.0089) == 1001 and drawing.steps(-99) == 0 and drawing.steps(99) == 2000
    assert all(drawing.steps(drawing.place(steps)) == steps for steps in range(2001))
