"""The arena as a person meets it: another surface, a start by a click and by keys, the time, a wrong formula, the address."""

import re

from playwright.sync_api import expect

from tests.browser import drawn
from tests.browser.test_compare import eventually, train

SOON = 20_000  # ms; two cores may be busy with other things
ARENA = "document.querySelector('pg-arena')"


def raced(page, condition: str = "true") -> None:
    """Until a race stands on the page for which the condition holds (of `told`, what was raced)."""
    eventually(page, f"() => {{ const told = {ARENA}?.race?.told; return told && ({condition}); }}")


def ink(page) -> int:
    """Pixels with anything on them on the canvas above the ground."""
    return page.evaluate(
        """() => { const canvas = document.querySelector(".arena-above");
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            let count = 0; for (let at = 3; at < data.length; at += 4) count += data[at] > 0; return count; }"""
    )


def test_from_a_click_on_the_map_to_an_address_that_says_it_all(page, console):
    page.goto("/")
    page.click("nav >> text=Arena")
    raced(page)
    expect(page.locator(".standings tbody tr")).to_have_count(4)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.select_option("#a-surface", "himmelblau")
    raced(page, "told.arena.surface.name === 'himmelblau'")
    assert page.input_value("[name='racers.0.lr']") == "0.003", "the rate that suits this surface"

    # A click: the middle of the left half is x = −2.5, y = 0 of the window from −5 to 5.
    box = page.locator(".arena-box").bounding_box()
    frame = page.evaluate(
        """async () => { const files = performance.getEntriesByType("resource").map(one => one.name);
            const { flat } = await import(files.find(one => one.includes("arena/places")));
            return flat([[-5, 5], [-5, 5]], document.querySelector(".arena-box").clientWidth).put(-2.5, 0); }"""
    )
    page.mouse.click(box["x"] + frame[0], box["y"] + frame[1])
    raced(page, "Math.abs(told.arena.x + 2.5) < 0.03 && Math.abs(told.arena.y) < 0.03")
    assert abs(float(page.input_value("[name=x]")) + 2.5) < 0.03
    page.fill("[name=x]", "-2.5")
    page.fill("[name=y]", "0")
    page.locator("[name=y]").blur()
    raced(page, "told.arena.x === -2.5 && told.arena.y === 0")
    page.locator(".arena-box").focus()
    page.keyboard.press("ArrowUp")  # a fortieth of the window
    raced(page, "told.arena.y === 0.25")

    # Newton beside them; where it ends is where ∇f = 0, and the table says what became of everybody.
    page.select_option("[name=add]", "newton")
    page.click("text=+ Add")
    raced(page, "told.racers.length === 5")
    x, y = page.evaluate(f"{ARENA}.race.told.racers[4].end")
    assert abs(4 * x * (x * x + y - 11) + 2 * (x + y * y - 7)) < 1e-6 > abs(2 * (x * x + y - 11) + 4 * y * (x + y * y - 7))
    expect(page.locator(".arena-summary").first).to_have_text(re.compile(r"\d of 5 came within 0\.001 of the lowest value"))

    # For print: every step of every path stands at the place that the axes' numbers say.
    root = drawn.both(page, ".arena-files")
    ground, above = list(root.iter(drawn.SVG + "svg"))[2:4]
    across, up = drawn.axis(ground, "middle", "x"), drawn.axis(ground, "end", "y")
    path = page.evaluate(f"(({{x, y}}) => [...x].map((one, at) => [one, y[at]]))({ARENA}.race.paths[1])")
    line = drawn.places(drawn.lines(above, "#a941d1")[-1])
    assert len(line) == len(path) == 201 and ground.find(drawn.SVG + "image") is not None
    assert all(abs(across(px) - x) < 0.02 and abs(up(py) - y) < 0.02 for (px, py), (x, y) in zip(line, path, strict=True))
    assert {"Momentum 0.003", "Height above the lowest value"} <= set(drawn.words(root))
    assert re.fullmatch(r"Himmelblau.* · Step 200", root.findtext(drawn.SVG + "title"))

    # Time: the slider, keys, and playing to the end; less path is less ink.
    page.locator(".standings label", has_text="Momentum").click()
    expect(page.locator(".arena-chosen")).to_have_text("Momentum at step 200")
    whole = ink(page)
    slider = page.locator(".arena-time input")
    slider.fill("5")
    expect(page.locator(".arena-step")).to_have_text("5 / 200")
    assert ink(page) < whole
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".arena-step")).to_have_text("6 / 200")
    velocity = page.locator(".arena-state tr", has_text="Velocity").locator("td").first.inner_text()
    told = page.evaluate(f"{ARENA}.race.paths[1].slots.momentum.x[6]")
    assert abs(float(velocity.replace("−", "-")) - told) <= 0.005 * abs(told)
    slider.fill("180")
    page.locator("h1").click()
    page.keyboard.press(" ")
    expect(page.locator(".arena-play")).to_have_text("❚❚ Pause")
    expect(page.locator(".arena-step")).to_have_text("200 / 200", timeout=SOON)
    slider.fill("12")

    # Relief, turned by keys; then the address alone gives all of it back.
    page.click(".arena-views >> text=Relief")
    page.locator(".arena-box").focus()
    page.keyboard.press("ArrowRight")
    eventually(page, "() => location.search.includes('turn=35') && location.search.includes('step=12')")
    seen = page.evaluate(f"[{ARENA}.race.told.racers, {ARENA}.look]")
    shown = ink(page)
    page.reload()
    raced(page)
    expect(page.locator(".arena-chosen")).to_have_text("Momentum at step 12")
    assert page.evaluate(f"[{ARENA}.race.told.racers, {ARENA}.look]") == seen
    assert ink(page) == shown

    # One's own formula, wrong at first.
    console.expect("status of 422")
    page.select_option("#a-surface", "own")
    raced(page, "told.arena.surface.name === 'own'")
    page.fill("[name='surface.text']", "x^2 + 2y^2")
    page.locator("[name='surface.text']").blur()
    expect(page.locator("#f-surface-text-problem")).to_contain_text("Place 8: between “2” and “y” a sign is missing")
    assert page.input_value("[name='surface.text']") == "x^2 + 2y^2"
    page.fill("[name='surface.text']", "x^2 + 2*y^2")
    page.locator("[name='surface.text']").blur()
    raced(page, "told.arena.surface.text === 'x^2 + 2*y^2'")
    expect(page.locator("#f-surface-text-problem")).to_be_hidden()


def test_a_run_is_raced_with_other_optimizers_on_one_map(page):
    page.goto("/?training.epochs=20")
    train(page, "racer", **{"training.epochs": "20", "optimizer.lr": "0.3"})
    page.goto("/runs/")
    page.locator("main a[href^='/runs/']").first.click()
    page.click("text=Race optimizers")
    page.fill("[name='rate.adam']", "0.03")
    page.click("text=Start the race")
    page.wait_for_url("**/arena/runs/?run=*&run=*&run=*")
    trails = "document.querySelector('pg-trails')"
    eventually(page, f"() => {trails}?.race?.told.racers.every(one => one.last === 20)")
    told = page.evaluate(f"{trails}.race.told")
    assert [one["name"] for one in told["racers"]] == ["sgd", "momentum", "adam"]
    first, second = (round(1000 * share) for share in told["explained"])
    said = f"{first / 10:.1f} % along x, {second / 10:.1f} % along y"
    whole = f"{(first + second) / 10:.1f} % of the variance of the paths' weights: "
    expect(page.locator(".arena-summary")).to_contain_text(whole + said)
    assert not drawn.lacking(page)
    losses = drawn.taken(page, lambda: page.click(".arena-curve [data-take=svg]"))
    names = page.evaluate(f"{trails}.names")
    assert len(names) == 3 and {"Training loss", *names} <= {word.strip() for word in drawn.words(losses)}
    starts = page.evaluate(f"{trails}.race.paths.map(path => [path.x[0], path.y[0], path.loss[0]])")
    assert starts[0] == starts[1] == starts[2], "one start for all"
    whole = ink(page)
    page.locator(".arena-time input").fill("3")
    expect(page.locator(".arena-step")).to_have_text("epoch 3 / 20")
    assert ink(page) < whole
    page.select_option("#a-plane", "random")
    eventually(page, f"() => {trails}.race.told.kind === 'random' && location.search.includes('plane=random')")
    page.reload()
    eventually(page, f"() => {trails}?.race?.told.kind === 'random'")
    expect(page.locator(".arena-step")).to_have_text("epoch 3 / 20")
