"""Pictures of what stands below and beside the first page: every tab of "Look closer", and networks and data of other kinds."""

import contextlib
import io
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import TimeoutError as Timeout

from tests.browser.test_first_light import SCENE, wait_until

WINDOW = {"viewport": {"width": 1440, "height": 900}}
CNN = "data.name=digits&network.layers.0.name=conv2d&network.layers.1.name=max_pool2d&network.layers.2.name=flatten"
# name → set-up: one of each kind of data and of network
ADAM = "optimizer.name=adam&optimizer.lr=0.01"
STAGES = {
    "pictures": f"{CNN}&training.epochs=20&{ADAM}",
    "sequences": f"data.name=remember_first&data.lag=20&network.layers.0.name=lstm&{ADAM}&training.epochs=30",
    "table": "data.name=wine&training.epochs=60",
    "curve": "data.name=curve_sine&training.epochs=40&optimizer.name=lbfgs&training.batch_size=none",
    "newton": "data.name=regression_plane&network.layers=none&optimizer.name=newton&training.batch_size=none&training.epochs=5",
}
# tab → the stage it is opened on, where its subject is to be seen; the others look at "First light"
ON = {"feature-maps": "pictures", "through_time": "sequences", "line_search": "curve"}
FIRST_LIGHT = "training.epochs=150"


def take(browser, url: str, to: Path, quality: int) -> list[str]:
    """Write `stage-<name>.webp` and `tab-<key>.webp`; returns the names written."""
    context = browser.new_context(base_url=url, color_scheme="light", locale="en-US", **WINDOW)
    page = context.new_page()
    page.set_default_timeout(120_000)
    written = []
    for name, query in STAGES.items():
        trained(page, query)
        written.append(save(page.screenshot(), to / f"stage-{name}.webp", quality))
        written += [tab(page, key, to, quality) for key, stage in ON.items() if stage == name]
    trained(page, FIRST_LIGHT)
    keys = page.eval_on_selector_all("#closer [role=tab]", "tabs => tabs.map(tab => tab.dataset.tab)")
    written += [tab(page, key, to, quality) for key in keys if key not in ON]
    context.close()
    return written


def tab(page, key: str, to: Path, quality: int) -> str:
    """Open a tab on the run on show, have it do its work, and write its picture."""
    chosen = page.locator(f"#tab-{key}")
    if chosen.get_attribute("aria-selected") == "true":
        chosen.scroll_into_view_if_needed()
    else:
        with page.expect_response(re.compile(f"/tabs/{key}/")):
            chosen.click()
    page.wait_for_selector("#closer-panel .about")
    page.wait_for_load_state("networkidle")
    start = page.locator("#closer-panel form.tab-start button").first
    if start.count() and start.is_enabled():
        with contextlib.suppress(Timeout):  # what was asked before is answered at once, and its button may go with it
            start.click(timeout=5_000)
            page.wait_for_selector("#closer-panel .task-open", state="attached", timeout=3_000)
        page.wait_for_selector("#closer-panel .task-open", state="detached")
    page.wait_for_load_state("networkidle")
    page.mouse.move(1, 1)
    page.wait_for_timeout(1500)  # what a tab draws itself follows its words
    return save(page.locator("#closer").screenshot(), to / f"tab-{key}.webp", quality)


def trained(page, query: str) -> None:
    page.goto(f"/?{query}")
    page.evaluate("localStorage.setItem('hints', JSON.stringify({off: true}))")
    page.evaluate("sessionStorage.clear()")
    page.reload()
    wait_until(page, f"!!{SCENE}?.picture && !!{SCENE}.recipe")
    page.evaluate("document.querySelector('input[name=speed][value=\"0\"]').click()")
    page.click("#train")
    wait_until(page, f"['finished', 'diverged', 'stopped'].includes({SCENE}.state)")
    page.mouse.move(1, 1)
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def save(png: bytes, path: Path, quality: int) -> str:
    Image.open(io.BytesIO(png)).save(path, quality=quality, method=6)
    return path.name
