"""The whole way, once in each language and width: train, look back, edit a weight, fork, share while it trains, take it back."""

import re
import time

import numpy as np
import pytest
from playwright.sync_api import expect

from engine.plan import Plan
from engine.records import decode_frame
from engine.spec import parse
from tests.browser.test_editing import edits, link, look_at, losses
from tests.browser.test_first_light import SCENE, SOON, wait_for_epoch, wait_until

SIZES = {
    "desk": {"viewport": {"width": 1440, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 664}, "has_touch": True},
}
WITHDRAWN = {"en-US": "This link does not open a run.", "zh-CN": "这个链接打不开任何运行。"}
EPOCHS = 1200  # at 30 a second: the run is still at it when the last step of the journey comes, on a slow machine too
WITHIN = 2.0  # seconds from *Stop sharing* to the sentence on the other screen


def signs(page, epoch: int) -> np.ndarray:
    """Which class a stored key frame's network sees in each cell of the map, worked out here: (side, side), rows from the top."""
    address = f"/runs/{page.evaluate(f'{SCENE}.run.id')}/frames?from={epoch}&to={epoch}"
    plan = Plan(parse({"training": {"epochs": EPOCHS}}))
    answer = page.request.get(address)
    assert answer.ok, answer.status
    seq, sections = decode_frame(plan.frame_schema, answer.body())
    assert seq == epoch
    side = page.evaluate(f"{SCENE}.painting.side")
    middles = (np.arange(side) + 0.5) * 12 / side - 6
    values = np.stack(np.meshgrid(middles, middles[::-1]), axis=-1).reshape(-1, 2)
    for slot in plan.slots:
        block = sections["weights"].ravel()[slot.start : slot.stop].reshape(slot.fan_in + 1, slot.fan_out)
        values = values @ block[:-1] + block[-1]
        values = np.tanh(values) if slot is not plan.slots[-1] else values
    return np.sign(values.reshape(side, side))


def agreement(page, expected: np.ndarray) -> float:
    """Share of the clearly coloured cells of the map whose colour, orange or blue, is the class's."""
    pixels = page.evaluate(f"Array.from(new Uint8Array({SCENE}.painting.output.buffer))")
    red, _, blue, _ = np.array(pixels, float).reshape(*expected.shape, 4).transpose(2, 0, 1)
    clear = np.abs(red - blue) > 20
    return float(np.mean(np.sign(blue - red)[clear] == expected[clear]))


@pytest.fixture(params=["en-US", "zh-CN"])
def locale(request):
    return request.param


@pytest.fixture(params=list(SIZES))
def person(request, visitor, locale):
    """`person()`: a page in a browser of its own, without any cookie of ours."""
    return lambda: visitor(locale=locale, **SIZES[request.param])


def test_from_the_first_epoch_to_a_link_taken_back(person, locale, console):
    page = person()
    page.goto(f"/?training.epochs={EPOCHS}")
    assert page.locator("html").get_attribute("lang") == {"en-US": "en", "zh-CN": "zh-hans"}[locale]
    wait_until(page, f"!!{SCENE}?.painting && !!{SCENE}.recipe")
    page.click("#train")
    wait_for_epoch(page, 20)

    look_at(page, 10)  # training goes on meanwhile
    wait_for_epoch(page, 100)
    then, now = signs(page, 10), signs(page, 100)
    assert np.mean(then == now) < 0.95, "the two maps are too alike to tell them apart"
    deadline = time.monotonic() + SOON / 1000
    while agreement(page, then) < 0.99:
        assert time.monotonic() < deadline, f"the map is not that of epoch 10: only {agreement(page, then):.0%} of it agrees"
        time.sleep(0.05)
    page.locator("#time").focus()
    page.keyboard.press("End")
    wait_until(page, f"{SCENE}.lookingAt === null")

    place = link(page, 1, 0, 1)
    page.mouse.click(*place)
    page.fill(".link-card .number-field", "−3")
    page.click(".link-card .apply")
    wait_until(page, f"{SCENE}.store.state.edits.length === 1")
    (edit,) = edits(page)
    assert (edit["path"], edit["value"]) == ("weights.2.0.1", -3)
    expect(page.locator(".flag.edit")).to_have_count(1)
    parent = losses(page)

    look_at(page, 15)
    page.locator("pg-past button").locator("visible=true").click()
    page.fill("#fork-card [data-key='optimizer.lr']", "0.1")
    page.click("#fork-card .go")
    expect(page.locator("#saved")).to_contain_text("2", timeout=SOON)
    wait_for_epoch(page, 25)
    child = losses(page)
    assert child[:16] == parent[:16] and child[16:20] != parent[16:20]
    assert page.evaluate(f"{SCENE}.ghosts[0].number") == 1

    page.click(".share-button")
    page.click("[data-copy=run]")
    wait_until(page, "document.querySelector('[data-link-of=run]').value.includes('/s/')")
    address = page.input_value("[data-link-of=run]")
    visitor = person()
    visitor.goto(address)
    wait_for_epoch(visitor, 25)
    wait_for_epoch(visitor, visitor.evaluate(f"{SCENE}.newest") + 5)  # it trains on, live
    assert losses(visitor)[:16] == parent[:16]
    assert visitor.locator("#train").count() == 0

    console.expect(r"404")  # the link, once it is taken back
    page.click("[data-stop]")
    begin = time.monotonic()
    expect(visitor.locator(".withdrawn h1")).to_have_text(WITHDRAWN[locale], timeout=1000 * WITHIN)
    assert time.monotonic() - begin < WITHIN
    again = person()
    assert again.goto(address).status == 404
    expect(again.locator("main")).to_contain_text(re.compile("withdrawn|收回"))
