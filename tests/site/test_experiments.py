"""The page of experiments, the cards on the playground, their links and their pictures."""

import base64
import json
from html import unescape

import numpy as np
import pytest

from engine.plan import Plan
from engine.state import State
from engine.training import Member, train
from playground.experiments import links, rehearsals
from playground.experiments.presets import FIRST_CARDS, ON_THE_STRIP, PRESETS, named
from playground.experiments.recipe_form import RecipeForm
from playground.runs.thumbnails import Kind, decode
from playground.training.rehearsal import NOTHING, PER_DECADE, STRIP, rehearse
from tests.site.pages import read

pytestmark = pytest.mark.django_db


def cards(page, kind: str) -> list[dict]:
    return [attrs for tag, attrs in page.tags if tag == "a" and attrs.get("class") == kind]


@pytest.fixture
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_the_page_of_experiments_links_to_all_of_them(learner):
    page = read(learner.get("/experiments/"))
    assert [card["href"] for card in cards(page, "preset")] == [preset.address for preset in PRESETS]
    for preset in PRESETS:
        assert str(preset.name) in page.text and str(preset.sentence) in page.text


def test_the_playground_offers_them_in_the_sheet_twelve_below_and_three_on_the_empty_film(learner):
    page = read(learner.get("/"))
    assert len(cards(page, "preset")) == len(PRESETS) + ON_THE_STRIP
    assert [card["href"] for card in cards(page, "first-card")] == [named(key).address for key in FIRST_CARDS]
    opener = next(attrs for tag, attrs in page.tags if tag == "a" and attrs.get("data-opens") == "presets")
    assert opener["href"] == "/experiments/"  # without scripts the same cards on a page of their own


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_a_preset_opens_its_set_up_at_epoch_0_with_its_speed_and_starts_nothing(preset, learner):
    answer = learner.get(unescape(preset.address))
    assert answer.status_code == 200
    assert links.parse(answer.context["form"].values) == preset.spec
    assert answer.context["run"] is None and answer.context["speed"] == (preset.speed or 30)
    assert "No runs yet" in learner.get("/runs/").content.decode() or not learner.get("/runs/").context["lines"]


def test_links_keep_what_a_teacher_chose_to_show(learner):
    page = read(learner.get("/", {"show": "lr,batch"}))
    assert all("show=lr,batch" in card["href"] for card in cards(page, "preset") + cards(page, "first-card"))
    assert cards(page, "first-card")[0]["href"] == "/?show=lr,batch"


@pytest.mark.parametrize("text", ["7", "fast", "-1", "5.0", "1e9"])
def test_a_speed_that_is_not_offered_is_refused_in_words(text, learner):
    answer = learner.get("/", {"speed": text})
    assert f"Speed: “{text}” is not offered. 5, 30, 120 epochs per second are" in unescape(answer.content.decode())
    assert answer.context["speed"] == 30


def test_the_form_carries_the_bounds_by_which_the_verdict_chooses_what_to_try(learner):
    page = read(learner.get("/"))
    (rate,) = page.fields["optimizer.lr"]
    facts = RecipeForm.of({}).control("optimizer.lr").facts
    assert float(rate["data-minimum"]) == facts["minimum"] and float(rate["data-maximum"]) == facts["maximum"]
    assert any(attrs.get("data-key") == "optimizer.lr" and attrs["data-default"] == "0.03" for _, attrs in page.tags)


def test_pictures_are_what_the_engine_trained(data_folder, learner):
    kept = [named("first-light"), named("iris-flowers"), named("all-zero")]
    rehearsals.make(kept)
    answer = learner.get("/experiments/pictures")
    pictures = json.loads(answer.content)
    assert set(pictures) == {preset.key for preset in kept} and "max-age" in answer["Cache-Control"]

    first = pictures["first-light"]
    plan = Plan(named("first-light").spec)
    columns = train([Member(plan, State.begin(plan))], 300)[0].columns
    picture = decode(base64.b64decode(first["picture"]))
    cells = np.frombuffer(picture.cells, np.int8).reshape(picture.side, picture.side)
    assert picture.kind is Kind.SIGNED and picture.epoch == 300
    assert cells[picture.side // 2, picture.side // 2] > 60 and cells[0, 0] < -60  # the disc is one class, the corner the other
    strip = np.frombuffer(base64.b64decode(first["strip"]), np.int8).reshape(first["rows"], STRIP)
    assert first["rows"] == 3
    for row in range(3):
        norms = columns[f"layer.{row + 1}.grad_norm"]
        for column in (0, 20, STRIP - 1):
            here = [norm for epoch, norm in enumerate(norms) if epoch * STRIP // 301 == column]
            assert abs(strip[row, column] / PER_DECADE - np.log10(np.median(here))) <= 0.5 / PER_DECADE + 1e-6

    assert decode(base64.b64decode(pictures["iris-flowers"]["picture"])).kind is Kind.CONFUSION
    asleep = np.frombuffer(base64.b64decode(pictures["all-zero"]["strip"]), np.int8).reshape(3, STRIP)
    assert (asleep[0] == NOTHING).all() and (asleep[2] > NOTHING).all()


def test_a_run_that_breaks_ends_its_strip_there():
    done = rehearse(named("too-long-a-step").spec)
    (strip,) = np.frombuffer(done.strip, np.int8).reshape(done.rows, STRIP)
    broken = int(np.argmax(strip == 127))
    assert 241 * STRIP // 301 - 2 <= broken <= 241 * STRIP // 301 + 1  # it diverges at epoch 241
    assert (strip[broken:] == 127).all() and (np.diff(strip[:broken].astype(int)) >= 0).all()


def test_without_pictures_the_cards_stand_and_nothing_is_remembered(data_folder, learner):
    answer = learner.get("/experiments/pictures")
    assert answer.content == b"{}" and answer["Cache-Control"] == "no-store"
    assert len(cards(read(learner.get("/experiments/")), "preset")) == len(PRESETS)
