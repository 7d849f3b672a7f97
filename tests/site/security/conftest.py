"""The cast: the owner of a run, another person, and a browser never seen before."""

import pytest
from django.test import Client
from django.utils import timezone

from playground.runs.owners import sign
from tests.site.security.policy import GONE, LINK


def browser(owner: str | None, **options) -> Client:
    client = Client(raise_request_exception=False, **options)
    if owner:
        client.cookies["owner"] = sign(owner)
    return client


@pytest.fixture
def run(db, alice):
    """A run of alice's with a few records, started as the page starts one."""
    from engine.records import Schema
    from playground.runs import recipes, services
    from tests.live.writing import commit

    started = services.start_run(alice, recipes.parse({}), token="first")
    assert Schema.from_dict(started.schema).columns[0][0] == "epoch"
    commit(started, 3, frame=False)
    share(started, LINK)
    share(started, GONE, revoked_at=timezone.now())
    return started


def share(run, token: str, **facts) -> None:
    """A link whose token is known beforehand."""
    from playground.runs.models import Share
    from playground.runs.shares import hashed

    Share.objects.create(token_hash=hashed(token), run=run, **facts)
