"""The projector view: large enough for the last row, forms out of the way, its own QR code; and links that hide controls."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_first_light import SCENE, wait_for_epoch, wait_until
from tests.browser.test_layout import TEXT_SIZES

SIZES = """JSON.stringify(Object.fromEntries(["pg-verdict", "#epoch-now", ".readout .value", "pg-stage"].map(selector =>
    [selector, getComputedStyle(document.querySelector(selector)).fontSize])))"""

DIVERGES = "data.name=noisy_line&network.layers=none&loss.name=mse&optimizer.lr=1.1&training.batch_size=none&speed=0"


def test_p_turns_the_page_into_a_projectors(page):
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(color_scheme="dark")
    page.goto("/?optimizer.lr=0.1")
    wait_until(page, f"!!{SCENE}?.painting && !!{SCENE}.recipe")
    page.click("#train")
    wait_for_epoch(page, 10)
    page.keyboard.press("p")
    expect(page).to_have_url(re.compile(r"view=stage"))
    assert page.evaluate("document.documentElement.dataset.theme") == "light"  # rooms are bright
    wait_until(page, "document.querySelector('pg-map canvas').getBoundingClientRect().width > 450")
    read = {"pg-verdict": "32px", "#epoch-now": "48px", ".readout .value": "36px", "pg-stage": "24px"}
    assert json.loads(page.evaluate(SIZES)) == read
    sizes = json.loads(page.evaluate(TEXT_SIZES))
    assert min(int(size.removesuffix("px")) for size in sizes) >= 20, sizes
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for hidden in ("#f-optimizer-name", ".panel.network", ".site-bar", "pg-state"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator("pg-stage")).to_contain_text("SGD · learning rate 0.1")
    expect(page.locator("pg-stage")).to_contain_text("2–6–4–1 tanh")
    page.keyboard.press("Space")  # all keys work
    expect(page.locator("#train")).to_contain_text("Continue")
    page.keyboard.press("p")
    expect(page.locator("#f-optimizer-name")).to_be_visible()
    expect(page).not_to_have_url(re.compile("view="))
    assert page.evaluate("document.documentElement.dataset.theme") is None


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_long_verdict_has_two_lines(page, language):
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"/?view=stage&lang={language}&{DIVERGES}")
    wait_until(page, f"!!{SCENE}?.recipe")
    page.click("#train")
    expect(page.locator("pg-verdict [data-kind=diverged]")).to_be_visible()
    cut = "(one => [one.scrollWidth - one.clientWidth, one.scrollHeight - one.clientHeight])(document.querySelector('{}'))"
    for selector in ("pg-verdict .sentence", ".readouts"):
        assert max(page.evaluate(cut.format(selector))) <= 0, selector
    assert page.locator("pg-verdict").bounding_box()["height"] == 80


def test_the_code_is_large_and_of_this_very_view(page):
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto("/?view=stage&optimizer.lr=0.1")
    wait_until(page, f"!!{SCENE}?.recipe")
    page.keyboard.press("q")
    image = page.locator("#qr-card img")
    expect(image).to_be_visible()
    wait_until(page, "document.querySelector('#qr-card img').naturalWidth > 0")
    assert image.bounding_box()["width"] >= 280
    asked = page.evaluate("new URL(document.querySelector('#qr-card img').src).searchParams.get('to')")
    assert asked == page.evaluate("location.pathname + location.search")
    assert "view=stage" in asked and "optimizer.lr=0.1" in asked
    page.keyboard.press("q")
    expect(image).to_be_hidden()


def test_the_mouse_hides_and_comes_back(page):
    page.goto("/?view=stage")
    page.mouse.move(200, 200)
    wait_until(page, "document.documentElement.hasAttribute('data-still')")
    assert page.evaluate("getComputedStyle(document.querySelector('pg-map')).cursor") == "none"
    page.mouse.move(220, 200)
    wait_until(page, "!document.documentElement.hasAttribute('data-still')")


def test_a_teachers_link_hides_controls_and_stays_with_the_page(page):
    page.goto("/?show=lr,batch")
    wait_until(page, f"!!{SCENE}?.recipe")
    for gone in ("#f-optimizer-name", "#f-data-noise", ".add-layer", "#new-seed", "input[name=speed][type=radio]"):
        expect(page.locator(gone)).to_have_count(0)
    expect(page.locator("#settings")).to_contain_text("SGD")
    page.fill("#f-optimizer-lr", "0.3")
    page.press("#f-optimizer-lr", "Enter")
    expect(page).to_have_url(re.compile(r"optimizer\.lr=0\.3.*show=lr,batch"))
    page.click("#train")
    wait_for_epoch(page, 3)
    expect(page).to_have_url(re.compile(r"run=[\w-]{22}&show=lr,batch"))
    page.reload()
    expect(page.locator("#f-optimizer-name")).to_have_count(0)
    assert page.evaluate(f"{SCENE}.recipe?.values?.['optimizer.lr'] ?? '0.3'") == "0.3"


@pytest.mark.parametrize("key", ["optimizer.lr", "data.noise"])
def test_a_hidden_value_stays_in_force(page, key):
    page.goto(f"/?{key}=0.2&show=batch")
    wait_until(page, f"!!{SCENE}?.recipe")
    page.fill("#f-training-batch_size", "16")
    page.press("#f-training-batch_size", "Enter")
    wait_until(page, f"{SCENE}.recipe.values['training.batch_size'] === '16'")
    assert page.evaluate(f"{SCENE}.recipe.values['{key}']") == "0.2"
