"""Explore: what is listed and nothing else, found by data, optimizer and score, page after page in order."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from playground.runs import recipes, services, shares
from playground.runs.models import Run, Share
from tests.site.pages import read

pytestmark = pytest.mark.django_db


def listed(owner: str, token: str, recipe: dict | None = None, **facts) -> Run:
    run = services.start_run(owner, recipes.parse(recipe or {}), token=token)
    if facts:
        Run.objects.filter(id=run.id).update(**facts)
    shares.make(run, listed=True)
    return run


def opened(query: str = "") -> list[str]:
    """The addresses that a page of it leads to."""
    return links(read(Client().get(f"/explore/{query}")))


def links(page) -> list[str]:
    return [one["href"] for tag, one in page.tags if tag == "a" and one.get("class") == "run-title"]


def test_nothing_listed_is_said_in_words(alice):
    shares.make(services.start_run(alice, recipes.parse({}), token="by link only"))
    answer = Client().get("/explore/")
    assert answer.status_code == 200 and "Nobody has listed a run yet." in read(answer).text and opened() == []


def test_a_listed_run_is_there_until_it_is_taken_back_or_runs_out(alice):
    first, second = listed(alice, "1", title="Mine <b>"), listed(alice, "2")
    answer = Client().get("/explore/")
    assert b"Mine &lt;b&gt;" in answer.content and len(opened()) == 2
    for secret in (first.id, second.id, alice):
        assert secret.encode() not in answer.content
    assert all(Client().get(address).status_code == 200 for address in opened())
    shares.withdraw(first, listed_only=True)
    assert len(opened()) == 1
    Share.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert opened() == []


def test_who_a_run_is_by_stands_beside_it_where_they_wished(alice):
    run = listed(alice, "1")
    assert "by Grace" not in read(Client().get("/explore/")).text
    shares.sign(run, "Grace")
    assert "by Grace" in read(Client().get("/explore/")).text


def test_it_is_searched_by_data_optimizer_and_score(alice):
    listed(alice, "1", {"optimizer": {"name": "adam"}}, best_metric=0.97)
    listed(alice, "2", {"data": {"name": "moons"}}, best_metric=0.9)
    listed(alice, "3")
    counts = {"": 3, "?optimizer=adam": 1, "?data=moons": 1, "?data=moons&optimizer=adam": 0, "?score=0.9": 2, "?score=0.95": 1}
    assert {query: len(opened(query)) for query in counts} == counts
    assert "No listed run fits these filters." in read(Client().get("/explore/?score=1.5")).text
    for query, words in (
        ("?score=high", "“high” is not a number such as 0.95"), ("?data=mars", "“mars” is none of"),
        ("?sort=oldest", "“oldest” is none of"), ("?after=x", "“x” is no place"), ("?x=1", "no filter “x”"),
    ):  # fmt: skip
        answer = Client().get(f"/explore/{query}")
        assert answer.status_code == 400 and words in read(answer).text, query


@pytest.mark.parametrize("sort", ["newest", "best", "loss"])
def test_pages_follow_one_another_without_a_gap_or_a_repeat(alice, sort, monkeypatch, django_assert_max_num_queries):
    """Ties and runs without a score among them; each page costs the same few questions."""
    from playground.sharing.views import explore

    monkeypatch.setattr(explore, "PAGE_LENGTH", 2)
    for place, score in enumerate([0.5, None, 0.9, 0.9, None, 0.1, 0.5]):
        listed(alice, str(place), best_metric=score, last_loss=score)
    way = {
        "newest": lambda one: (-one.created_at.timestamp(), one.token_hash),
        "best": lambda one: (one.run.best_metric is None, -(one.run.best_metric or 0), one.token_hash),
        "loss": lambda one: (one.run.last_loss is None, one.run.last_loss or 0, one.token_hash),
    }[sort]
    expected = [f"/s/{one.listed_token}/" for one in sorted(Share.objects.select_related("run"), key=way)]
    found, query = [], f"?sort={sort}"
    while query:
        with django_assert_max_num_queries(4):
            page = read(Client().get(f"/explore/{query}"))
        found += links(page)
        query = next((one["href"] for tag, one in page.tags if one.get("rel") == "next"), "")
    assert found == expected
