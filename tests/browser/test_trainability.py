"""A map as a person draws one: it fills, a cell says what became of it, a rectangle becomes a finer map, a cell a run."""

import re

from playwright.sync_api import expect

from tests.browser import drawn

SOON = 60_000  # ms; two cores may be busy with other things
SMALL = "data.samples=40&training.batch_size=20&network.layers.0.name=dense&network.layers.0.units=1&optimizer.name=momentum"


def test_from_the_form_to_a_cells_run(page):
    page.goto(f"/maps/?{SMALL}")
    page.get_by_role("button", name="Draw the map").click()
    expect(page).to_have_url(re.compile(r"/maps/[\w-]{22}/"))
    expect(page.locator("#map-summary")).to_contain_text(re.compile(r"[1-9][\d,]* (converged|did not)"), timeout=SOON)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#map-live:not([hx-get])")).to_be_visible(timeout=SOON)
    root = drawn.both(page, ".take")
    ends = page.evaluate(
        "[...['x', 'y']].flatMap(way => [0, -1].map(at => document.querySelector('pg-trainability').axes[way].at(at)))"
    )
    assert len(list(root.iter(drawn.SVG + "image"))) == 1 and {*map(str, ends), "diverged"} <= set(drawn.words(root))
    glass = page.get_by_role("application")
    glass.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#map-at")).to_contain_text("Learning rate")
    box = glass.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.75)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5, steps=3)
    page.mouse.up()
    low, high = (float(page.locator(f"[name=x_{end}]").input_value()) for end in ("low", "high"))
    assert 0.015 < low < 0.025 and 0.25 < high < 0.4  # a quarter and half of the way from 10⁻³ to 10²
    page.get_by_role("button", name="Draw this part").click()
    expect(page.get_by_role("link", name="The whole map")).to_be_visible()
    expect(page.locator("#map-summary")).to_contain_text(re.compile(r"[1-9][\d,]* (converged|did not)"), timeout=SOON)
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("application").click(position={"x": 4, "y": box["height"] - 4})
    page.get_by_role("button", name="Open it as a run").click()
    expect(page).to_have_url(re.compile(r"/runs/[\w-]{22}/"))
