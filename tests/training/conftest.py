"""Fixtures of the trainer tests."""

import secrets

import pytest

from playground.runs import recipes, services
from playground.runs.models import Run
from tests.training.laboratory import Laboratory


@pytest.fixture(scope="session")
def preloaded(django_db_setup, django_db_blocker):
    """The warm parent of all trainers of this test session."""
    with django_db_blocker.unblock():
        lab = Laboratory()
    yield lab
    lab.close()


@pytest.fixture
def laboratory(preloaded, transactional_db):
    """Trainers on this test's database, all dead before its tables are emptied."""
    yield preloaded
    preloaded.kill_all()


@pytest.fixture
def start(transactional_db):
    """`start(recipe, **facts) -> Run`: a run of "alice" at full speed unless told otherwise."""

    def make(recipe: dict, owner: str = "alice", speed: float = 0, title: str = "", paused: bool = False) -> Run:
        spec = recipes.parse(recipe)
        return services.start_run(owner, spec, token=secrets.token_hex(8), speed=speed, title=title, paused=paused)

    return make
