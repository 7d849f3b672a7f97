"""Pictures of the pages beside the first one: arena, race of runs, comparison, sweep, map, lists and the share menu."""

import contextlib
import re
import time
from pathlib import Path

from panel_pictures import save, trained
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as Timeout

from tests.browser.test_arena import raced
from tests.browser.test_compare import SCENE as COMPARED
from tests.browser.test_compare import eventually, train
from tests.browser.test_first_light import SCENE, wait_until

DESK = {"viewport": {"width": 1440, "height": 900}}
LIVE = 240_000  # ms: what trains beside other things
LISTED = (  # runs for the gallery: what differs from the first set-up
    {"optimizer.name": "adam", "optimizer.lr": "0.03"},
    {"data.name": "moons", "optimizer.lr": "0.1"},
    {"data.name": "spirals", "optimizer.name": "adam", "optimizer.lr": "0.03", "network.layers.0.units": "16"},
    {"data.name": "iris", "optimizer.name": "lbfgs", "training.batch_size": "none"},
)
SWEPT = "training.epochs=40&training.batch_size=64"
MAPPED = "data.samples=40&training.batch_size=20&network.layers.0.name=dense&network.layers.0.units=1&optimizer.name=momentum"


def take(browser, url: str, to: Path, quality: int) -> list[str]:
    """Write `page-<name>.webp`; returns the names written."""
    context = browser.new_context(base_url=url, color_scheme="light", locale="en-US", **DESK)
    page = context.new_page()
    page.set_default_timeout(LIVE)
    page.goto("/")
    page.evaluate("localStorage.setItem('hints', JSON.stringify({off: true}))")
    written = []
    for name, made in PAGES.items():
        made(page)
        page.mouse.move(1, 1)
        page.wait_for_timeout(800)  # what draws itself follows its words
        written.append(save(page.screenshot(), to / f"page-{name}.webp", quality))
    context.close()
    return written


def arena(page: Page) -> None:
    page.goto("/arena/")
    raced(page)
    page.select_option("#a-surface", "rosenbrock")
    raced(page, "told.arena.surface.name === 'rosenbrock'")
    page.select_option("[name=add]", "newton")
    page.click("text=+ Add")
    raced(page, "told.racers.length === 5")


def relief(page: Page) -> None:
    page.click(".arena-views >> text=Relief")


def runs(page: Page) -> None:
    """The list, with the runs that the pages after this one show."""
    page.goto("/")
    for number, changes in enumerate(LISTED):
        train(page, f"listed {number}", **{"training.epochs": "200"} | changes)
    for number, (rate, seed) in enumerate((rate, seed) for rate in ("0.03", "0.3") for seed in "12"):
        train(page, f"pair {number}", **{"optimizer.lr": rate, "seed": seed, "training.epochs": "120"})
    page.goto("/runs/")
    deadline = time.monotonic() + LIVE / 1000
    while page.locator("main :text('Finished')").count() < len(LISTED) + 4 and time.monotonic() < deadline:
        page.wait_for_timeout(1000)
        page.reload()


def comparison(page: Page) -> None:
    for box in page.locator(".pick input").all()[:4]:
        box.check()
    page.click(".bulk >> text=Compare")
    page.wait_for_url("**/compare/?run=*")
    eventually(page, f"{COMPARED}?.runs.every(run => run.newest === 120)")


def race_of_runs(page: Page) -> None:
    page.goto("/runs/")
    page.locator("main a[href^='/runs/']").first.click()
    page.click("text=Race optimizers")
    page.fill("[name='rate.adam']", "0.03")
    page.click("text=Start the race")
    page.wait_for_url("**/arena/runs/?run=*&run=*&run=*")
    eventually(page, "() => document.querySelector('pg-trails')?.race?.told.racers.every(one => one.last === 120)")


def share_menu(page: Page) -> None:
    trained(page, "training.epochs=120")
    page.click(".share-button")
    page.click("[data-level=link]")
    page.locator(".share-qr").wait_for(state="visible")


def explore(page: Page) -> None:
    """The gallery, after the first runs were listed."""
    page.goto("/runs/")
    links = page.locator("main a[href^='/runs/']").evaluate_all("all => [...new Set(all.map(one => one.getAttribute('href')))]")
    runs = [link for link in links if re.fullmatch(r"/runs/[\w-]{22}/", link)]
    for link in runs[-len(LISTED) - 4 :]:
        page.goto(link)
        wait_until(page, f"!!{SCENE}?.recipe")
        page.click(".share-button")
        page.click("[data-level=listed]")
        page.locator("[data-level=listed][aria-pressed=true]").wait_for()
    page.goto("/explore/")


def sweep(page: Page) -> None:
    page.goto(f"/?{SWEPT}")
    page.get_by_role("button", name="Sweep…").click()
    page.get_by_label("Learning rate").fill("0.003..3 log 7")
    page.get_by_label("Optimizer", exact=True).fill("sgd, momentum, rmsprop, adam, lion")
    page.get_by_role("button", name="Count").click()
    page.get_by_role("button", name="Start the sweep").click()
    page.locator("#sweep-live:not([hx-get])").wait_for()
    page.locator(".square").nth(17).focus()


def trainability(page: Page) -> None:
    page.goto(f"/maps/?{MAPPED}")
    page.get_by_role("button", name="Draw the map").click()
    page.wait_for_url(re.compile(r"/maps/[\w-]{22}/"))
    with contextlib.suppress(Timeout):  # a map that is not whole by then is drawn as far as it is
        page.locator("#map-live:not([hx-get])").wait_for(timeout=LIVE)


def experiments(page: Page) -> None:
    page.goto("/experiments/")


PAGES = {
    "arena": arena,
    "arena-relief": relief,
    "runs": runs,
    "compare": comparison,
    "race-of-runs": race_of_runs,
    "share": share_menu,
    "explore": explore,
    "sweep": sweep,
    "map": trainability,
    "experiments": experiments,
}
