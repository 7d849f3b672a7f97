"""An arena from what people give: what is left out, and how it is named when it is wrong."""

import pytest

from engine.arena.setup import FIRST, MOST_RACERS, MOST_STEPS, completed, label_of, parse
from engine.refusals import Refused
from engine.surfaces import registry as surfaces


def test_nothing_given_is_four_racers_on_a_bowl_from_its_own_start():
    arena = parse({})
    assert [one.name for one in arena.racers] == list(FIRST) and arena.surface.name == "bowl"
    assert arena.start == surfaces["bowl"].start and (arena.steps, arena.noise) == (200, 0.0)


@pytest.mark.parametrize("surface", surfaces.entries)
def test_what_is_expanded_is_the_same_arena(surface):
    first = parse({"surface": {"name": surface}, "x": 0.5, "steps": 17, "noise": 0.25, "seed": 4})
    again = parse(first.expanded())
    assert again.expanded() == first.expanded()
    assert again.start == (0.5, surfaces[surface].start[1])  # the other coordinate stays the surface's own


def test_a_place_that_is_none_is_the_surfaces_own():
    for nothing in ("", "none", None):
        assert parse({"x": nothing, "y": nothing}).start == surfaces["bowl"].start
    assert parse({"x": 0, "y": 0}).start == (0, 0)


def test_racers_are_suggested_for_the_surface_that_is_asked_for():
    named = completed({"surface": "rosenbrock"})
    assert named["surface"] == {"name": "rosenbrock"}
    assert named["racers"][0] == {"name": "sgd", "lr": surfaces["rosenbrock"].plain}
    assert completed({"surface": {"name": "nowhere"}})["racers"][0]["lr"] == surfaces["bowl"].plain  # the refusal comes later


def test_every_wrong_thing_is_told_at_its_own_field():
    with pytest.raises(Refused) as caught:
        parse({"surface": {"name": "hill"}, "steps": MOST_STEPS + 1, "racers": [{"name": "adam"}, {"name": "muon"}]})
    paths = {problem.path for problem in caught.value.problems}
    assert paths == {"surface.name", "steps"}, "what fits together is asked once every part is right"
    with pytest.raises(Refused) as caught:
        parse({"racers": [{"name": "adam"}, {"name": "muon"}, {"name": "gauss_newton"}]})
    assert [problem.path for problem in caught.value.problems] == ["racers.1.name", "racers.2.name"]
    with pytest.raises(Refused, match=str(MOST_RACERS)):
        parse({"racers": [{"name": "sgd"}] * (MOST_RACERS + 1)})


def test_fields_are_called_what_the_page_calls_them():
    assert str(label_of("steps")) == "number of steps" and str(label_of("racers.3.lr")) == "learning rate"
    assert str(label_of("racers.3.name")) == "optimizer" and str(label_of("surface.condition")) == "condition number"
    assert label_of("no_such") == "no such"
