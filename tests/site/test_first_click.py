"""Choosing any data set on the page as it opens gives a set-up that trains, with nothing else to change."""

import numpy as np
import pytest

from engine.datasets import registry
from engine.plan import Plan
from engine.state import State
from engine.training import Member, train
from playground.experiments import declarations, links, reshaping

NOTHING_TO_LEARN = {"random_labels"}


def chosen(name: str, before: str = "circles") -> dict[str, str]:
    """The form's values after a click on this set, the one before it being chosen by a click too."""
    flat = dict(declarations.default_values())
    for was, now in (("circles", before), (before, name)):
        flat = reshaping.settled({**flat, "data.name": now}, {"data": was, "loss": flat["loss.name"]}, {})
    return flat


@pytest.mark.parametrize("before", ["circles", "iris", "noisy_line"])
@pytest.mark.parametrize("name", registry.entries)
def test_a_click_on_any_set_gives_a_set_up_that_is_accepted(name, before):
    spec = links.parse(chosen(name, before))
    assert spec.data.name == name and spec.data.task in spec.loss.outputs


@pytest.mark.parametrize("name", registry.entries)
def test_and_it_learns_from_the_first_epochs_on(name):
    plan = Plan(links.parse(chosen(name) | {"training.epochs": "3"}))
    [made] = train([Member(plan, State.begin(plan))], 3)
    losses = made.columns["train_loss"]
    assert made.state.stopped == "finished" and np.isfinite(losses).all()
    assert losses[-1] < losses[0] or name in NOTHING_TO_LEARN
