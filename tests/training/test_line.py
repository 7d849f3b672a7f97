"""A waiting run's place: counted here by sorting in Python, by the order trainers claim in."""

import itertools
import random

import pytest

from playground.runs.models import Run, Trainer
from playground.runs.states import State
from playground.training import claims, line
from tests.runs.making import make_run

pytestmark = pytest.mark.django_db


def test_the_place_is_the_one_a_sorted_list_gives():
    dice = random.Random(4)
    for owner, active in (("ann", 0), ("ben", 2), ("cat", 1)):
        for _ in range(active):
            make_run(owner, state=State.TRAINING, speed=30)
        for _ in range(3):
            make_run(owner, deaths=dice.choice([0, 0, 1]))
    training = {owner: Run.objects.filter(owner=owner, state=State.TRAINING).count() for owner in ("ann", "ben", "cat")}
    waiting = list(Run.objects.filter(state=State.WAITING))
    ordered = sorted(waiting, key=lambda run: (-run.deaths, training[run.owner], run.queued_at, run.number, run.id))
    assert [line.standing(run).before for run in ordered] == list(range(9))
    assert claims.fairest(Run.objects.filter(state=State.WAITING)) == ordered[0]


def test_the_estimate_is_when_the_place_before_it_is_free():
    for epoch in (0, 100, 250):
        make_run(state=State.TRAINING, speed=5, epoch=epoch, epochs=300)
    waiting = [make_run() for _ in range(4)]
    assert [line.standing(run).seconds for run in waiting] == [10, 40, 60, None]  # 50/5, 200/5, 300/5; nobody knows the fourth


def test_a_run_at_full_speed_makes_no_promise():
    make_run(state=State.TRAINING, speed=0, epoch=10)
    make_run("bob", state=State.TRAINING, speed=30, epoch=10)
    assert line.standing(make_run()).seconds is None


@pytest.mark.parametrize("state", [one for one in State if one != State.WAITING])
def test_only_those_who_wait_stand_in_line(state):
    assert line.standing(make_run(state=state)) is None


def test_nobody_trains_once_the_lease_is_over():
    assert not line.anybody_trains()
    trainer = claims.register(1, "here", "f")
    assert line.anybody_trains()
    claims.leave(trainer.id)
    assert not line.anybody_trains()
    assert Trainer.objects.count() == 1


def test_the_page_is_told(client):
    client.get("/")
    owner = client.get("/").wsgi_request.owner
    runs = [make_run(owner) for _ in range(3)]
    claims.register(1, "here", "f")
    for run, before in zip(runs, itertools.count(), strict=False):
        answer = client.get("/line/", {"run": run.id})
        assert answer.json() == {"training": True, "before": before, "seconds": None}
    assert client.get("/line/").json() == {"training": True}
    assert client.get("/line/", {"run": make_run("another").id}).status_code == 404
