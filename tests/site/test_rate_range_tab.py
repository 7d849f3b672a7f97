"""The range test as a tab: asked, worked by a trainer's hand, said in words, with a rate to try."""

import html as html_text
import json
import re

import pytest

from engine.plan import Plan
from engine.rate_range import look, suggestions
from engine.spec import parse
from playground.runs import recipes, services
from playground.runs.models import Run, Task
from tests.site.pages import read
from tests.site.test_closer import do, trainer  # noqa: F401
from tests.site.test_runs_pages import owner_of

pytestmark = pytest.mark.django_db


def made(learner, spec: dict) -> Run:
    run = services.start_run(owner_of(learner), recipes.parse(spec), token="t")
    Run.objects.filter(id=run.id).update(state="finished", epoch=3)
    return run


def test_it_tells_what_the_engine_found_and_offers_it(learner, trainer):  # noqa: F811
    run = made(learner, {"training": {"epochs": 3}})
    address = f"/runs/{run.id}/tabs/rate_range/"
    assert "Test the rates" in learner.get(address).content.decode()
    assert learner.post(address, {"low": "1e-3", "high": "3", "steps": "80"}).status_code == 303
    do(trainer)
    *_, found = look(Plan(parse({"training": {"epochs": 3}})), 1e-3, 3, 80)
    result = json.loads(bytes(Task.objects.get().result))
    assert result["losses"] == found.losses and result["suggested"] == suggestions(found.rates, found.smooth)
    html = learner.get(address).content.decode()
    rate = f"{result['suggested']['steepest']:.2g}"
    assert f"The loss falls fastest at {rate}" in read(learner.get(address)).text
    (query,) = {one for one in re.findall(r'href="/\?([^"]+)"', html) if f"optimizer.lr={rate}" in one}
    assert learner.get(f"/?{html_text.unescape(query)}").status_code == 200


def test_what_makes_no_range_is_refused_in_words(learner):
    run = made(learner, {"training": {"epochs": 3}})
    for given, says in (
        ({"low": "1", "high": "0.1"}, "1 is not below the highest, 0.1"),
        ({"low": "x"}, "“x” is not a number from 1e-10 to 1e+06"),
        ({"steps": "3"}, "“3” is not a whole number from 30 to 2000"),
    ):
        answer = learner.post(f"/runs/{run.id}/tabs/rate_range/", given, HTTP_ACCEPT="application/json")
        assert answer.status_code == 422 and says in answer.json()["problem"]
    assert not Task.objects.exists()


def test_an_optimizer_that_searches_has_no_rate_to_test(learner):
    run = made(learner, {"optimizer": {"name": "bfgs"}, "training": {"epochs": 3, "batch_size": None}})
    assert "there is no rate to choose" in learner.get(f"/runs/{run.id}/tabs/rate_range/").content.decode()
