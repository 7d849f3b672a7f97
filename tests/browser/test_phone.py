"""A phone: picture, verdict and Train above the fold; settings in sheets that leave the map in sight; thumbs hit their aim."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_first_light import SCENE, wait_for_epoch, wait_until
from tests.browser.visitors import PHONE

BOXES = """JSON.stringify(Object.fromEntries(
    ["pg-map canvas", "pg-verdict", "pg-curves", "pg-xray .plate", "#time", "#train", ".drive", "pg-instrument"]
        .map(selector => [selector, document.querySelector(selector).getBoundingClientRect()])))"""
SMALL = """JSON.stringify(
    [...document.querySelectorAll(".drive :is(button, input), .panel.data :is(select, button, input:not([type]), .tick)")]
    .filter(one => one.checkVisibility() && !one.closest("[popover]"))
    .map(one => [one.id || one.textContent.trim(), one.getBoundingClientRect()])
    .filter(([, {width, height}]) => Math.min(width, height) < 43.5))"""


@pytest.fixture
def phone(visitor):
    page = visitor(**PHONE)
    page.goto("/")
    wait_until(page, f"!!{SCENE}?.painting && !!{SCENE}.recipe")
    yield page


def sheet(page, name: str) -> None:
    if not page.locator(".sheet-head").is_visible():
        page.locator("#more-settings").tap()
    page.locator(f".sheet-tabs [data-sheet={name}]").tap()


def test_the_picture_and_train_are_above_the_fold(phone):
    phone.locator("#train").tap()
    wait_for_epoch(phone, 20)
    boxes = json.loads(phone.evaluate(BOXES))
    bar = boxes[".drive"]["top"]
    assert bar == pytest.approx(600, abs=1)
    for selector in ("pg-map canvas", "pg-verdict", "pg-curves", "pg-xray .plate", "#time"):
        assert boxes[selector]["top"] >= 44 and boxes[selector]["bottom"] <= bar + 0.5, selector
    assert boxes["pg-map canvas"]["width"] == pytest.approx(224, abs=2)
    assert boxes["#train"]["height"] == 48
    assert phone.evaluate("innerWidth") == 390  # nothing widens the page, so the bar does not grow with it


def test_looking_back_moves_nothing_and_hides_neither_fork_nor_train(phone):
    phone.locator("#train").tap()
    wait_for_epoch(phone, 20)
    before = json.loads(phone.evaluate(BOXES))
    phone.evaluate(f"{SCENE}.look(10)")
    fork = phone.locator(".time .past button")
    expect(fork).to_have_text("Fork")
    expect(phone.locator(".time .past .word")).to_have_text("You see epoch 10")
    after = json.loads(phone.evaluate(BOXES))
    for selector in ("pg-map canvas", "pg-curves", "pg-xray .plate", "#time", "#train"):
        assert after[selector]["top"] == before[selector]["top"], selector
    box = fork.bounding_box()
    assert box["height"] >= 44 and box["y"] >= 0 and box["y"] + box["height"] <= after["pg-map canvas"]["top"] + 1
    for name in (".time .past .word", "#live", ".more"):
        assert phone.evaluate(f"(one => one.scrollWidth - one.clientWidth)(document.querySelector('{name}'))") <= 0, name
    fork.tap()
    expect(phone.locator("#fork-card")).to_be_visible()


def test_sheets_leave_the_map_in_sight_and_speed_is_in_one(phone):
    for name in ("data", "network", "training", "penalties"):
        sheet(phone, name)
        box = phone.locator("#data-panel").bounding_box()
        assert box["height"] <= 0.55 * 664 + 1
        assert not json.loads(phone.evaluate(SMALL)), name
        assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    sheet(phone, "training")
    phone.locator("label:has(input[name=speed][value='120'])").tap()
    phone.locator("#train").tap()
    wait_for_epoch(phone, 2)
    assert phone.evaluate(f"{SCENE}.store.state.speed") == 120
    size = phone.evaluate("getComputedStyle(document.querySelector('#f-training-epochs')).fontSize")
    assert size == "16px"  # below that a phone zooms in


def test_back_and_escape_close_a_sheet_and_keep_what_was_changed(phone):
    sheet(phone, "data")
    phone.fill("#f-data-noise", "0.3")
    phone.press("#f-data-noise", "Enter")
    expect(phone).to_have_url(re.compile(r"data\.noise=0\.3"))
    phone.go_back()
    expect(phone.locator(".sheet-head")).to_be_hidden()
    expect(phone).to_have_url(re.compile(r"data\.noise=0\.3"))
    sheet(phone, "network")
    phone.keyboard.press("Escape")
    expect(phone.locator(".sheet-head")).to_be_hidden()
    expect(phone).to_have_url(re.compile(r"data\.noise=0\.3"))
    assert phone.evaluate("document.activeElement.id") != "f-data-noise"


def test_a_refusal_opens_its_sheet(phone):
    phone.evaluate("document.querySelector('#f-regularization-l2').value = '99'")
    phone.evaluate("document.querySelector('#f-regularization-l2').dispatchEvent(new Event('change', {bubbles: true}))")
    expect(phone.locator("#f-regularization-l2-problem")).to_be_visible()
    expect(phone.locator("[data-sheet=penalties][aria-pressed=true]")).to_be_visible()
    phone.locator("#f-regularization-l2-problem button").tap()
    expect(phone.locator("#f-regularization-l2")).to_have_value("10")


def test_controls_go_back_where_they_stood_when_the_screen_turns_wide(phone):
    order = "[...document.querySelectorAll('pg-transport :is(select, input, button)')].map(one => one.id || one.value).join()"
    wide = {"width": 1280, "height": 664}
    phone.set_viewport_size(wide)
    wait_until(phone, "innerWidth === 1280 && !document.querySelector('.moved > *')")
    before = phone.evaluate(order)
    phone.set_viewport_size({"width": 390, "height": 664})
    wait_until(phone, "document.querySelectorAll('.moved > *').length === 4")
    phone.set_viewport_size(wide)
    wait_until(phone, "!document.querySelector('.moved > *')")
    assert phone.evaluate(order) == before


def test_a_phone_on_its_side_shows_map_curve_and_strip(phone):
    phone.set_viewport_size({"width": 844, "height": 390})
    wait_until(phone, "innerWidth === 844")
    phone.evaluate("new Promise(done => setTimeout(done, 100))")
    boxes = json.loads(phone.evaluate(BOXES))
    for selector in ("pg-map canvas", "pg-curves", "pg-xray .plate", "#train"):
        assert boxes[selector]["top"] >= 0 and boxes[selector]["bottom"] <= 390.5, selector
    assert boxes["pg-map canvas"]["right"] <= boxes["pg-curves"]["left"]
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
