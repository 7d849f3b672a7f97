"""How soon a person reads why not: 99 of 100 refusals within 50 ms (promise G8). The real view, from request to answer.

Set-ups refused for every kind of reason: unknown names, values out of bounds, broken numbers, what does not agree, what costs
too much. Each is asked in both languages, one after another in every round; one process, no network.
"""

from __future__ import annotations

import os
import time
from urllib.parse import urlencode

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")  # a data folder of its own, gone at the end

import django

django.setup()

from django.core.management import call_command
from django.test import Client

from benchmarks.measuring import ROUNDS, conditions, figure

REFUSED = (
    {"optimizer.lr": "a lot"},
    {"optimizer.lr": "-1"},
    {"optimizer.name": "zebra"},
    {"data.noise": "5"},
    {"data.samples": "1000000"},
    {"training.batch_size": "100000"},
    {"training.epochs": "nan"},
    {"network.layers.0.units": "5000"},
    {"network.layers.0.activation": "loud"},
    {"loss.name": "hinge", "data.name": "iris"},
    {"schedule.name": "step", "schedule.factor": "0"},
    {"no.such.field": "1"},
    {"version": "9"},
    {"edits.0.step": "0", "edits.0.path": "weights.1.0.0", "edits.0.value": "10000000"},
)
TIMES = 20  # of each, in every round


def main() -> None:
    conditions()
    call_command("migrate", verbosity=0)
    call_command("compilewords")
    clients = [Client(headers={"host": "127.0.0.1", "Accept-Language": language}) for language in ("en", "zh-hans")]
    addresses = [f"/recipe/?{urlencode(given)}" for given in REFUSED]
    times: list[float] = []
    for number in range(ROUNDS + 1):
        for address in addresses * TIMES:
            for client in clients:
                start = time.perf_counter()
                answer = client.get(address)
                spent = time.perf_counter() - start
                assert answer.json().get("problems"), f"{address} was not refused: {answer.content[:200]}"
                if number:
                    times.append(spent)
    times.sort()
    print(f"# {len(REFUSED)} kinds of refusal in two languages, {len(times)} requests")
    figure("refusal_median_ms", 1000 * times[len(times) // 2], "ms")
    figure("refusal_p99_ms", 1000 * times[int(0.99 * len(times))], "ms")


if __name__ == "__main__":
    main()
