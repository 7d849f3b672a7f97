"""Keeping runs, as a person does: train two, star, name, archive, take back, filter; then sign up and see them elsewhere."""

import re
import time

import pytest
from playwright.sync_api import expect

SOON = 30_000  # ms; two cores may be busy with other things
WIDE = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture
def two_runs(page):
    """Two finished runs of this browser, started as a form without scripts starts them; their ids, oldest first."""
    page.goto("/")
    token = page.locator("#recipe input[name=csrfmiddlewaretoken]").get_attribute("value")
    for number, changes in enumerate(({}, {"data.name": "noisy_line", "loss.name": "mse", "network.layers": "none"})):
        form = {"csrfmiddlewaretoken": token, "do": "train", "token": f"run {number} {time.time()}", "speed": "0"}
        sent = form | {"training.epochs": "20"} | changes
        answer = page.request.post("/", form=sent, max_redirects=0, headers={"Referer": page.url})
        assert answer.status == 303, answer.text()
    deadline = time.monotonic() + SOON / 1000
    while page.goto("/runs/?state=finished") and page.locator("li.run").count() < 2:
        assert time.monotonic() < deadline, "the runs did not finish"
    return [box.get_attribute("value") for box in reversed(page.locator(".pick input").all())]


def ink(page, selector: str) -> bool:
    """Whether a canvas holds more than one colour."""
    return page.evaluate(
        """selector => { const canvas = document.querySelector(selector);
            const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            return new Set(new Uint32Array(data.buffer)).size > 3; }""",
        selector,
    )


def test_runs_are_kept_named_put_away_and_brought_back(page, two_runs):
    page.goto("/runs/")
    first, second = two_runs
    for run in two_runs:
        row = page.locator(f"li.run:has(#star-{run})")
        expect(row.locator("pg-thumb")).to_have_attribute("aria-label", re.compile("Map and losses at epoch 20; test loss"))
        for part in (".thumb-map", ".thumb-curve"):
            expect(row.locator(f"{part} canvas")).to_have_count(1)
            assert ink(page, f"li.run:has(#star-{run}) {part} canvas")
    page.click(f"#star-{first}")
    expect(page.locator(f"#star-{first}")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(f"#star-{first}")).to_be_focused()

    page.click(f"#more-{second}")
    page.click(f"#menu-{second} >> text=Rename")
    expect(page.locator(f"#new-title-{second}")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(f"#title-{second}")).to_contain_text("Run 2")
    page.click(f"#more-{second}")
    page.click(f"#menu-{second} >> text=Rename")
    page.fill(f"#new-title-{second}", "x" * 81)
    page.keyboard.press("Enter")
    expect(page.locator(f"#title-problem-{second}")).to_contain_text("81 characters are more than the 80 allowed")
    expect(page.locator(f"#new-title-{second}")).to_have_value("x" * 81)
    page.fill(f"#new-title-{second}", "A line through points")
    page.keyboard.press("Enter")
    expect(page.locator(f"#title-{second}")).to_contain_text("A line through points")

    page.click(f"#more-{first}")
    page.click(f"#menu-{first} >> text=Archive")
    expect(page.locator(".deed")).to_contain_text("1 run archived.")
    expect(page.locator("li.run")).to_have_count(1)
    page.click("#undo")
    expect(page.locator("li.run")).to_have_count(2)

    page.locator(".pick input").nth(0).check()
    page.locator(".pick input").nth(1).check()
    expect(page.locator(".bulk")).to_contain_text("2 ticked")
    page.click(".bulk >> text=Archive")
    expect(page.locator(".deed")).to_contain_text("2 runs archived.")
    expect(page.locator("li.run")).to_have_count(0)
    page.reload()
    page.click("#undo")
    expect(page.locator("li.run")).to_have_count(2)

    page.check("input[name=starred]")
    page.wait_for_url("**/runs/?starred=1")
    expect(page.locator("li.run")).to_have_count(1)
    page.goto("/runs/")
    page.fill(".by-title", "line")
    page.keyboard.press("Enter")
    page.wait_for_url("**/runs/?title=line")
    expect(page.locator("a.run-title")).to_have_text("A line through points")
    page.click("a.run-title")
    page.wait_for_url(f"**/runs/{second}/")


def test_a_row_deletes_its_run_after_saying_its_name(page, two_runs):
    page.goto("/runs/")
    number = page.locator(".run .run-title").first.inner_text()
    page.locator(".run .more").first.click()
    menu = page.locator(".run-menu:popover-open")
    menu.locator("summary").click()
    expect(menu).to_contain_text(f"{number}, its weights and every link to it")
    expect(page.locator(".run-menu:popover-open .danger")).to_be_in_viewport(ratio=1)
    menu.locator(".danger").click()
    expect(page.locator(".deed")).to_have_text("1 run deleted.")
    expect(page.locator(".run")).to_have_count(1)
    expect(page.locator(".run-title")).not_to_have_text(number)


def test_a_form_put_into_the_list_sends_itself_the_short_way_at_once(page, two_runs):
    """Whoever types faster than a pause for settling would send the plain form, whose refusal is a page of its own."""
    page.goto("/runs/")
    run = two_runs[0]
    page.evaluate(
        """id => new MutationObserver((_, watch) => { // tells before anything else can happen on the page
            const name = document.getElementById(`new-title-${id}`);
            if (!name) return;
            watch.disconnect();
            name.value = "x".repeat(81);
            name.form.requestSubmit();
            window.stayed = true;
        }).observe(document.querySelector("pg-runs"), {childList: true, subtree: true})""",
        run,
    )
    page.click(f"#more-{run}")
    page.click(f"#menu-{run} >> text=Rename")
    expect(page.locator(f"#title-problem-{run}")).to_contain_text("81 characters are more than the 80 allowed")
    expect(page.locator("li.run")).to_have_count(2)
    assert page.evaluate("window.stayed")


def test_a_row_follows_its_run_while_it_trains(page, console):
    page.goto("/")
    token = page.locator("#recipe input[name=csrfmiddlewaretoken]").get_attribute("value")
    form = {"csrfmiddlewaretoken": token, "do": "train", "token": f"slow {time.time()}", "speed": "30", "training.epochs": "150"}
    page.request.post("/", form=form, max_redirects=0, headers={"Referer": page.url})
    page.goto("/runs/")
    row = page.locator("li.run")
    expect(row.locator("pg-thumb")).to_have_class(re.compile("none"))
    expect(row.locator(".marks")).to_contain_text("Finished", timeout=SOON)
    expect(row.locator(".when")).to_contain_text("150 / 150")
    expect(row.locator(".thumb-curve canvas")).to_have_count(1)
    page.click("li.run .star")  # what htmx knew, it still knows
    expect(page.locator("li.run .star")).to_have_attribute("aria-pressed", "true")


def test_an_account_shows_the_same_runs_on_another_device(page, two_runs, visitor, console):
    name = f"ada{time.time_ns()}"
    page.set_viewport_size({"width": 390, "height": 664})
    page.goto("/account/new/")
    page.fill("#name", name)
    page.fill("#password", "short")
    page.click("main button")
    expect(page.locator("#password-problem")).to_contain_text("at least 8 characters")
    expect(page.locator("#name")).to_have_value(name)
    console.expect("422")
    page.fill("#password", "correct horse battery")
    page.click("main button")
    page.wait_for_url("**/runs/")
    expect(page.locator("li.run")).to_have_count(2)
    assert page.evaluate(WIDE) <= 0

    phone = visitor(color_scheme="dark")
    phone.goto("/account/session/")
    phone.fill("#name", name.upper())
    phone.fill("#password", "correct horse battery")
    phone.click("main button")
    phone.wait_for_url("**/runs/")
    expect(phone.locator("li.run")).to_have_count(2)
    phone.click("a.run-title >> nth=1")  # its page follows it through a socket of the account's
    deadline = time.monotonic() + SOON / 1000
    while not phone.evaluate("document.querySelector('pg-instrument').scene?.newest >= 20"):
        assert time.monotonic() < deadline, "the run was not replayed on the other device"
        time.sleep(0.05)
    phone.goto("/account/")
    phone.click("text=Sign out")
    phone.goto("/runs/")
    expect(phone.locator(".no-runs")).to_contain_text("These are examples.")
