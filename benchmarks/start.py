"""How soon a site is there that was there before, and what it takes: `make run` once to prepare, then again and again.

    python -m benchmarks.start

From the command to the whole front page; memory once the trainers are ready, shared pages counted once.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from benchmarks.measuring import conditions, figure
from tests.servers import ROOT, free_port

STARTS, PATIENCE = 5, 300.0


def start(environment: dict[str, str]) -> tuple[subprocess.Popen, float]:
    """`make run`, and the seconds until its front page was read to the end."""
    began = time.perf_counter()
    command = [sys.executable, "scripts/bootstrap.py", "run"]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    site = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, **silent)
    while time.perf_counter() - began < PATIENCE and site.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{environment['PORT']}/", timeout=60) as page:
                page.read()
            return site, time.perf_counter() - began
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"no page after {time.perf_counter() - began:.0f} s (ended with {site.poll()})")


def stop(site: subprocess.Popen) -> None:
    site.send_signal(signal.SIGTERM)
    site.wait(30)


def memory(session: int) -> tuple[int, int]:
    """MiB of all processes of a session, shared pages counted once; MiB that the web process shares with no other."""
    whole = alone = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if int((folder / "stat").read_text().rpartition(")")[2].split()[3]) != session:
                continue
            rows = dict(line.split(":") for line in (folder / "smaps_rollup").read_text().splitlines()[1:])
            whole += int(rows["Pss"].split()[0])
            if (folder / "cmdline").read_text().startswith("backprop-playground: web"):
                alone = sum(int(rows[name].split()[0]) for name in ("Private_Clean", "Private_Dirty"))
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended meanwhile
    return whole // 1024, alone // 1024


def main() -> None:
    conditions()
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DATA_DIR": folder, "PORT": str(free_port()), "HOST": "127.0.0.1"}
        site, first = start(environment)
        stop(site)
        seconds = []
        for _ in range(STARTS):
            site, spent = start(environment)
            seconds.append(spent)
            time.sleep(2)  # until the trainers are warm; nothing says so to a stranger
            whole, alone = memory(site.pid)
            stop(site)
    figure("first_run_seconds", first, "s, packages installed: tables and the experiments' pictures are made")
    figure("second_run_seconds", statistics.median(seconds), "s")
    figure("site_mib", whole, "MiB, two trainers on two cores")
    figure("web_own_mib", alone, "MiB that the web process shares with no other")


if __name__ == "__main__":
    main()
