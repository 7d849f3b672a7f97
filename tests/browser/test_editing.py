"""Looking back, editing a weight, forking: what people do with time, by mouse, keyboard and finger."""

import json
import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.test_first_light import SCENE, SOON, ink, wait_for_epoch, wait_until
from tests.browser.visitors import PHONE

LINK = """([stage, from, to, t]) => {
    const network = document.querySelector("pg-network");
    network.scrollIntoView({block: "nearest"});
    const {curve} = [...network.everyLink()].find(one => one.stage === stage && one.from === from && one.to === to);
    const box = network.querySelector(".columns").getBoundingClientRect();
    const [x0, y0, x1, y1, x2, y2, x3, y3] = curve, s = 1 - t;
    const mix = (a, b, c, d) => s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
    return [box.left + mix(x0, x1, x2, x3), box.top + mix(y0, y1, y2, y3)];
}"""


def link(page, stage: int, source: int, to: int) -> tuple[float, float]:
    """A point on a link, in the window: near its end, since links cross in the middle."""
    return tuple(page.evaluate(LINK, [stage, source, to, 0.8]))


def settled(place) -> tuple[float, float]:
    """A place in the window once it has stopped moving: hints and cards arrive a moment after the page."""
    before, deadline = None, time.monotonic() + SOON / 1000
    while (now := place()) != before:
        assert time.monotonic() < deadline, f"it still moves: at {now} now, at {before} before"
        before = now
        time.sleep(0.3)
    return now


def edits(page) -> list[dict]:
    return json.loads(page.evaluate(f"JSON.stringify({SCENE}.store.state.edits)"))


def losses(page) -> list[float]:
    return page.evaluate(f"[...{SCENE}.column('train_loss')]")


def opened(page, query: str = "") -> None:
    page.goto(f"/?{query}")
    wait_until(page, f"!!{SCENE}?.painting && !!{SCENE}.recipe")


def trained(page, query: str = "training.epochs=60") -> None:
    """A finished run on the page, quickly."""
    opened(page, query)
    page.click("label:has(input[name=speed][value='0'])")
    page.click("#train")
    expect(page.locator("pg-state")).to_contain_text("Finished", timeout=SOON)
    wait_until(page, f"{SCENE}.length === 61")


def look_at(page, epoch: int) -> None:
    page.evaluate(f"{SCENE}.look({epoch})")
    wait_until(page, f"{SCENE}.frame?.seq === {epoch}")


TYPED_AT_ONCE = """() => new Promise(resolve => {
    const fork = document.querySelector("pg-fork"), field = fork.querySelector("[data-key='optimizer.lr']");
    fork.card.addEventListener("toggle", () => resolve(field.value), { once: true });
    fork.open(document.querySelector(".panel-head .past button"));
    field.value = "0.5";
})"""


def test_look_back_edit_a_weight_and_fork_with_one_change(page):
    trained(page)
    parent, twin = page.evaluate(f"{SCENE}.run.id"), losses(page)
    newest = ink(page, "pg-map canvas")
    look_at(page, 10)
    expect(page.locator(".panel-head .past")).to_contain_text("You see epoch 10")
    wait_until(page, f"{SCENE}.painting && !{SCENE}.painter.busy")
    deadline = time.monotonic() + 5
    while ink(page, "pg-map canvas") == newest:
        assert time.monotonic() < deadline, "the map of epoch 10 is the newest one's"
        time.sleep(0.05)

    x, y = link(page, 0, 0, 2)
    page.mouse.move(x, y)
    tip = page.locator("pg-link-tip")
    expect(tip).to_contain_text(re.compile(r"from x₁ to unit 3\s+w −?[\d.·⁻⁰-⁹]+ · gradient .* · step made [+−]"))
    page.mouse.click(x, y)
    card = page.locator("#link-card")
    expect(card).to_contain_text("a new run goes on from there with this value")
    page.fill(".link-card .number-field", "2")
    page.press(".link-card .number-field", "Enter")
    expect(page.locator("#saved")).to_contain_text("Run 2", timeout=SOON)
    expect(page.locator("pg-state")).to_contain_text("Finished", timeout=SOON)
    wait_until(page, f"{SCENE}.length === 61")
    assert edits(page) == [{"step": 80, "path": "weights.1.0.2", "value": 2}]
    mine = losses(page)
    assert mine[:11] == twin[:11] and mine[11:] != twin[11:]
    flag = page.locator(".flag.edit")
    expect(flag).to_have_count(1)
    flag.focus()
    expect(flag.locator(".words")).to_contain_text(re.compile(r"epoch 10: weight −?[\d.]+→2\s+epoch 10: forked from Run 1"))
    assert page.evaluate(f"{SCENE}.ghosts[0].number") == 1
    assert page.evaluate(f"{SCENE}.ghosts[0].label") == "the same until epoch 10"

    look_at(page, 30)
    page.click(".panel-head .past button")
    page.keyboard.press("Escape")
    assert page.evaluate(TYPED_AT_ONCE) == "0.5", "what was typed as soon as the card was there has gone"
    page.fill("#fork-card [data-key='optimizer.lr']", "0.3")
    page.click("#fork-card .go")
    expect(page.locator("#saved")).to_contain_text("Run 3", timeout=SOON)
    wait_until(page, f"{SCENE}.length === 61")
    again = losses(page)
    assert again[:31] == mine[:31] and again[31:] != mine[31:]
    expect(page.locator("#f-optimizer-lr")).to_have_value("0.3")
    assert page.evaluate(f"{SCENE}.ghosts.map(one => one.number).join()") == "2,1"
    assert "0.03" in page.evaluate(f"{SCENE}.ghosts[0].label")

    page.goto(f"/runs/{page.evaluate(f'{SCENE}.run.id')}/")
    about = page.locator(".about-run")
    expect(about).to_contain_text("Up to epoch 30 it is the same as Run 2")
    expect(about.locator(".edits li")).to_have_count(2)
    wait_until(page, f"{SCENE}?.ghosts[0]?.number === 2")
    page.goto(f"/runs/{parent}/")
    expect(page.locator(".forks")).to_contain_text("Run 2")


def test_a_weight_is_edited_while_it_trains_and_the_rate_too(page):
    opened(page)
    page.click("#train")
    wait_for_epoch(page, 5)
    x, y = link(page, 1, 0, 1)
    page.mouse.click(x, y)
    page.fill(".link-card .number-field", "−3")
    page.click(".link-card .apply")
    expect(page.locator("#link-card")).to_be_hidden()
    wait_until(page, f"{SCENE}.store.state.edits.length === 1")
    expect(page.locator(".flag.edit")).to_have_count(1)
    page.fill("#f-optimizer-lr", "0.3")
    page.press("#f-optimizer-lr", "Tab")
    wait_until(page, f"{SCENE}.store.state.edits.length === 2")
    assert [(one["path"], one["value"]) for one in edits(page)] == [("weights.2.0.1", -3), ("optimizer.lr", 0.3)]
    again = page.locator(".panel-head .past")
    expect(again).to_contain_text("Learning rate 0.03→0.3")
    first = page.evaluate(f"{SCENE}.run.id")
    again.locator("button").click()
    expect(page.locator("#saved")).to_contain_text("Run 2", timeout=SOON)
    assert edits(page) == [] and page.evaluate(f"{SCENE}.column('lr')[0]") == pytest.approx(0.3)
    page.goto(f"/runs/{first}/")
    expect(page.locator(".forks")).to_contain_text("Run 2")


def test_before_the_first_step_an_edit_is_the_set_ups(page):
    opened(page, "training.epochs=5")
    before = ink(page, "pg-map canvas")
    page.locator(".layer .neuron").first.focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")  # past the bias and the first input's link
    expect(page.locator("pg-link-tip")).to_contain_text("from x₂ to unit 1")
    page.keyboard.press("Enter")
    page.locator(".link-card .number-field").fill("5")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?*edits.0.path=weights.1.1.0*")
    wait_until(page, f"{SCENE}.weights[6] === 5")
    assert ink(page, "pg-map canvas") != before
    page.click("#train")
    expect(page.locator("pg-state")).to_contain_text("Finished", timeout=SOON)
    assert edits(page) == [{"step": 0, "path": "weights.1.1.0", "value": 5}]

    page.reload()
    wait_until(page, f"{SCENE}?.length === 6 && !!{SCENE}.recipe")
    expect(page.locator(".flag.edit .words")).to_have_text(re.compile(r"epoch 0: weight −?[\d.]+→5"))


def test_an_edit_of_a_unit_that_is_gone_can_be_taken_back(page):
    opened(page, "edits.0.step=0&edits.0.path=weights.1.0.5&edits.0.value=2")
    page.click("button[value='units.fewer.0']")
    cost = page.locator("#cost")
    expect(cost).to_contain_text("no parameter")
    cost.locator("button").click()
    expect(cost).to_contain_text("44 parameters")
    page.wait_for_url(re.compile(r"^(?!.*edits).*units=5"))


def test_a_fork_at_epoch_0_takes_its_edited_weight_into_the_set_up(page):
    trained(page)
    look_at(page, 0)
    page.mouse.click(*link(page, 0, 0, 2))
    page.fill(".link-card .number-field", "2")
    page.click(".link-card .apply")
    expect(page.locator("#saved")).to_contain_text("Run 2", timeout=SOON)
    expect(page).to_have_url(re.compile(r"edits\.0\.path=weights\.1\.0\.2"))
    page.click("#new-seed")  # another start of the same set-up
    expect(page.locator("#saved")).not_to_contain_text("Run 2")
    expect(page).to_have_url(re.compile(r"edits\.0\.path=weights\.1\.0\.2"))


def test_a_finished_run_goes_on_with_an_edited_bias(page):
    trained(page)
    page.locator(".output-column .neuron").click()
    expect(page.locator("#link-card h3")).to_have_text("Output layer, unit 1, bias")
    page.fill(".link-card .number-field", "nothing")
    page.click(".link-card .apply")
    expect(page.locator(".link-card .problem")).to_contain_text("“nothing” is not a number")
    page.fill(".link-card .number-field", "1.5")
    page.click(".link-card .apply")
    wait_until(page, f"{SCENE}.newest > 61")
    assert edits(page) == [{"step": 480, "path": "biases.3.0", "value": 1.5}]


def test_same_but_starts_a_child_with_the_parent_as_ghost(page):
    trained(page)
    parent = page.evaluate(f"{SCENE}.run.id")
    page.goto(f"/runs/{parent}/")
    page.click(".run-deeds a:has-text('Same but')")
    wait_until(page, f"{SCENE}?.ghosts.length > 0 && !!{SCENE}.recipe")
    page.fill("#f-optimizer-lr", "0.1")
    page.press("#f-optimizer-lr", "Tab")
    page.wait_for_url("**/?*optimizer.lr=0.1*")
    page.click("#train")
    expect(page.locator("#saved")).to_contain_text("Run 2", timeout=SOON)
    page.goto(f"/runs/{parent}/")
    expect(page.locator(".forks")).to_contain_text("from epoch 0")


def test_a_finger_tells_first_and_edits_second(visitor):
    page = visitor(**PHONE)
    opened(page)
    page.evaluate("document.querySelector('pg-network').scrollIntoView({block: 'center'})")
    x, y = settled(lambda: link(page, 0, 0, 0))
    page.touchscreen.tap(x, y)
    expect(page.locator("pg-link-tip")).to_contain_text("from x₁ to unit 1")
    expect(page.locator("#link-card")).to_be_hidden()
    page.touchscreen.tap(x, y)
    expect(page.locator("#link-card")).to_be_visible()
    box = page.locator("#link-card").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert page.locator(".link-card .apply").bounding_box()["height"] >= 44


def test_what_the_verdict_says_to_try_is_a_child_of_the_run(page):
    opened(page, "optimizer.lr=1000000000")
    page.click("#train")
    page.locator("pg-verdict button").click(timeout=SOON)
    expect(page.locator("#saved")).to_contain_text("Run 2", timeout=SOON)
    page.click("#saved a")
    expect(page.locator(".about-run")).to_contain_text("It differs from Run 1 in a thing or two")


def test_from_the_rate_s_menu_to_the_range_test_and_back_with_what_it_found(page):
    page.goto("/?optimizer.name=adam")
    wait_until(page, f"!!{SCENE}?.picture")
    page.click(".rate-opener")
    page.click("[data-test-rates]")
    expect(page.locator(".rate-range svg")).to_be_visible(timeout=SOON)
    assert page.evaluate(f"{SCENE}.newest") == 0, "nothing was trained for it"
    found = page.locator("[data-take-rate]").first
    rate = found.get_attribute("data-take-rate")
    found.click()
    expect(page.locator("#rate input")).to_have_value(rate)
    expect(page).to_have_url(re.compile(rf"/\?optimizer\.lr={re.escape(rate)}&optimizer\.name=adam&tab=rate_range$"))
    assert page.evaluate(f"{SCENE}.state") == "new"
