"""The comparison as a page: whose runs it opens, what it says of those it cannot, and what stands in it without scripts."""

import json
import re

import pytest
from django.utils import timezone

from playground.compare.asked import MOST_RUNS
from playground.runs import recipes, services, shares
from playground.runs.models import Run, Share
from tests.live.writing import commit
from tests.site.pages import read
from tests.site.security.conftest import browser

pytestmark = pytest.mark.django_db


def start(owner: str, token: str, **flat: str) -> Run:
    run = services.start_run(
        owner, recipes.parse(recipes.unflatten({name.replace("__", "."): text for name, text in flat.items()})), token=token
    )
    commit(run, 3, frame=False)
    return run


@pytest.fixture
def pair(alice):
    return start(alice, "one"), start(alice, "two", optimizer__lr="0.3", seed="5")


def facts(response) -> dict:
    return json.loads(re.search(r'<script id="compared" type="application/json">(.*?)</script>', response.content.decode())[1])


def shown(response) -> dict[str, list[str]]:
    """{flat key: words of each run} of the table of settings."""
    rows = re.findall(r'<tr[^>]*data-key="([^"]+)">(.*?)</tr>', response.content.decode(), re.S)
    cells = {key: re.findall(r"<td[^>]*>(.*?)</td>", row, re.S) for key, row in rows}
    return {key: [re.sub(r'<span class="unseen">.*?</span>|\s+$', "", one) for one in found] for key, found in cells.items()}


def test_runs_stand_beside_each_other_with_what_differs_alone(alice, pair):
    one, two = pair
    response = browser(alice).get(f"/compare/?run={two.id}&run={one.id}")
    assert response.status_code == 200
    assert shown(response) == {"seed": ["5", "1"], "optimizer.lr": ["0.3", "0.03"]}
    told = facts(response)
    assert [run["key"] for run in told["runs"]] == [two.id, one.id]
    assert told["runs"][0]["settings"]["optimizer.lr"] == ["0.3", "0.3"] and told["labels"]["optimizer.lr"] == "Learning rate"
    assert told["runs"][0]["recipe"] != told["runs"][1]["recipe"]
    assert told["runs"][0]["layers"] == [[1, "1 tanh·6"], [2, "2 tanh·4"], [3, "output"]]


def test_numbers_are_written_as_everywhere(alice):
    """Powers of ten and commas, and a seed as it is called."""
    usual = {"optimizer__name": "adam", "optimizer__eps": "1e-8", "training__epochs": "4000", "seed": "4711"}
    one = start(alice, "one", **usual)
    two = start(alice, "two", **usual | {"optimizer__eps": "2.5e-7", "training__epochs": "300", "seed": "5"})
    found = shown(browser(alice).get(f"/compare/?run={one.id}&run={two.id}"))
    assert found["optimizer.eps"] == ["10⁻⁸", "2.5·10⁻⁷"] and found["seed"] == ["4711", "5"]
    assert found["training.epochs"][0].startswith("4,000")


def test_all_settings_are_shown_when_asked_for_and_seeds_alone_make_the_same_set_up(alice):
    one, two = start(alice, "one"), start(alice, "two", seed="9", data__seed="4")
    response = browser(alice).get(f"/compare/?run={one.id}&run={two.id}&all=1")
    assert len(shown(response)) > 30
    told = facts(response)
    assert set(told["labels"]) == {"seed", "data.seed"}
    assert told["runs"][0]["recipe"] == told["runs"][1]["recipe"]


@pytest.mark.parametrize(
    ("one", "two", "told"),
    [
        ({}, {"training__epochs": "50"}, set()),
        ({"schedule__name": "cosine"}, {"training__epochs": "50", "schedule__name": "cosine"}, set()),
        ({}, {"training__epochs": "50", "schedule__horizon": "20"}, set()),  # a constant rate ends nowhere
        ({"schedule__name": "cosine"}, {"schedule__name": "cosine", "schedule__horizon": "50"}, {"schedule.horizon"}),
        ({"schedule__name": "cosine"}, {"schedule__name": "one_cycle", "schedule__horizon": "50"}, {"schedule.horizon"}),
    ],
)
def test_a_horizon_that_follows_the_epochs_is_no_difference(alice, one, two, told):
    pair = start(alice, "one", **one), start(alice, "two", **two)
    asked = "&".join(f"run={run.id}" for run in pair)
    response = browser(alice).get(f"/compare/?{asked}")
    assert {key for key in shown(response) if key == "schedule.horizon"} == told
    assert {key for key in facts(response)["labels"] if key == "schedule.horizon"} == told
    whole = browser(alice).get(f"/compare/settings?{asked}&all=1").content.decode()
    row = re.search(r'data-key="schedule.horizon">(.*?)</tr>', whole, re.S)[1]
    assert ('class="changed"' in row) is bool(told), "among all settings it is there, marked or not"


def test_the_baseline_is_what_others_are_marked_against(alice, pair):
    one, two = pair
    for asked, marked in (("", [False, True]), (f"&base={two.id}", [True, False]), ("&base=nobody", [False, True])):
        page = browser(alice).get(f"/compare/settings?run={one.id}&run={two.id}{asked}").content.decode()
        row = re.search(r'data-key="optimizer.lr">(.*?)</tr>', page, re.S)[1]
        assert ['class="changed"' in cell for cell in re.findall(r"<td[^>]*>", row)] == marked


def test_what_opens_nothing_is_named_and_the_others_are_shown(alice, bob, pair):
    one, _two = pair
    theirs = start(bob, "theirs")
    gone = shares.make(one)
    Share.objects.update(revoked_at=timezone.now())
    response = browser(alice).get(f"/compare/?run={one.id}&run={theirs.id}&run=s:{gone}&run=nonsense")
    text = read(response).text
    assert response.status_code == 200
    assert [run["key"] for run in facts(response)["runs"]] == [one.id]
    assert (
        f"There is no run “{theirs.id}” of yours" in text
        and f"The link s:{gone} does not open a run" in text
        and "“nonsense”" in text
    )


def test_a_shared_run_stands_beside_ones_own_and_tells_no_more_than_its_link(alice, bob, pair):
    theirs = start(bob, "theirs", optimizer__lr="1")
    token = shares.make(theirs)
    client = browser(alice)
    response = client.get(f"/compare/?run={pair[0].id}&run=http://127.0.0.1:8000/s/{token}/?epoch=3")
    mine, shared = facts(response)["runs"]
    assert (shared["key"], shared["bytes"], shared["socket"]) == (f"s:{token}", f"/s/{token}/", f"/live/shared/{token}/")
    assert shared["name"] == "Shared run 1" and mine["name"] == "Run 1"
    assert theirs.id not in response.content.decode() and bob not in response.content.decode()
    again = client.get(f"/compare/states?run={pair[0].id}&run=s:{token}&run={theirs.id}").json()["states"]
    assert {key: one["seq"] for key, one in again.items()} == {pair[0].id: 3, f"s:{token}": 3}
    assert response["Cache-Control"] == "private, no-store"


def test_the_same_run_twice_is_one(alice, pair):
    token = shares.make(pair[0])
    response = browser(alice).get(f"/compare/?run={pair[0].id}&run={pair[0].id}&run=s:{token}&more=/runs/{pair[1].id}/")
    assert [run["key"] for run in facts(response)["runs"]] == [pair[0].id, pair[1].id]


def test_nothing_asked_for_is_an_invitation(alice, pair):
    response = browser(alice).get("/compare/")
    assert response.status_code == 200 and b"compared" not in response.content
    offered = [
        attributes["value"] for tag, attributes in read(response).tags if tag == "input" and attributes.get("type") == "checkbox"
    ]
    assert offered == [pair[1].id, pair[0].id]
    assert b"You have no runs yet" in browser(None).get("/compare/").content


@pytest.mark.parametrize(
    "wrong",
    [
        "x=yesterday",
        "smooth=1",
        "smooth=-1",
        "zoom=9,3",
        "zoom=1",
        "base2=1",
        "column=<b>",
        "colours=a",
        "epoch=-1",
        "logy=yes",
        "group=A B",
    ],
)
def test_what_makes_no_sense_is_said_and_the_runs_are_shown(alice, pair, wrong):
    response = browser(alice).get(f"/compare/?run={pair[0].id}&{wrong}")
    assert response.status_code == 400 and 'role="alert"' in response.content.decode()
    assert facts(response)["view"]["x"] == "epoch" and facts(response)["view"]["zoom"] is None


def test_the_address_is_how_it_looks(alice, pair):
    query = "column=lr&column=layer.1.grad_norm&x=step&smooth=0.4&logy=1&zoom=1,2.5&group=seed&band=ci&colours=3,1&hidden=1"
    query += "&quantity=update&epoch=2"
    view = facts(browser(alice).get(f"/compare/?run={pair[0].id}&run={pair[1].id}&{query}"))["view"]
    assert view["columns"] == ["lr", "layer.1.grad_norm"] and (view["x"], view["smooth"], view["logy"], view["zoom"]) == (
        "step",
        0.4,
        True,
        [1, 2.5],
    )
    assert (view["group"], view["band"], view["colours"], view["hidden"], view["quantity"], view["epoch"]) == (
        "seed",
        "ci",
        [3, 1],
        [1],
        "update",
        2,
    )


def test_more_runs_than_a_page_holds_are_counted(alice, pair):
    asked = "&".join(f"run={number:022d}" for number in range(MOST_RUNS + 5))
    text = read(browser(alice).get(f"/compare/?run={pair[0].id}&{asked}")).text
    assert f"Only the first {MOST_RUNS} of {MOST_RUNS + 6} runs are shown." in text


def test_ticked_runs_lead_to_the_comparison(alice, pair):
    client = browser(alice)
    ids = [run.id for run in pair]
    response = client.post("/runs/", {"do": "compare", "run": ids})
    assert (response.status_code, response["Location"]) == (303, f"/compare/?run={ids[0]}&run={ids[1]}")
    short = client.post("/runs/", {"do": "compare", "run": ids}, headers={"HX-Request": "true"})
    assert short["HX-Redirect"] == response["Location"]
    assert f'href="/compare/?run={ids[0]}"' in client.get(f"/runs/{ids[0]}/").content.decode()


def test_the_records_of_several_runs_are_the_stored_bytes(alice, bob, pair):
    """Taken apart here by the format's description."""
    token, theirs = shares.make(start(bob, "shared")), start(bob, "theirs")
    keys = [pair[1].id, theirs.id, f"s:{token}", pair[0].id]
    answer = browser(alice).get("/compare/records?" + "&".join(f"run={key}" for key in keys)).content
    found, at = {}, 0
    while at < len(answer):
        place, length = (int.from_bytes(answer[at + part : at + part + 4], "little") for part in (0, 4))
        found[keys[place]] = answer[at + 8 : at + 8 + length]
        assert length % 8 == 0
        at += 8 + length
    assert list(found) == [keys[0], keys[2], keys[3]]
    for run in pair:
        assert found[run.id] == browser(alice).get(f"/runs/{run.id}/records").content
    assert found[f"s:{token}"] == browser(None).get(f"/s/{token}/records").content
