"""A thinned run is opened: what was dropped comes back on the page that is open, which is not loaded again."""

from playwright.sync_api import expect

from tests.browser.test_first_light import SCENE, wait_until
from tests.browser.test_sharing import train

DROPPED = """fetch("/runs/", {
  method: "POST", headers: {"X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value},
  body: new URLSearchParams({do: "thin", run: "RUN"}),
}).then((answer) => answer.status)"""


def test_what_was_dropped_comes_back_without_loading_the_page_again(page):
    train(page, epochs=1200, speed="0")
    wait_until(page, f"{SCENE}.state === 'finished'")
    run_id = page.evaluate(f"{SCENE}.run.id")
    page.evaluate(f"{SCENE}.look(64)")
    wait_until(page, f"{SCENE}.frame?.seq === 64")
    past = page.evaluate(f"[...{SCENE}.weights]")
    assert page.evaluate(DROPPED.replace("RUN", run_id)) == 200
    page.goto(f"/runs/{run_id}/")
    page.evaluate("globalThis.here = true")
    expect(page.locator("#retraining progress")).to_be_visible()
    page.evaluate(f"{SCENE}.look(64)")
    wait_until(page, f"{SCENE}.frame?.seq === 64")
    assert page.evaluate(f"[...{SCENE}.weights]") == past
    expect(page.locator("#retraining")).to_have_text("What had been dropped is back, bit for bit.")
    assert page.evaluate("globalThis.here === true"), "the same page"
