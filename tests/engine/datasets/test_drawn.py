import numpy as np
import pytest

from engine import drawing
from engine.catalogue import describe
from engine.datasets.drawn import Drawn
from engine.spec import Refused, parse
from tests.engine.datasets.checks import is_split, keeps_its_promises

MIDDLE = drawing.STEPS // 2


def drawn(*points, **settings):
    """A set of (class, x, y)."""
    return Drawn(points=drawing.encode((kind, drawing.steps(x), drawing.steps(y)) for kind, x, y in points), **settings)


def test_drawn_points_are_split_honestly():
    for entry in (Drawn(), Drawn(seed=3, test_share=0.5, features=("x1", "x1_x2"))):
        keeps_its_promises(entry)
        is_split(entry)


def test_points_stand_where_they_were_drawn():
    raw = drawn((1, 2.5, -0.3), (0, -6, 6), (0, 0.0089, 0)).sample()
    np.testing.assert_allclose(raw.points, [[-6, 6], [0.006, 0], [2.502, -0.3]], atol=1e-12)  # in the order of the text
    assert raw.targets.tolist() == [0, 0, 1]


def test_the_third_class_makes_it_a_matter_of_three():
    two, three = drawn((0, 1, 1), (1, 2, 2)), drawn((0, 1, 1), (2, 2, 2))
    assert (two.task, two.classes, two.outputs()) == ("binary", ("0", "1"), 1)
    assert (three.task, three.classes, three.outputs()) == ("multiclass", ("0", "1", "2"), 3)
    batch = {"training": {"batch_size": None}}
    assert parse({"data": two.model_dump(), **batch}).loss.name == "binary_cross_entropy"
    assert parse({"data": three.model_dump(), **batch}).loss.name == "cross_entropy"


def test_the_class_itself_tells_what_its_default_points_say():
    facts = next(one for one in describe()["concepts"]["data"] if one["name"] == "drawn")
    assert (facts["task"], facts["classes"], Drawn().count()) == ("binary", ("0", "1"), 48)


def test_the_same_points_in_another_order_are_the_same_set_up():
    one, other = drawn((0, 1, 1), (1, 2, 2), (1, 2, 2)), drawn((1, 2, 2), (0, 1, 1), (1, 2, 2))
    assert one == other and one.model_dump() == other.model_dump() and one.count() == 3  # a point twice counts twice


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ("", "at least two classes"),
        (drawing.encode([(1, MIDDLE, MIDDLE)] * 5), "at least two classes"),
        ("no drawing!", "'no drawing!' is not how points are written"),
        (drawing.encode([(0, 1, 1), (1, 1, 1)])[:-1], "is not how points are written"),
        (drawing.encode([(n % 2, n // 2001, n % 2001) for n in range(2001)]), "2,000 are allowed"),
        ("A" * 10**6, "2,000 are allowed"),
    ],
)
def test_a_drawing_that_cannot_be_trained_on_is_refused_in_a_sentence(points, words):
    with pytest.raises(Refused) as refused:
        parse({"data": {"name": "drawn", "points": points}})
    [problem] = refused.value.problems
    assert problem.path == "data.points" and words in problem.message and len(problem.message) < 200
