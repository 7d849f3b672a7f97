"""Forty runs of 2,000 records beside each other, in Chromium against the real site: ``python -m benchmarks.compare``.

The runs are trained for it. A visit counts until every record of every run is drawn and the page has come to rest behind that
frame; panning and zooming count the frames in which the chart was drawn again while the mouse moved.
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.browsing import until
from benchmarks.measuring import ROUNDS, conditions, figure
from benchmarks.visitor import Visitor
from tests.browser.conftest import ARGUMENTS, chromium
from tests.servers import running_server

RUNS, EPOCHS = 40, 2000
MOVING = 5.0  # seconds of panning, and of zooming
SIZE = {"width": 1440, "height": 900}
# Watches from the first script on: the moment at which all lines are drawn whole, seen from the task after that frame.
STOPWATCH = """(() => {
    globalThis.benchmark = {drawn: null, frames: 0};
    const look = () => {
        const lines = document.querySelector("pg-compared-curves")?.drawn?.lines ?? [];
        const whole = lines.length === RUNS && lines.every(({line}) => line.x.length > EPOCHS);
        if (whole) setTimeout(() => { benchmark.drawn = performance.now(); });
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})()""".replace("RUNS", str(RUNS)).replace("EPOCHS", str(EPOCHS))
COUNT = """() => {
    const chart = document.querySelector("pg-compared-curves");
    const draw = chart.draw;
    chart.draw = () => { benchmark.frames += 1; draw.call(chart); };
}"""


def trained(url: str) -> tuple[Visitor, list[str]]:
    """Somebody with forty finished runs of different rates and seeds."""
    visitor = Visitor(url)
    rates = ("0.003", "0.01", "0.03", "0.1")
    runs = [
        visitor.train(
            0, **{"optimizer.lr": rates[number % 4], "seed": number, "training.epochs": EPOCHS, "token": f"run {number}"}
        )
        for number in range(RUNS)
    ]
    query, deadline = "&".join(f"run={run}" for run in runs), time.monotonic() + 600
    while True:
        answer = json.loads(visitor.web.open(f"{url}/compare/states?{query}", timeout=30).read())["states"]
        if all(one["state"] == "finished" for one in answer.values()):
            return visitor, runs
        if time.monotonic() > deadline:
            raise SystemExit(f"The runs did not finish: {sorted((one['state'], one['epoch']) for one in answer.values())[:3]}")
        time.sleep(1)


def visits(browser, visitor: Visitor, url: str, address: str):
    """The page of one of several first visits, nothing cached; prints how long they took."""
    waits = []
    for number in range(ROUNDS + 1):
        context = browser.new_context(viewport=SIZE)
        context.add_cookies([{"name": one.name, "value": one.value, "url": url} for one in visitor.jar])
        page = context.new_page()
        page.add_init_script(STOPWATCH)
        page.goto(address)
        until(page, "benchmark.drawn !== null", 60)
        waits.append(page.evaluate("benchmark.drawn"))
        if number < ROUNDS:
            context.close()
    print(f"# visits {', '.join(f'{wait:.0f}' for wait in waits[1:])} ms")
    figure(
        "compare_40_interactive_ms", statistics.median(waits[1:]), f"ms from the click to {RUNS} runs of {EPOCHS} records drawn"
    )
    return page


def movement(page) -> None:
    """Zoom in with the wheel, pan with Shift and a drag there and back, zoom out again."""
    page.evaluate(COUNT)
    box = page.locator("pg-compared-curves .u-over").bounding_box()
    middle, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(middle, y)
    page.keyboard.down("Control")
    figure("compare_zoom_fps", _frames(page, lambda turn: page.mouse.wheel(0, -12 if turn % 60 < 30 else 11)), "frames/s")
    page.keyboard.up("Control")
    page.keyboard.down("Shift")
    page.mouse.down()
    figure(
        "compare_pan_fps",
        _frames(page, lambda turn: page.mouse.move(middle + 300 * (abs(turn % 80 - 40) / 20 - 1), y)),
        "frames/s",
    )
    page.mouse.up()
    page.keyboard.up("Shift")


def _frames(page, move) -> float:
    before, began, turn = page.evaluate("benchmark.frames"), time.monotonic(), 0
    while time.monotonic() - began < MOVING:
        move(turn)
        turn += 1
    seconds = time.monotonic() - began
    drawn = page.evaluate("benchmark.frames") - before
    if drawn < MOVING:
        raise SystemExit("The chart did not move: nothing was measured.")
    return drawn / seconds


def main() -> None:
    conditions()
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server(Path(folder) / "data") as server,
        sync_playwright() as playwright,
    ):
        visitor, runs = trained(server.url)
        print(f"# load {os.getloadavg()[0]:.1f}")
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        page = visits(browser, visitor, server.url, f"{server.url}/compare/?{'&'.join(f'run={run}' for run in runs)}")
        movement(page)
        browser.close()
    print(f"# load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
