"""How the benchmarks time: candidates take turns in every round, so a drifting machine hits all of them alike."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable

ROUNDS = 7


def conditions() -> None:
    """Print what the figures depend on."""
    import torch

    from engine.kernels import in_use

    print(
        f"# {platform.machine()} {os.cpu_count()} cores · Python {platform.python_version()} · torch {torch.__version__}"
        f" · {torch.get_num_threads()} thread · OpenBLAS {in_use()} · load {os.getloadavg()[0]:.1f}"
    )


def seconds_each(candidates: dict[str, Callable[[], None]], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Seconds of each candidate in each round, after one warm-up round."""
    times: dict[str, list[float]] = {name: [] for name in candidates}
    for number in range(rounds + 1):
        for name, candidate in candidates.items():
            start = time.perf_counter()
            candidate()
            if number:
                times[name].append(time.perf_counter() - start)
    return times


def ratio(times: dict[str, list[float]], slow: str, fast: str) -> float:
    """Median over the rounds of seconds(slow) ÷ seconds(fast), taken round by round."""
    return statistics.median(a / b for a, b in zip(times[slow], times[fast], strict=True))


def figure(name: str, value: float, unit: str) -> None:
    print(f"figure {name} {value:.3g} {unit}", flush=True)
