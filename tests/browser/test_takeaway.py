"""A run taken away as one file and opened with the network cut: the same numbers and the same networks, at every epoch."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_first_light import SCENE, wait_until
from tests.browser.test_sharing import train

EXPOSED = """(() => {
  const film = document.querySelector("pg-xray canvas");
  return new Set(film.getContext("2d").getImageData(0, 0, film.width, film.height).data).size;
})()"""


@pytest.fixture
def offline(browser, console, tmp_path):
    """`offline(name, bytes)`: a page on that file, in a browser without a network; whatever it asks for all the same is kept."""
    context = browser.new_context()
    console.listen(context)
    context.set_offline(True)
    asked = []
    context.on("request", lambda request: asked.append(request.url))

    def opened(name: str, data: bytes):
        path = tmp_path / name
        path.write_bytes(data)
        page = context.new_page()
        page.goto(path.as_uri())
        return page

    yield opened
    context.close()
    assert not [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]


def fetched(page, address: str) -> bytes:
    answer = page.request.get(address)
    assert answer.status == 200, answer.text()[:200]
    return answer.body()


def test_a_file_replays_a_run_and_a_comparison_without_a_network(page, offline):
    train(page, epochs=40, speed="0")
    wait_until(page, f"{SCENE}.state === 'finished' && {SCENE}.length === 41")
    run_id = page.evaluate(f"{SCENE}.run.id")
    page.evaluate(f"{SCENE}.look(12)")
    wait_until(page, f"{SCENE}.frame?.seq === 12")
    past = page.evaluate(f"[...{SCENE}.weights]")
    losses = page.evaluate(f"[...{SCENE}.column('test_loss')]")

    taken = offline("run.html", fetched(page, f"/runs/{run_id}/files/html"))
    wait_until(taken, f"{SCENE}?.length === 41 && !!{SCENE}.painting")
    assert taken.evaluate(f"[...{SCENE}.column('test_loss')]") == losses
    said = re.compile(f"; test {re.escape(short(losses[-1]))}")
    expect(taken.locator("pg-curves .uplot")).to_have_attribute("aria-label", said)
    newest = taken.evaluate(f"[...{SCENE}.painting.output.slice(0, 400)].join()")
    assert taken.evaluate(EXPOSED) > 20, "the X-ray shows more than an empty film"
    taken.locator("#time").fill("12")
    expect(taken.locator("#epoch-now")).to_have_text("12")
    assert taken.evaluate(f"[...{SCENE}.weights]") == past
    wait_until(taken, f"[...{SCENE}.painting.output.slice(0, 400)].join() !== {newest!r}")
    taken.click("pg-xray .names button >> nth=0")
    expect(taken.locator("pg-histograms")).to_be_visible()

    both = offline("comparison.html", fetched(page, f"/compare/files/html?run={run_id}"))
    wait_until(both, "document.querySelector('pg-comparison')?.scene.runs[0].length === 41")
    expect(both.locator("pg-compared-curves canvas")).to_have_count(1)
    both.locator("pg-compared-maps").scroll_into_view_if_needed()
    words = f"Map of Run 1, epoch 40 · loss {short(losses[-1])}"
    expect(both.locator(".small-map canvas")).to_have_attribute("aria-label", words)


def short(loss: float) -> str:
    """Three decimals below 1, as readouts have them."""
    return f"{loss:.3f}"
