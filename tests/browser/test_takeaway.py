"""A run taken away as one file and opened with the network cut: the same numbers and the same networks, at every epoch."""

import re
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import expect

from tests.browser import drawn
from tests.browser.test_first_light import SCENE, wait_until
from tests.browser.test_sharing import train

EXPOSED = """(() => {
  const film = document.querySelector("pg-xray canvas");
  return new Set(film.getContext("2d").getImageData(0, 0, film.width, film.height).data).size;
})()"""

LISTED = """fetch("/runs/RUN/shares/", {
  method: "POST",
  headers: {Accept: "application/json", "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value},
  body: new URLSearchParams({share: "list"}),
}).then((answer) => answer.json()).then(({made}) => made.token)"""


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


@pytest.fixture
def other_site(tmp_path):
    """`other_site(html)`: the address of that page on a site that is not ours."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path))
    Thread(target=server.serve_forever, daemon=True).start()

    def served(html: str) -> str:
        (tmp_path / "framing.html").write_text(html)
        (tmp_path / "favicon.ico").write_bytes(b"")
        return f"http://localhost:{server.server_port}/framing.html"

    yield served
    server.shutdown()
    server.server_close()


def test_a_run_is_replayed_out_of_a_file_and_in_a_frame_on_another_site(page, offline, other_site):
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
    assert not drawn.lacking(taken)
    curves = drawn.taken(taken, lambda: taken.evaluate("document.querySelector('[data-of=pg-curves][data-take=svg]').click()"))
    assert "Run 1 · loss" in drawn.words(curves), "a file knows its run by the title"
    taken.locator("#time").fill("12")
    expect(taken.locator("#epoch-now")).to_have_text("12")
    assert taken.evaluate(f"[...{SCENE}.weights]") == past
    wait_until(taken, f"[...{SCENE}.painting.output.slice(0, 400)].join() !== {newest!r}")
    taken.click("pg-xray .names button >> nth=0")
    expect(taken.locator("pg-histograms")).to_be_visible()

    token = page.evaluate(LISTED.replace("RUN", run_id))
    base = page.url.split("/", 3)[2]
    frame = f'<!doctype html><iframe src="http://{base}/embed/{token}/" width="720" height="640"></iframe>'
    before = {one["name"] for one in page.context.cookies()}
    elsewhere = page.context.new_page()
    elsewhere.goto(other_site(frame))
    framed = elsewhere.frames[1]
    framed.wait_for_selector("pg-curves .uplot")
    wait_until(framed, f"{SCENE}?.length === 41 && !!{SCENE}.painting")
    assert not [one for one in elsewhere.context.cookies(f"http://{base}/") if one["name"] not in before], "none came along"
    assert framed.evaluate(f"[...{SCENE}.column('test_loss')]") == losses and framed.evaluate("document.cookie") == ""
    elsewhere.set_viewport_size({"width": 390, "height": 844})
    for language in ("en", "zh-CN"):  # on a phone the scale and its button share a line, whatever their words
        elsewhere.set_extra_http_headers({"Accept-Language": language})
        elsewhere.goto(f"http://{base}/embed/{token}/")
        wait_until(elsewhere, f"{SCENE}?.length === 41 && !!{SCENE}.painting")
        for _ in range(2):
            scale, button = (elsewhere.locator(one).bounding_box() for one in ("#film-legend", "#film-fit"))
            assert scale["x"] + scale["width"] <= button["x"] and button["x"] + button["width"] <= 382, language
            assert scale["y"] - 2 <= button["y"] <= scale["y"] + scale["height"], language
            elsewhere.click("#film-fit")

    both = offline("comparison.html", fetched(page, f"/compare/files/html?run={run_id}"))
    wait_until(both, "document.querySelector('pg-comparison')?.scene.runs[0].length === 41")
    assert not drawn.lacking(both)
    expect(both.locator("pg-compared-curves canvas")).to_have_count(1)
    both.locator("pg-compared-maps").scroll_into_view_if_needed()
    words = f"Map of Run 1, epoch 40 · loss {short(losses[-1])}"
    expect(both.locator(".small-map canvas")).to_have_attribute("aria-label", words)


def short(loss: float) -> str:
    """Three decimals below 1, as readouts have them."""
    return f"{loss:.3f}"
