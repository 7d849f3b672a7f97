"""A trainability map through the real site: 128 × 128 runs of about a hundred steps, from the form's POST to the last cell.

python -m benchmarks.trainability
"""

from __future__ import annotations

import re
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

from benchmarks.measuring import conditions, figure
from benchmarks.sweep import Visitor, ended
from tests.servers import running_server

SIDE = 128
ASKED = {
    "optimizer.name": "momentum", "network.layers.0.name": "dense", "network.layers.0.units": "8",
    "network.layers.0.activation": "relu", "x": "optimizer.lr", "x_low": "1e-3", "x_high": "100", "x_log": "on",
    "y": "optimizer.momentum", "y_low": "0", "y_high": "0.99",
}  # fmt: skip


def start(visitor: Visitor, side: int) -> str:
    """Press the form's button; the address of the map."""
    secret = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', visitor.get("/maps/"))[1]
    body = urllib.parse.urlencode({**ASKED, "side": side, "csrfmiddlewaretoken": secret}).encode()
    request = urllib.request.Request(visitor.server.url + "/maps/", body, {"Referer": visitor.server.url + "/maps/"})
    with visitor.opener.open(request, timeout=60) as answer:
        return urllib.parse.urlparse(answer.url).path


def until_done(visitor: Visitor, address: str) -> float:
    """Seconds until every cell is there."""
    begin, done, total = time.perf_counter(), 0, 1
    while done < total:
        time.sleep(0.5)
        done, total = ended(visitor.get(address, {"HX-Request": "true"}))
    return time.perf_counter() - begin


def main() -> None:
    conditions()
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder) / "data") as server:
        visitor = Visitor(server)
        until_done(visitor, start(visitor, 64))  # trainers have trained once
        spent = until_done(visitor, start(visitor, SIDE))
    figure("map_128_seconds", spent, "s")
    figure("map_runs_per_second", SIDE**2 / spent, "1/s")


if __name__ == "__main__":
    main()
