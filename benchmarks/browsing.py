"""What a person feels in the browser: from a press on Train to the first drawing, a message's work, dragging through time."""

from __future__ import annotations

import statistics
import time

from benchmarks.measuring import figure

CLICKS = 24
WATCHED = 12.0  # seconds of a run at the usual speed
EPOCHS = 1000  # of the run that is dragged through: more than 300 of them have a key frame
DRAG = 6.0  # seconds
SCENE = "document.querySelector('pg-instrument').scene"
# From the press itself, as the browser stamps it, to the task after the frame in which the islands drew the first record.
STOPWATCH = """() => {
    globalThis.benchmark = {presses: [], drawn: [], paintings: 0};
    document.getElementById("train").addEventListener("click", (event) => {
        if (event.currentTarget.value !== "train") return;
        benchmark.presses.push(event.timeStamp);
        const scene = document.querySelector("pg-instrument").scene;
        const told = () => {
            if (!scene.length) return;
            scene.removeEventListener("records", told);
            requestAnimationFrame(() => setTimeout(() => benchmark.drawn.push(performance.now())));
        };
        scene.addEventListener("records", told);
    }, {capture: true});
    document.querySelector("pg-instrument").scene.addEventListener("painted", () => { benchmark.paintings += 1; });
}"""


def until(page, condition: str, seconds: float = 30) -> None:
    """Poll; Playwright's own wait would need eval, which the site's policy forbids."""
    deadline = time.monotonic() + seconds
    while not page.evaluate(condition):
        if time.monotonic() > deadline:
            raise SystemExit(f"The page did not come so far within {seconds:.0f} s: {condition}")
        time.sleep(0.02)


def opened(browser, url: str):
    page = browser.new_context(viewport={"width": 1366, "height": 625}).new_page()
    page.goto(url)
    until(page, f"!!{SCENE}?.painting")
    page.evaluate(STOPWATCH)
    return page


def first_chunk(page) -> None:
    """Press Train, wait for the first record on the screen, back to the start; again."""
    for number in range(CLICKS + 2):  # two for warmth
        page.click("#train")
        until(page, f"benchmark.drawn.length === {number + 1}")
        page.click("button[value=reset]")
        until(page, f"{SCENE}.state === 'new'")
        time.sleep(0.1 + 0.037 * (number % 8))  # at another moment of every clock involved
    waits = page.evaluate("benchmark.drawn.map((drawn, index) => drawn - benchmark.presses[index])")[2:]
    figure("first_chunk_median_ms", statistics.median(waits), "ms")
    figure("first_chunk_p95_ms", sorted(waits)[int(0.95 * len(waits))], "ms")


def page_work(page) -> None:
    """Main-thread time per message with records, as the page counts it, and per message as the browser counts all its tasks."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")
    page.click("#train")
    until(page, f"{SCENE}.length > 3")
    before, busy = page.evaluate("({...pgWork})"), _task_seconds(devtools)
    time.sleep(WATCHED)
    after, busy = page.evaluate("({...pgWork})"), _task_seconds(devtools) - busy
    page.click("button[value=reset]")
    chunks = after["chunks"] - before["chunks"]
    if chunks < WATCHED:
        raise SystemExit(f"Only {chunks} messages with records came in {WATCHED:.0f} s.")
    figure("page_work_ms", (after["ms"] - before["ms"]) / chunks, "ms a message with records")
    figure("page_tasks_ms", 1000 * busy / chunks, "ms of main thread a message, whatever its cause")
    figure("page_messages_a_second", chunks / WATCHED, "with records")


def _task_seconds(devtools) -> float:
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    return next(one["value"] for one in metrics if one["name"] == "TaskDuration")


def slider(browser, url: str) -> None:
    """Drag from the first epoch to the last; a frame counts when the map of another moment has been painted."""
    page = opened(browser, f"{url}/?training.epochs={EPOCHS}&speed=0")
    page.click("#train")
    until(page, f"{SCENE}.state === 'finished'", 120)
    frames = page.evaluate(f"{SCENE}.length")
    box = page.locator("pg-time input").bounding_box()
    left, right, y = box["x"] + 8, box["x"] + box["width"] - 8, box["y"] + box["height"] / 2
    page.mouse.move(left, y)
    page.mouse.down()
    began, before = time.monotonic(), page.evaluate("benchmark.paintings")
    while (part := (time.monotonic() - began) / DRAG) < 1:
        page.mouse.move(left + part * (right - left), y)
    seconds, painted = time.monotonic() - began, page.evaluate("benchmark.paintings") - before
    page.mouse.up()
    if page.evaluate(f"{SCENE}.lookingAt") is None and painted < 10:
        raise SystemExit("The slider did not move: nothing was measured.")
    figure("slider_fps", painted / seconds, f"maps a second over {frames} records")
    page.context.close()
