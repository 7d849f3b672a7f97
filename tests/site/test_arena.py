"""The arena's page: its form and address, a race from the question to the bytes, with scripts and without."""

import re
import struct

import numpy as np
import pytest

from engine.optimizers import registry as optimizers
from engine.records import Schema, decode_frame
from playground.arena import asked
from playground.arena.form import ArenaForm
from playground.runs import arenas
from playground.runs.models import Task
from playground.training.kinds import arena as kind
from tests.site.pages import read
from tests.site.test_closer import do, trainer  # noqa: F401

pytestmark = pytest.mark.django_db


def test_the_page_has_every_surface_and_every_optimizer_and_says_who_stays_out(learner):
    page = read(learner.get("/arena/"))
    html = learner.get("/arena/").content.decode()
    assert re.findall(r'<option value="(\w+)"[^>]*>', html.split('name="surface.name"')[1].split("</select>")[0]) == [
        "bowl", "rosenbrock", "beale", "himmelblau", "rastrigin", "saddle", "plateau", "own",
    ]  # fmt: skip
    offered = html.split('name="add"')[1].split("</select>")[0]
    assert all(f'value="{one.model_fields["name"].default}"' in offered for one in optimizers)
    assert "Muon works on weight matrices" in page.text and "only its height" in page.text
    assert '<a href="/arena/" aria-current="page">' in html


def test_the_address_gives_the_fields_and_the_fields_the_address(learner):
    query = (
        "surface.name=bowl&surface.condition=7&x=1.5&steps=30&noise=0.5&racers.0.name=adam&racers.0.lr=0.2&racers.1.name=newton"
    )
    html = learner.get(f"/arena/?{query}").content.decode()
    page = {name: value for name, value in re.findall(r'<input id="[^"]+" name="([^"]+)" value="([^"]*)"', html)}
    assert (page["surface.condition"], page["x"], page["y"], page["steps"], page["noise"]) == ("7", "1.5", "1", "30", "0.5")
    assert (page["racers.0.lr"], page["racers.0.beta1"], page["racers.1.lr"]) == ("0.2", "0.9", "1")
    form = ArenaForm.of(dict(pair.split("=") for pair in query.split("&")))
    again = dict(pair.split("=") for pair in form.query(asked.View()).split("&"))
    assert ArenaForm.of(again).arena == form.arena and "racers.1.lr" not in again and "surface.name" not in again
    assert ArenaForm.of({}).query(asked.View()) == ""
    assert ArenaForm.of({}).query(asked.View(step=3, view="relief", turn=-5)) == "step=3&view=relief&turn=-5"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("steps=many", "Number of steps: 'many' is not a whole number"),
        ("surface.name=hill", "'hill' is not known"),
        ("surface.name=own&surface.text=sin+x", "Place 1: sin takes what it works on in brackets"),
        ("racers.0.name=nesterof", "Did you mean nesterov"),
        ("racers.0.name=muon", "Muon works on weight matrices"),
        ("racers.0.name=levenberg_marquardt", "with the exact Hessian"),
        ("racers.1.name=adam", "Racers: 1 follows where 0 is next"),
        ("racers.0.name=adam&racers.0.speed=1", "racers.0.speed"),
        ("surface.height=1", "surface.height"),
        ("colour=red", "An arena has nothing called “colour”"),
        ("view=film", "view: “film” is not known"),
        ("turn=400", "turn: “400” is not a whole number from -180 to 180"),
        ("a.b.c.d=1", "An arena has nothing called “a.b.c.d”"),
    ],
)
def test_what_makes_no_sense_is_said_and_what_was_typed_stays(learner, query, words):
    response = learner.get(f"/arena/?{query}")
    html = read(response)
    assert response.status_code == 400 and words in html.text.replace("\n", " ")
    value = query.split("=")[-1].replace("+", " ")
    assert value in response.content.decode().replace("&#x27;", "'")


def test_a_race_is_asked_for_waited_for_and_read(learner, trainer, client):  # noqa: F811
    sent = {"surface.name": "himmelblau", "racers.0.name": "adam", "racers.0.lr": "0.1", "steps": "20"}
    answer = learner.post("/arena/races/", sent)
    assert answer.status_code == 202 and answer.json()["query"] == "&".join(f"{key}={value}" for key, value in (
        ("surface.name", "himmelblau"), ("steps", "20"), ("racers.0.name", "adam"), ("racers.0.lr", "0.1")))  # fmt: skip
    task = answer.json()["task"]
    address = f"/arena/races/{task['id']}"
    waiting = learner.get(address)
    assert waiting.status_code == 202 and waiting.json()["task"]["open"]
    assert do(trainer).state == "finished"
    assert learner.post("/arena/races/", sent).json()["task"]["id"] == task["id"], "the same arena is the same race"
    data = learner.get(address).content
    told = kind.told(data)
    assert told["arena"]["surface"] == {"name": "himmelblau"} and told["racers"][0]["title"] == "Adam"
    (length,) = struct.unpack_from("<I", data)
    _, ground = decode_frame(Schema.from_dict(told["ground"]), data[4 + length :])
    x, y = np.meshgrid(np.linspace(-5, 5, 121), np.linspace(5, -5, 121))
    np.testing.assert_allclose(ground["heights"], (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2, rtol=1e-5, atol=1e-4)
    assert (4 + length) % 8 == 0
    assert client.get(address).status_code == 404, "nobody else's"


def test_without_scripts_it_is_a_form_and_a_table(learner, trainer):  # noqa: F811
    sent = {"surface.name": "bowl", "racers.0.name": "newton", "racers.1.name": "sgd", "racers.1.lr": "0.05", "do": "race"}
    response = learner.post("/arena/", sent)
    where = response["Location"]
    assert response.status_code == 303 and where == "/arena/?racers.0.name=newton&racers.1.name=sgd&racers.1.lr=0.05"
    assert "Waiting for its turn" in read(learner.get(where)).text
    do(trainer)
    text = " ".join(read(learner.get(where)).text.split())
    assert "1 of 2 came within 0.001 of the lowest value. First: Newton, at step 1. Diverged: 1." in text
    assert "✕ diverged at 35" in text and "Lowest value: 0" in text
    text = " ".join(read(learner.get(where, HTTP_ACCEPT_LANGUAGE="zh-hans")).text.split())
    assert "diverged" not in text and "35" in text
    sent = {"surface.name": "own", "surface.text": "1/0", "racers.0.name": "sgd", "do": "race"}
    where = learner.post("/arena/", sent)["Location"]
    do(trainer)
    text = " ".join(read(learner.get(where)).text.split())
    assert "The formula has no value at any point of this map." in text and "NaN" not in text


def test_buttons_change_the_fields():
    from django.http import QueryDict

    def after(**given):
        return asked.done(QueryDict("&".join(f"{name.replace('__', '.')}={value}" for name, value in given.items())))

    two = {"racers__0__name": "sgd", "racers__0__lr": "0.5", "racers__1__name": "adam"}
    assert after(**two, do="remove.0") == {"racers.0.name": "adam"}
    assert after(**two, do="remove.7") == after(**two)
    assert after(**two, do="add", add="newton")["racers.2.name"] == "newton"
    assert after(**two, do="use.racers.0.lr%3D0.1")["racers.0.lr"] == "0.1"
    assert after(racers__0__name="lbfgs", was__racers__0__name="adam", racers__0__beta1="0.5") == {"racers.0.name": "lbfgs"}
    other = after(
        surface__name="rosenbrock", was__surface__name="bowl", surface__condition="3", x="1", y="2", steps="9",
        racers__0__name="sgd", racers__0__lr="0.03", racers__1__name="sgd", racers__1__lr="0.02",
    )  # fmt: skip
    assert other == {
        "surface.name": "rosenbrock", "steps": "9", "racers.0.name": "sgd", "racers.0.lr": "0.001",
        "racers.1.name": "sgd", "racers.1.lr": "0.02",
    }, "its own start; the rate that suited the bowl becomes the one that suits the valley, a chosen one stays"  # fmt: skip


def test_of_races_that_are_done_the_newest_are_kept(learner, trainer):  # noqa: F811
    for steps in range(1, kind.KIND.keeps + 4):
        learner.post("/arena/races/", {"steps": str(steps)})
        do(trainer)
    learner.post("/arena/races/", {"steps": "50"})
    kept = [task.input["arena"]["steps"] for task in Task.objects.order_by("created_at")]
    assert kept == [*range(4, kind.KIND.keeps + 4), 50]


def test_every_surface_and_racer_survives_the_way_through_an_address():
    for one in optimizers:
        name = one.model_fields["name"].default
        for surface in ("bowl", "plateau", "own"):
            racer = {f"racers.0.{key}": value for key, value in arenas.suggested(name, surface).items()}
            form = ArenaForm.of({"surface.name": surface, **racer})
            if form.arena:
                assert arenas.parse(arenas.shortest(form.arena)) == form.arena


def test_what_a_rule_keeps_is_called_as_it_is_declared(learner):
    page = learner.get("/arena/").content.decode()
    assert 'value="amsgrad" data-kept="m=Average of gradients, m|v=Average of squared gradients, v|largest=Largest' in page
    assert 'value="sgd_averaged" data-kept="mean=Mean of all places"' in page
    assert 'data-kept="square=梯度平方的平均' in learner.get("/arena/?lang=zh-hans").content.decode()
