"""Choosing any data set on the page as it opens gives a set-up that trains, with nothing else to change."""

import numpy as np
import pytest

from engine.datasets import registry
from engine.optimizers import registry as optimizers
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


def declared(concept: str, name: str) -> dict[str, str]:
    """The flat values a form shows of an entry nobody touched."""
    fields = declarations.entry(concept, name)["fields"]
    return {f"{concept}.{one['name']}": declarations.spelled(one["name"], one["default"]) for one in fields}


@pytest.mark.parametrize("before", optimizers.entries)
def test_a_click_on_any_optimizer_gives_it_its_own_numbers_and_keeps_those_somebody_chose(before):
    for name in optimizers.entries:
        flat = declarations.default_values() | {"optimizer.name": before}
        untouched, own = declared("optimizer", before), declared("optimizer", name)

        def clicked(values, name=name):
            return reshaping.with_entry(values | {"optimizer.name": name}, "optimizer", before)

        for key, value in clicked(flat | untouched).items():
            assert not key.startswith("optimizer.") or key == "optimizer.name" or value == own[key], (name, key)
        touched = clicked(flat | untouched | {"optimizer.lr": "0.07"}).get("optimizer.lr", own["optimizer.lr"])
        alike = optimizers.entries[name].full_batch == optimizers.entries[before].full_batch  # a rate, or a share of a known step
        assert touched == ("0.07" if alike else own["optimizer.lr"]), name


@pytest.mark.parametrize("whole", [name for name, entry in optimizers.entries.items() if entry.full_batch])
def test_after_a_method_that_takes_all_points_at_once_batches_are_back(whole):
    flat = declarations.default_values() | {"training.batch_size": "20"}
    there = reshaping.settled({**flat, "optimizer.name": whole}, {"optimizer": "sgd"}, {})
    assert there["training.batch_size"] == "none"
    back = reshaping.settled({**there, "optimizer.name": "adam"}, {"optimizer": whole}, {})
    assert links.parse(back).training.batch_size == links.parse({}).training.batch_size
    chosen = reshaping.settled({**flat, "training.batch_size": "none", "optimizer.name": "adam"}, {"optimizer": "sgd"}, {})
    assert chosen["training.batch_size"] == "none"
