"""The page is told the planned learning rate with every good set-up: from the schedule's own declaration."""

import math

import pytest

pytestmark = pytest.mark.django_db


def ask(learner, **fields):
    return learner.get("/recipe/", {key.replace("__", "."): value for key, value in fields.items()}).json()


def test_a_cosine_falls_epoch_by_epoch(learner):
    planned = ask(learner, schedule__name="cosine", optimizer__lr="0.4", training__epochs="50")["rates"]
    assert planned["epochs"] == list(range(1, 51)) and planned["watches"] is False
    for epoch, rate in zip(planned["epochs"], planned["rates"], strict=True):
        assert rate == pytest.approx(0.4 * 0.5 * (1 + math.cos(math.pi * (epoch - 1) / 50)), abs=1e-12)


def test_a_schedule_that_watches_the_loss_says_so_and_stands_still(learner):
    planned = ask(learner, schedule__name="reduce_on_plateau", optimizer__lr="0.4")["rates"]
    assert planned["watches"] is True and set(planned["rates"]) == {0.4}


def test_a_refused_set_up_has_no_rates(learner):
    assert "rates" not in ask(learner, optimizer__lr="-1")
