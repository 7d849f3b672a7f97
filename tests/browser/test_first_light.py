"""First light, as a person meets it: choose Adam, train, reload in the middle, train again, find both runs."""

import json
import re
import time

import pytest
from playwright.sync_api import expect

from engine.optimizers import registry as optimizers
from tests.browser.visitors import PHONE

SOON = 20_000  # ms; two cores may be busy with other things

MEASURES = """(() => {
    const {clientWidth, scrollWidth} = document.documentElement;
    const box = selector => document.querySelector(selector).getBoundingClientRect();
    const controls = document.querySelectorAll(".transport select, .transport input:not([type])");
    return JSON.stringify({below: box(".instrument").bottom - innerHeight,
        bar: innerWidth - clientWidth, wide: scrollWidth - innerWidth, controls: [...controls].map(one => one.offsetHeight),
        strip: box("pg-xray .plate"), track: box(".time .track")});
})()"""
SCENE = "document.querySelector('pg-instrument')?.scene"  # between two pages there is none


def wait_until(page, condition: str) -> None:
    """Poll a JavaScript condition. Playwright's own wait would need eval, which our policy forbids."""
    deadline = time.monotonic() + SOON / 1000
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, f"never came true: {condition}"
        time.sleep(0.05)


def wait_for_epoch(page, epoch: int) -> None:
    wait_until(page, f"{SCENE}?.newest >= {epoch}")


def ink(page, selector: str) -> int:
    """A number that changes when a canvas does."""
    return page.evaluate(
        """selector => { const canvas = document.querySelector(selector);
            const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            return data.reduce((sum, value, index) => (sum * 31 + value * (index % 97)) % 1000000007, 7); }""",
        selector,
    )


def test_first_light(page):
    page.goto("/")
    expect(page.locator("#train")).to_have_text(re.compile("Train"))
    expect(page.locator("pg-verdict")).to_contain_text("Untrained")
    wait_until(page, f"!!{SCENE}?.painting")

    page.select_option("#f-optimizer-name", "adam")
    page.wait_for_url("**/?*optimizer.name=adam*")
    page.click("#own-fields .menu-button")
    for name in ("beta1", "beta2", "eps"):
        expect(page.locator(f"#f-optimizer-{name}")).to_be_visible()
    page.keyboard.press("Escape")

    film, curve = ink(page, "pg-xray canvas"), ink(page, "pg-curves canvas")
    page.click("#train")
    wait_for_epoch(page, 5)
    expect(page.locator("pg-state")).to_contain_text("Training")
    assert ink(page, "pg-xray canvas") != film
    assert ink(page, "pg-curves canvas") != curve
    expect(page).to_have_url(re.compile(r"run=[\w-]{22}"))

    wait_for_epoch(page, 40)
    page.reload()
    wait_for_epoch(page, 60)
    epochs = page.evaluate(f"[...{SCENE}.column('epoch')]")
    assert epochs == list(range(len(epochs)))
    losses = page.evaluate(f"[...{SCENE}.column('train_loss')]")
    assert losses[50] < losses[0]

    page.keyboard.press("r")
    expect(page.locator("#epoch-now")).to_have_text("0")
    expect(page.locator("pg-state")).to_contain_text("Not started")
    page.keyboard.press("Space")
    wait_for_epoch(page, 3)

    page.goto("/runs/")
    expect(page.locator("li.run")).to_have_count(2)
    page.click("a.run-title >> nth=1")
    wait_for_epoch(page, 40)
    expect(page.locator("#f-optimizer-name")).to_have_value("adam")


def test_looking_back_changes_nothing_and_says_so(page):
    page.goto("/?training.epochs=60")
    wait_until(page, f"!!{SCENE}?.painting")
    page.click("label:has(input[name=speed][value='120'])")
    page.click("#train")
    expect(page.locator("pg-state")).to_contain_text("Finished", timeout=SOON)
    now = page.locator(".readouts .first .value").inner_text()
    page.locator("#time").focus()
    for _ in range(20):
        page.keyboard.press("ArrowLeft")
    expect(page.locator("#epoch-now")).to_have_text("40")
    expect(page.locator("#live")).to_be_visible()
    wait_until(page, f"{SCENE}.frame?.seq === 40")
    assert page.locator(".readouts .first .value").inner_text() != now
    page.click("#live")
    expect(page.locator(".readouts .first .value")).to_have_text(now)


def test_a_bad_value_is_said_at_its_field_and_kept(page):
    page.goto("/")
    page.fill("#f-data-noise", "0.9")
    page.press("#f-data-noise", "Tab")
    expect(page.locator("#f-data-noise-problem")).to_contain_text("0.9 is more than 0.5")
    expect(page.locator("#f-data-noise")).to_have_value("0.9")
    page.click("#f-data-noise-problem button")
    expect(page.locator("#f-data-noise-problem")).to_be_hidden()
    expect(page).to_have_url(re.compile(r"data\.noise=0\.5"))


def test_layers_are_added_on_the_picture(page):
    page.goto("/")
    page.click(".add-layer")
    expect(page.locator("fieldset.layer")).to_have_count(3)
    expect(page.locator("fieldset.layer >> nth=2").locator(".neuron")).to_have_count(4)
    expect(page).to_have_url(re.compile(r"network\.layers\.2\."))
    expect(page.locator("pg-xray .names li")).to_have_count(4)


def test_a_rate_of_a_billion_is_a_result_with_every_optimizer_and_leaves_everything_whole(page):
    names = [name for name, entry in optimizers.entries.items() if not entry.full_batch]
    words = re.compile(r"[Dd]iverged at epoch \d+, first in (layer [12]|the output layer)")
    page.goto("/?optimizer.lr=1000000000")
    for count, name in enumerate(names, start=1):
        wait_until(page, f"!!{SCENE}?.recipe && !!{SCENE}.picture")
        page.select_option("#f-optimizer-name", name)
        chosen = f"{{name: {SCENE}.recipe.values['optimizer.name'], lr: Number({SCENE}.recipe.values['optimizer.lr'])}}"
        wait_until(page, f"JSON.stringify({chosen}) === JSON.stringify({{name: '{name}', lr: 1e9}})")
        page.click("#train")
        wait_until(page, f"{SCENE}.run?.number === {count} && {SCENE}.state === 'diverged'")
        expect(page.locator("pg-state")).to_have_attribute("title", words, timeout=SOON)
        expect(page.locator("pg-state")).to_contain_text(re.compile(r"Diverged at epoch \d+"))
        expect(page.locator("pg-verdict")).to_contain_text(words)
    page.reload()
    expect(page.locator("pg-verdict")).to_contain_text(words, timeout=SOON)
    page.goto("/runs/")
    rows = page.locator("li.run")
    expect(rows).to_have_count(len(names))
    for row in rows.all():
        expect(row).to_contain_text(words)


def test_the_phone_has_no_sideways_scroll_and_train_in_reach(visitor):
    page = visitor(**PHONE)
    page.goto("/")
    wait_until(page, f"!!{SCENE}?.painting")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = page.locator("#train").bounding_box()
    assert box["height"] >= 44 and 500 < box["y"] < 664
    page.locator("#train").tap()
    wait_for_epoch(page, 3)


@pytest.mark.parametrize("size", [(1440, 900), (1366, 625)])
def test_the_instrument_fits_the_screen_and_its_axes_agree(visitor, size):
    page = visitor(viewport={"width": size[0], "height": size[1]})
    page.goto("/?training.epochs=40")
    wait_until(page, f"!!{SCENE}?.painting")
    page.click("#train")
    wait_for_epoch(page, 40)
    found = json.loads(page.evaluate(MEASURES))
    assert found["below"] <= 0 and found["bar"] == 0 and found["wide"] <= 0  # the experiments stand below, without a scroll bar
    for side in ("left", "right"):
        assert abs(found["strip"][side] - found["track"][side]) < 0.5
    assert set(found["controls"]) == {36 if size[1] >= 720 else 32}
