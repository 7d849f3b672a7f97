"""An idle trainer's looks: nothing is asked twice of a database in which nothing was written, and nothing written is missed."""

import sqlite3

import pytest
from django.db import connection
from django.db.models.functions import Now

from playground.runs.models import Command, Run, Task
from playground.runs.states import State
from playground.training import claims
from playground.training.watching import Watch
from tests.runs.making import make_run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def me():
    return claims.register(1, "here", "print")


def test_a_quiet_database_is_asked_once(me, django_assert_num_queries):
    watch = Watch(me.id)
    assert watch.look() == claims.NOTHING
    with django_assert_num_queries(0):
        for _ in range(100):
            assert watch.look() == claims.NOTHING


def test_what_this_connection_writes_is_seen_at_once(me):
    watch = Watch(me.id)
    watch.look()
    made = make_run()
    assert watch.look().waiting and watch.look().waiting, "as long as it waits"
    Run.objects.filter(id=made.id).update(state=State.TRAINING, trainer=me)
    assert watch.look() == claims.NOTHING
    Command.objects.create(run=made, kind="pause")
    assert watch.look().commands
    Command.objects.update(done=Now())
    Task.objects.create(kind="retrain", state=State.WAITING, owner=made.owner)
    assert watch.look().tasks


def test_what_another_connection_commits_is_seen_at_once(me):
    watch = Watch(me.id)
    watch.look()
    other = sqlite3.connect(connection.settings_dict["NAME"], timeout=5)
    try:
        with other:
            other.execute("UPDATE runs_trainer SET ended_at = '2020-01-01 00:00:00' WHERE id = ?", [me.id])
    finally:
        other.close()
    assert not watch.look().alive and not watch.look().alive
