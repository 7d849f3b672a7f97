"""The picture of a shared run: drawn by a trainer, true to the network, asked for no more often than it changes."""

import re
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Thread

import numpy as np
import pytest
import torch
from django.db import connection
from django.test import Client
from PIL import Image

from engine.records import Schema, decode_frame
from playground.runs import recipes, selectors, shares
from playground.runs.models import Run, Share, Task
from playground.sharing import cards
from playground.training import tasks
from playground.training.cards import curves, maps, paper
from playground.training.cards import run as run_card
from playground.training.cards.plain import plain
from playground.training.kinds.base import TaskRefused
from tests.runs.making import make_run
from tests.training.laboratory import settled, wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
SIZE = (1200, 630)


def opened(png: bytes) -> np.ndarray:
    image = Image.open(BytesIO(png))
    assert (image.format, image.size) == ("PNG", SIZE)
    return np.asarray(image.convert("RGB"), np.float64)


def answers(run: Run, points: np.ndarray) -> np.ndarray:
    """The probability of class 1 at (n, 2) points, by the default network written out: 2 → 6 tanh → 4 tanh → logistic."""
    frame = selectors.latest_frame(run.id, run.attempt)
    flat = decode_frame(Schema.from_dict(run.frame_schema), frame.data)[1]["weights"].astype(np.float64)
    a, at = points, 0
    for fan_in, fan_out in ((2, 6), (6, 4), (4, 1)):
        block = flat[at : at + (fan_in + 1) * fan_out].reshape(fan_in + 1, fan_out)
        z, at = a @ block[:-1] + block[-1], at + block.size
        a = np.tanh(z)
    return 1 / (1 + np.exp(-z[:, 0]))


def test_a_trainer_draws_the_card_and_it_shows_what_the_network_answers(laboratory, start):
    run = start({"training": {"epochs": 150}})
    token = shares.make(run)
    address = f"/s/{token}/card.png"
    early = Client().get(address)
    assert early.content == plain() and early["Cache-Control"] == "private, no-cache", "nothing trained yet: the plain card"
    laboratory.start()
    settled([run])
    assert Client().get(address).content == plain(), "this very visit asks for the picture"
    wait_until(lambda: Share.objects.get().card, "the card")
    later = Client().get(address)
    assert later["Content-Type"] == "image/png" and Share.objects.get().card_epoch == 150
    pixels = opened(later.content)
    assert Task.objects.get().state == "finished"

    run.refresh_from_db()
    chance = np.random.default_rng(3)
    places = chance.uniform(0.02, 0.98, (600, 2))
    left, side = run_card.MARGIN, run_card.SIDE
    probability = answers(run, np.stack([12 * places[:, 0] - 6, 6 - 12 * places[:, 1]], axis=1))
    seen = pixels[(left + places[:, 1] * side).astype(int), (left + places[:, 0] * side).astype(int)]
    sure = np.abs(probability - 0.5) > 0.2
    blue = seen[:, 2] > seen[:, 0]
    agree = np.mean(blue[sure] == (probability > 0.5)[sure])
    print(f"figure card_agrees {agree:.3f} of {sure.sum()} places (points of the other class lie on some)")
    assert sure.sum() > 200 and agree > 0.95 and 0.05 < blue[sure].mean() < 0.6


@pytest.mark.parametrize("recipe", [
    {"data": {"name": "iris"}}, {"data": {"name": "noisy_line"}}, {"data": {"name": "regression_gaussian"}},
    {"data": {"name": "digits"}}, {"data": {"name": "diabetes"}}, {"data": {"name": "mnist", "examples": 200}},
    {"data": {"name": "sine_sequence"}},
    {"network": {"layers": [{"name": "dense", "units": 64} for _ in range(4)]}},
], ids=["iris", "line", "hills", "digits", "diabetes", "mnist", "waves", "too large for its frames"])  # fmt: skip
@pytest.mark.django_db
def test_every_kind_of_data_and_network_has_a_card(recipe):
    """Drawn at the network's first weights, with a record that is not finite among the others."""
    from engine.frames import forward, frames  # noqa: F401 (the engine is loaded)
    from engine.plan import Plan
    from engine.records import encode, encode_frames
    from playground.runs.models import Chunk, KeyFrame

    plan = Plan(recipes.parse(recipe))
    facts = {"schema": plan.schema.as_dict(), "frame_schema": plan.frame_schema.as_dict(), "spec": recipes.expanded(plan.spec)}
    run = make_run("alice", state="diverged", seq=3, epoch=2, frame_seq=0, title="環 <b>", last_loss=0.5, **facts)
    columns = {name: np.array([0.5, 0.7, np.nan]) if "f" in kind else np.arange(3) for name, kind, _ in plan.schema.columns}
    columns["epoch"] = np.arange(3)
    data = encode(plan.schema, 0, columns)
    Chunk.objects.create(run=run, attempt=1, first_seq=0, rows=3, data=data, seconds=b"")
    sections = {name: np.zeros((1, *shape)) for name, _, shape in plan.frame_schema.columns}
    if "weights" in sections:
        sections["weights"] = plan.initial().numpy()[None]
    [frame] = encode_frames(plan.frame_schema, [0], sections)
    KeyFrame.objects.create(run=run, attempt=1, seq=0, epoch=0, data=frame)
    steps, drawing = [], run_card.draw(run, plan)
    with pytest.raises(StopIteration) as end:
        while True:
            steps.append(next(drawing))
    pixels = opened(end.value.value)
    assert steps == sorted(steps) and 0 < steps[-1] < 1
    square = pixels[run_card.MARGIN : run_card.MARGIN + run_card.SIDE, run_card.MARGIN : run_card.MARGIN + run_card.SIDE]
    assert len(np.unique(square.reshape(-1, 3), axis=0)) > 20, "something is drawn at the left"
    assert (np.abs(pixels - paper.rgb(paper.BAD)).sum(axis=2) < 30).sum() > 50, "it is said in red that it diverged"


def test_the_colours_are_those_of_the_page():
    tokens, scales = ((ROOT / "static" / name).read_text() for name in ("css/tokens.css", "js/colour.js"))
    light = dict(re.findall(r"--([\w-]+): light-dark\((#\w{6}),", tokens))
    names = {"bg": "BG", "surface": "SURFACE", "line": "LINE", "text": "TEXT", "text-2": "TEXT_2", "muted": "MUTED",
             "accent": "ACCENT", "train-curve": "TRAIN", "test-curve": "TEST", "bad": "BAD"}  # fmt: skip
    assert {token: getattr(paper, name) for token, name in names.items()} == {token: light[token] for token in names}
    stops = re.search(r"light: \[([^\]]+)\]", scales)[1]
    assert tuple(re.findall(r"#\w{6}", stops)) == paper.DIVERGING
    assert (light["negative"], light["positive"], light["third"]) == paper.CLASSES
    assert paper.css(paper.diverging(np.array([-1.0, 0.0, 1.0]))[1]) == paper.DIVERGING[4]


@pytest.mark.parametrize("weights", [(2.0, 1.0, 8.0), (2.0, -1.0, 8.0), (-1.0, 2.0, 8.0), (-0.5, -2.0, 9.0)])
def test_the_map_is_neither_mirrored_nor_upside_down_nor_turned(weights):
    """One neuron written out: the sign of w₁·x₁ + w₂·x₂ + b in all four corners, of which one is of the other class."""
    from engine.plan import Plan

    plan, sheet = Plan(recipes.parse({"network": {"layers": []}})), paper.Paper()
    for _ in maps.draw(sheet, plan, torch.tensor(weights), 20, 30, 480):
        pass
    pixels = opened(sheet.png())
    right, up, bias = weights
    corners = [(across, above) for across in (-5.6, 5.6) for above in (-5.6, 5.6)]
    sums = [right * across + up * above + bias for across, above in corners]
    assert sum(one < 0 for one in sums) == 1, "a map that is the same when mirrored would show nothing"
    for (across, above), total in zip(corners, sums, strict=True):
        red, _, blue = pixels[int(30 + (6 - above) / 12 * 480), int(20 + (across + 6) / 12 * 480)]
        assert (blue > red) == (total > 0), (across, above, total)


@pytest.mark.django_db
def test_each_curve_is_drawn_in_its_own_colour_at_its_own_height():
    """Stored records whose training loss falls from 1 to 0.2 while the test loss stays at 0.7."""
    from engine.plan import Plan
    from engine.records import encode
    from playground.runs.models import Chunk

    schema = Plan(recipes.parse({})).schema
    run, epochs = make_run("alice", schema=schema.as_dict(), seq=101, epoch=100), np.arange(101)
    columns = {name: np.zeros(101) for name, _, _ in schema.columns}
    columns |= {"epoch": epochs, "train_loss": 1 - 0.8 * epochs / 100, "test_loss": np.full(101, 0.7)}
    Chunk.objects.create(run=run, attempt=1, first_seq=0, rows=101, data=encode(schema, 0, columns), seconds=b"")
    sheet = paper.Paper()
    curves.draw(sheet, curves.read(run), 100, 0, 0, 600, 400)
    pixels = opened(sheet.png())
    left, right, low, high = 16, 504, 360, 24  # the box without its margins; the largest loss is 1, with 8 % above it
    for epoch in (30, 60, 90):
        x = left + epoch / 100 * (right - left)
        for colour, loss in ((paper.TRAIN, 1 - 0.8 * epoch / 100), (paper.TEST, 0.7)):
            window = pixels[high : low - 4, int(x) - 10 : int(x) + 11]  # wider than a gap between two dashes
            rows = np.nonzero((np.abs(window - paper.rgb(colour)).sum(axis=2) < 40).any(axis=1))[0] + high
            assert len(rows) and abs(rows.mean() - (low - loss / 1.08 * (low - high))) < 4, (epoch, colour, rows)
    alone = paper.Paper()  # the test set is the training set: one line, and no word of a test
    curves.draw(alone, curves.read(run), 100, 0, 0, 600, 400, unseen=False)
    test_ink = [(np.abs(drawn - paper.rgb(paper.TEST)).sum(axis=2) < 40).sum() for drawn in (pixels, opened(alone.png()))]
    assert test_ink[0] > 100 and test_ink[1] == 0


def test_the_plain_card_is_one_picture_for_everybody():
    assert opened(plain()).std() > 10 and plain() is plain()


@pytest.mark.django_db
def test_a_card_is_asked_for_once_and_again_when_the_run_is_twice_as_far():
    run = make_run("alice", state="training", seq=1, epoch=10, frame_seq=-1)
    token = shares.make(run)

    def ask() -> int:
        cards.ask(shares.find(token))
        return Task.objects.count()

    assert ask() == 0, "there is nothing to draw yet"
    Run.objects.update(frame_seq=0)
    assert ask() == 1 and ask() == 1
    Task.objects.update(state="finished")
    shares.keep_card(shares.hashed(token), 10, b"ten")
    Run.objects.update(epoch=19)
    assert ask() == 1
    Run.objects.update(epoch=20)
    assert ask() == 2
    Task.objects.update(state="finished")
    shares.keep_card(shares.hashed(token), 20, b"twenty")
    shares.keep_card(shares.hashed(token), 15, b"late")
    assert shares.card(shares.find(token)) == b"twenty", "an older picture never replaces a newer one"
    Run.objects.update(epoch=21, state="finished")
    assert ask() == 3, "the last one is drawn at the end"
    with pytest.raises(TaskRefused, match="no such link"):
        tasks.ask("bob", "card", share=shares.hashed(token))
    with pytest.raises(TaskRefused, match="no such link"):
        tasks.ask("alice", "card", share="x")


@pytest.mark.django_db(transaction=True)
def test_two_who_open_a_link_at_once_ask_for_one_picture(monkeypatch):
    token, meeting = shares.make(make_run("alice", state="finished", seq=1, epoch=10, frame_seq=0)), Barrier(2)
    under_way = tasks.under_way

    def looked(*asked) -> bool:
        found = under_way(*asked)
        with suppress(BrokenBarrierError):  # both have looked before either asks, unless one is kept waiting
            meeting.wait(0.5)
        return found

    def visit():
        try:
            cards.ask(shares.find(token))
        finally:
            connection.close()

    monkeypatch.setattr(tasks, "under_way", looked)
    visitors = [Thread(target=visit) for _ in range(2)]
    for one in visitors:
        one.start()
    for one in visitors:
        one.join()
    assert Task.objects.count() == 1
