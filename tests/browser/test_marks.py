"""Small words and marks that carry meaning: what is awaited, the way back, bars, ticks; what is drawn where nothing is unseen."""

import json
import math
import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_figures import MAX, SCENE, SOON, trained
from tests.browser.test_first_light import wait_until
from tests.browser.visitors import PHONE

XOR = "data.name=xor_table&training.batch_size=4"


def test_a_start_waits_in_words_and_the_speed_is_kept(page):
    page.goto("/?training.epochs=60")
    wait_until(page, f"!!{SCENE}?.painting && !!{SCENE}.recipe")
    page.route("**/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.click(MAX)
    page.evaluate("scene => { scene.starting = true; scene.tell('starting'); }", page.evaluate_handle(SCENE))
    expect(page.locator("pg-verdict")).to_contain_text("Waiting for the first epoch.")
    assert page.evaluate("sessionStorage.getItem('figures.speed')") == "0"


def test_a_run_says_its_ends_its_bars_and_the_way_back(page):
    trained(page)
    page.evaluate(f"{SCENE}.look(10)")
    expect(page.locator("#live")).to_have_text("newest, 60")
    expect(page.locator("#epoch-now")).to_have_text("10")
    # A bar is as long as its gradient stands on the legend's scale, 10⁻⁵ to 10¹.
    for layer in (1, 2, 3):
        value = page.evaluate(f"{SCENE}.column('layer.{layer}.grad_norm')[10]")
        drawn = page.locator(f"pg-xray .values li:nth-child({layer}) .bar i").evaluate("one => one.style.transform")
        wanted = min(1, max(0.04, (math.log10(value) + 5) / 6))
        assert abs(float(re.search(r"scaleX\((.+)\)", drawn)[1]) - wanted) < 1e-3
    page.click("#live")
    expect(page.locator("#live")).to_be_hidden()
    expect(page.locator("#epoch-now")).to_have_text("60")


def test_the_histograms_close_by_escape_and_by_their_button(page):
    trained(page)
    card = page.locator("pg-histograms")
    for close in (lambda: page.keyboard.press("Escape"), lambda: card.locator("button:has-text('Close')").click()):
        page.click("pg-xray .plate canvas", position={"x": 100, "y": 10})
        expect(card).to_be_visible()
        close()
        expect(card).to_be_hidden()


def test_the_right_cells_of_the_confusion_matrix_are_ticked_and_tinted_by_their_share(page):
    trained(page)
    page.click("#map-tools label:has([value=confusion])")
    cells = page.locator(".confusion tbody td")
    expect(cells).to_have_count(4)
    ticks = [one.evaluate("one => getComputedStyle(one, '::before').content") for one in cells.all()]
    assert [text == '"✓"' for text in ticks] == [True, False, False, True]
    counts = [int(one) for one in page.locator(".confusion .count").all_inner_texts()]
    tints = [one.evaluate("one => getComputedStyle(one).backgroundColor") for one in cells.all()]
    assert (tints[0] != tints[1]) == (counts[0] != counts[1])


def test_where_nothing_is_unseen_nothing_is_called_so(page):
    trained(page, XOR)
    expect(page.locator("#map-legend")).not_to_contain_text("test")
    assert page.evaluate("document.querySelector('pg-curves').plot.series.length") == 2  # epochs, and one line
    table = page.locator("pg-curves .figure-table")
    assert table.count() == 1
    assert page.evaluate(f"{SCENE}.layers.length") == 3
    assert page.locator("pg-network").evaluate("one => one.textContent").count("x₁") >= 1


def test_two_fingers_zoom_the_curves_and_one_moves_them(visitor):
    page = visitor(**PHONE)
    page.evaluate("localStorage.setItem('hints', JSON.stringify({off: true}))")
    page.goto("/?training.epochs=300")
    wait_until(page, f"!!{SCENE}?.painting && !!{SCENE}.recipe")
    wait_until(page, "!!document.querySelector('pg-curves .u-over')")
    box = page.locator("pg-curves .u-over").bounding_box()
    cdp = page.context.new_cdp_session(page)

    def touch(kind: str, *places: float) -> None:
        middle = box["y"] + box["height"] / 2
        points = [{"x": box["x"] + place * box["width"], "y": middle, "id": n} for n, place in enumerate(places)]
        cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 0.4)
    touch("touchStart", 0.4, 0.6)
    touch("touchMove", 0.3, 0.7)
    touch("touchMove", 0.2, 0.8)
    touch("touchEnd")
    wait_until(page, "document.querySelector('pg-curves').zoom !== null")
    first, last = page.evaluate("document.querySelector('pg-curves').zoom")
    # 0.4 and 0.6 of 300 epochs stand at 0.2 and 0.8 now: a third of the range, about its middle.
    assert abs(first - 100) < 3 and abs(last - 200) < 3, (first, last)
    page.locator("pg-curves button:has-text('zoom')").tap()
    wait_until(page, "document.querySelector('pg-curves').zoom === null")


@pytest.mark.parametrize("query", ["optimizer.lr=abc"])
def test_the_notice_of_a_refused_link_can_be_put_away(page, console, query):
    console.expect("400")
    page.goto(f"/?{query}")
    expect(page.locator(".notice.rescue")).to_be_visible(timeout=SOON)
    page.click(".notice.rescue [data-dismiss]")
    expect(page.locator(".notice.rescue")).to_have_count(0)
    box = json.loads(page.evaluate("JSON.stringify(document.querySelector('pg-instrument').getBoundingClientRect())"))
    assert box["bottom"] <= page.viewport_size["height"] + 0.5


def test_a_weight_too_large_is_refused_in_its_field(page):
    page.goto("/")
    wait_until(page, f"!!{SCENE}?.painting && !!{SCENE}.recipe")
    link = "new CustomEvent('edit', {detail: {stage: 0, from: 0, to: 2}})"
    page.evaluate(f"document.querySelector('pg-network').dispatchEvent({link})")
    page.fill(".link-card .number-field", "-3000000")
    page.press(".link-card .number-field", "Enter")
    expect(page.locator("#link-card .problem")).to_contain_text("is outside −1,000,000 to 1,000,000")
    expect(page.locator(".link-card .number-field")).to_have_value("−1000000")
    page.press(".link-card .number-field", "Enter")
    expect(page.locator("#link-card")).to_be_hidden()
    page.wait_for_url("**edits.0.value=-1000000**")
