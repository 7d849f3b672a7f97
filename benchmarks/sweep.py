"""A sweep through the real site: a thousand default networks of 200 epochs, from the form's POST to the last result.

    python -m benchmarks.sweep

The same runs in idiomatic PyTorch, one by one in one process, are the measure: their rate is 1. Meanwhile somebody looks at
pages.
"""

from __future__ import annotations

import http.cookiejar
import json
import re
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from pathlib import Path

import torch

import engine  # noqa: F401  (sets threads before torch does anything)
from benchmarks.engine import Idiomatic
from benchmarks.measuring import conditions, figure
from engine.plan import Plan
from engine.spec import parse
from tests.servers import Server, running_server

EPOCHS, RATES, SEEDS = 200, 40, 25
PAGES = ("/", "/runs/", "/sweeps/", "/experiments/")
ASKED = {"optimizer.lr": f"1e-3..10 log {RATES}", "seed": f"1..{SEEDS}", "training.epochs": str(EPOCHS)}


def idiomatic_rate(epochs: int = 300) -> float:
    """Runs a second, one after another, as most people write them."""
    once = Idiomatic(Plan(parse({})), epochs)
    once()
    start = time.perf_counter()
    once()
    return epochs / EPOCHS / (time.perf_counter() - start)


class Visitor:
    """A browser's worth of cookies."""

    def __init__(self, server: Server):
        self.server = server
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(self, address: str, headers: dict | None = None) -> str:
        with self.opener.open(urllib.request.Request(self.server.url + address, headers=headers or {}), timeout=60) as answer:
            return answer.read().decode()

    def start(self, asked: dict[str, str]) -> str:
        """Open the form, press the button; the address of the results."""
        html = self.get("/sweeps/new/?" + urllib.parse.urlencode(asked))
        secret = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)[1]
        body = urllib.parse.urlencode({**asked, "csrfmiddlewaretoken": secret}).encode()
        request = urllib.request.Request(self.server.url + "/sweeps/", body, {"Referer": self.server.url + "/sweeps/new/"})
        with self.opener.open(request, timeout=60) as answer:
            return urllib.parse.urlparse(answer.url).path


def looking(server: Server, over: threading.Event, times: list[float]) -> None:
    """Somebody else, opening one page after another, twice a second."""
    visitor = Visitor(server)
    for page in PAGES:
        visitor.get(page)
    while not over.is_set():
        for page in PAGES:
            start = time.perf_counter()
            visitor.get(page)
            times.append(time.perf_counter() - start)
            over.wait(0.25)


def ended(html: str) -> tuple[int, int]:
    found = re.search(r'<progress max="(\d+)" value="(\d+)"', html)
    return int(found[2]), int(found[1])


def main() -> None:
    conditions()
    torch.set_num_threads(1)
    rates = [idiomatic_rate() for _ in range(3)]
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder) / "data") as server:
        visitor = Visitor(server)
        visitor.get(visitor.start({**ASKED, "seed": "1, 2", "training.epochs": "2"}))  # trainers have trained once
        time.sleep(3)
        over, times = threading.Event(), []
        reader = threading.Thread(target=looking, args=(server, over, times))
        reader.start()
        time.sleep(1)
        start = time.perf_counter()
        address = visitor.start(ASKED)
        submitted = time.perf_counter() - start
        first, done, total = None, 0, 1
        while done < total:
            done, total = ended(visitor.get(address, {"HX-Request": "true"}))
            if done and first is None:
                first = time.perf_counter() - start
            # As often as a person could tell, at the two moments that are measured; as seldom as the page asks, between them.
            time.sleep(0.05 if first is None or done > 0.9 * total else 0.5)
        spent = time.perf_counter() - start
        over.set()
        reader.join()
    rates += [idiomatic_rate() for _ in range(4)]
    rate = sorted(rates)[len(rates) // 2]
    times.sort()
    print(f"# {total} runs of {EPOCHS} epochs in {spent:.1f} s, answered after {1000 * submitted:.0f} ms; {len(times)} pages")
    print(f"# one by one in PyTorch: {json.dumps([round(one, 2) for one in rates])} runs a second")
    figure("sweep_vs_idiomatic", total / spent / rate, "x")
    figure("first_cell_ms", 1000 * first, "ms")
    figure("pages_p95_ms", 1000 * times[int(0.95 * len(times))], "ms")


if __name__ == "__main__":
    main()
