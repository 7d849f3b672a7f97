"""A sweep as a person makes one: from the playground to the form, the count, the squares that fill, a curve, a run."""

import re

from playwright.sync_api import expect

from tests.browser import drawn

SOON = 30_000  # ms; two cores may be busy with other things


def test_from_the_playground_to_a_cells_run(page, console):
    page.goto("/?training.epochs=20&training.batch_size=64")
    page.get_by_role("button", name="Sweep…").click()
    expect(page).to_have_url(re.compile(r"/sweeps/new/\?"))
    console.expect("status of 400")
    page.get_by_label("Learning rate").fill("0.01..x log 3")
    expect(page.locator(".sweep-cost")).to_contain_text("Learning rate")  # refused in words, as it is typed
    page.get_by_label("Learning rate").fill("0.01..1 log 3")
    page.get_by_label("Optimizer", exact=True).fill("sgd, adam")
    expect(page.locator(".sweep-cost")).to_contain_text("6 runs · 51 parameters each · 120 epochs in all")
    page.get_by_role("button", name="Start the sweep").click()
    expect(page.locator(".square[class*=shade]")).to_have_count(6, timeout=SOON)
    expect(page.locator("#sweep-live:not([hx-get])")).to_be_visible(timeout=SOON)
    expect(page.locator("#sweep-summary")).to_contain_text("6 of 6 runs have ended")
    page.locator(".square").first.focus()
    expect(page.locator(".pointed svg")).to_be_visible()
    root = drawn.both(page, ".figure-column")
    squares = [one for one in root.iter(drawn.SVG + "rect") if one.get("stroke")]
    shown = page.locator(".square rect").evaluate_all("all => all.map(one => getComputedStyle(one).fill)")
    assert [tuple(int(one.get("fill")[at : at + 2], 16) for at in (1, 3, 5)) for one in squares] == [
        tuple(map(int, re.findall(r"\d+", colour))) for colour in shown
    ]
    assert {"Learning rate", "↑ Optimizer", "0.1", "diverged"} <= set(drawn.words(root))
    root = drawn.both(page, "pg-sweep-figures")
    assert {"Learning rate", "Optimizer", "Test accuracy at the end"} <= set(drawn.words(root))
    page.get_by_label("Colour").select_option("loss")
    expect(page).to_have_url(re.compile(r"score=loss"))
    page.locator(".square").first.click()
    expect(page).to_have_url(re.compile(r"/runs/[\w-]{22}/"))
    page.go_back()
    _brush(page)


def _brush(page):
    """By keys on an end, and by dragging along an axis: what is outside fades everywhere, and it is counted."""
    figures = page.locator("pg-sweep-figures")
    expect(figures.get_by_role("status")).to_have_text("6 runs")
    low = figures.get_by_role("slider", name="Learning rate, from")
    low.focus()
    low.press("ArrowUp")
    expect(low).to_have_attribute("aria-valuetext", "0.1")
    expect(figures.get_by_role("status")).to_have_text("4 of 6 runs lie within the brushes")
    expect(page.locator(".square.outside")).to_have_count(2)
    assert figures.locator(".dot.outside").count() and figures.locator(".line.outside").count()
    low.press("Escape")
    expect(figures.get_by_role("status")).to_have_text("6 runs")
    zone = figures.locator(".zone").first.bounding_box()
    page.mouse.move(zone["x"] + 22, zone["y"] + 12)
    page.mouse.down()
    page.mouse.move(zone["x"] + 22, zone["y"] + zone["height"] / 2, steps=4)
    page.mouse.up()
    expect(figures.get_by_role("status")).to_contain_text("of 6 runs lie within the brushes")
    figures.get_by_role("button", name="Clear the brushes").click()
    expect(page.locator(".outside")).to_have_count(0)
    page.get_by_role("button", name="The same budget at random").click()
    expect(page.locator(".course .rival.mean")).to_have_count(2, timeout=SOON)
