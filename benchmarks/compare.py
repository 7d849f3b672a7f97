"""Forty runs of 2,000 records beside each other, in Chromium against the real site: ``python -m benchmarks.compare``.

The runs are trained for it. A visit counts until every record of every run is drawn and the page has come to rest behind that
frame; panning and zooming count the frames in which the chart was drawn again while the mouse moved.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import tempfile
import time
from pathlib import Path

from playwright.async_api import async_playwright

from benchmarks.measuring import ROUNDS, conditions, figure
from benchmarks.visitor import Visitor
from tests.browser.conftest import ARGUMENTS, chromium
from tests.servers import running_server

RUNS, EPOCHS = 40, 2000
MOVING = 5.0  # seconds of panning, and of zooming
REPORTS = 60  # movements of the mouse a second
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


async def visits(browser, visitor: Visitor, url: str, address: str):
    """The page of one of several first visits, nothing cached; prints how long they took."""
    waits = []
    for number in range(ROUNDS + 1):
        context = await browser.new_context(viewport=SIZE)
        await context.add_cookies([{"name": one.name, "value": one.value, "url": url} for one in visitor.jar])
        page = await context.new_page()
        await page.add_init_script(STOPWATCH)
        await page.goto(address)
        deadline = time.monotonic() + 60
        while (wait := await page.evaluate("benchmark.drawn")) is None:
            if time.monotonic() > deadline:
                raise SystemExit("The page did not draw every run within 60 s.")
            await asyncio.sleep(0.02)
        waits.append(wait)
        if number < ROUNDS:
            await context.close()
    print(f"# visits {', '.join(f'{wait:.0f}' for wait in waits[1:])} ms")
    figure(
        "compare_40_interactive_ms", statistics.median(waits[1:]), f"ms from the click to {RUNS} runs of {EPOCHS} records drawn"
    )
    return page


async def movement(page) -> None:
    """Zoom in and out with the wheel, pan with Shift and a drag there and back."""
    await page.evaluate(COUNT)
    box = await page.locator("pg-compared-curves .u-over").bounding_box()
    middle, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    await page.mouse.move(middle, y)
    await page.keyboard.down("Control")
    await _frames(page, "zoom", lambda turn: page.mouse.wheel(0, -12 if turn % 60 < 30 else 11))
    await page.keyboard.up("Control")
    await page.keyboard.down("Shift")
    await page.mouse.down()
    await _frames(page, "pan", lambda turn: page.mouse.move(middle + 300 * (abs(turn % 80 - 40) / 20 - 1), y))
    await page.mouse.up()
    await page.keyboard.up("Shift")


async def _frames(page, name: str, move) -> None:
    """A mouse tells its movements by its own clock. To wait for the answer to each before the next would time the
    driver's way there and back: two of the screen's frames for a turn of the wheel, whatever a frame costs."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Performance.enable")
    before, busy, began, told = await page.evaluate("benchmark.frames"), await _busy(devtools), time.monotonic(), []
    while (now := time.monotonic() - began) < MOVING:
        told.append(asyncio.create_task(move(len(told))))
        await asyncio.sleep(max(0, len(told) / REPORTS - now))
    await asyncio.gather(*told)
    seconds, drawn = time.monotonic() - began, await page.evaluate("benchmark.frames") - before
    if drawn < MOVING:
        raise SystemExit("The chart did not move: nothing was measured.")
    busy = await _busy(devtools) - busy
    figure(
        f"compare_{name}_fps",
        drawn / seconds,
        f"frames/s at {REPORTS} movements/s; {1000 * busy / drawn:.1f} ms of script and painting each",
    )


async def _busy(devtools) -> float:
    """Seconds that the page's main thread has worked."""
    metrics = (await devtools.send("Performance.getMetrics"))["metrics"]
    return next(one["value"] for one in metrics if one["name"] == "TaskDuration")


async def browsed(visitor: Visitor, url: str, runs: list[str]) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        page = await visits(browser, visitor, url, f"{url}/compare/?{'&'.join(f'run={run}' for run in runs)}")
        await movement(page)
        await browser.close()


def main() -> None:
    conditions()
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder) / "data") as server:
        visitor, runs = trained(server.url)
        print(f"# load {os.getloadavg()[0]:.1f}")
        asyncio.run(browsed(visitor, server.url, runs))
    print(f"# load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
