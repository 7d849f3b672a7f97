"""The list of runs of somebody who has ten thousand: the real views over SQLite, from request to answer.

First, middle and last pages of every order, and each filter on its own, one after another in every round; one process, no
network. The runs carry recipes, schemas and thumbnails of the size real ones have.
"""

from __future__ import annotations

import os
import random
import re
import time
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")  # a data folder of its own, gone at the end

import django

django.setup()

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from benchmarks.measuring import ROUNDS, conditions, figure
from playground.runs import recipes, thumbnails
from playground.runs.listing import SORTS
from playground.runs.models import Run, Thumbnail
from playground.runs.owners import new_owner, sign
from playground.runs.states import ENDED

RUNS = 10_000
OTHERS = 500  # of somebody else
FILTERS = ("state=failed", "data=xor", "optimizer=adam&data=moons", "starred=1", "archived=1", "title=ring", "title=nowhere")


def fill(owner: str, count: int, seed: int) -> None:
    """Runs in every state and of every age, a few of them starred, named or archived."""
    chance, now = random.Random(seed), timezone.now()
    spec = recipes.parse({})
    recipe, facts = recipes.expanded(spec), recipes.plan_facts(spec)
    facts.pop("task")
    states = [*sorted(ENDED), *["finished"] * 6]
    runs = []
    for number in range(1, count + 1):
        scored = chance.random() > 0.1
        runs.append(
            Run(
                owner=owner, number=number, start_token=str(number), spec=recipe, seed=number, epochs=300, **facts,
                asked_digest=str(chance.randrange(count // 3)), state=chance.choice(states), epoch=chance.choice([2, 40, 300]),
                dataset=chance.choice(["circles", "xor", "moons"]), optimizer=chance.choice(["sgd", "adam", "momentum"]),
                best_metric=chance.random() if scored else None, last_metric=chance.random() if scored else None,
                last_loss=chance.random() if scored else None, starred=chance.random() < 0.01,
                title="My ring" if chance.random() < 0.01 else "", archived_at=now if chance.random() < 0.1 else None,
                created_at=now - timedelta(minutes=count - number),
            )
        )  # fmt: skip
    Run.objects.bulk_create(runs, batch_size=500)
    cells = chance.randbytes(thumbnails.SIDE**2)
    points = bytes(range(thumbnails.MOST_POINTS))
    drawn = thumbnails.Picture(300, 300, thumbnails.Kind.SIGNED, thumbnails.SIDE, cells, b"", points, points, points)
    data = thumbnails.encode(drawn)
    Thumbnail.objects.bulk_create([Thumbnail(run=run, epoch=300, data=data) for run in runs], batch_size=500)


def addresses(client: Client) -> list[str]:
    """Every kind of page somebody may ask for; the deep ones are found as a person finds them, by "next"."""
    found = [f"/runs/?{query}" for query in FILTERS]
    for sort in SORTS:
        address = f"/runs/?sort={sort}"
        found.append(address)
        pages = [address]
        while following := re.search(r'href="(\?[^"]+)" rel="next"', client.get(pages[-1]).content.decode()):
            pages.append("/runs/" + following[1].replace("&amp;", "&"))
        assert len(pages) > RUNS // 60, "the pages do not follow each other"
        found += [pages[len(pages) // 2], pages[-2], pages[-1]]
    return found


def main() -> None:
    conditions()
    call_command("migrate", verbosity=0)
    owner = new_owner()
    fill(owner, RUNS, 1)
    fill(new_owner(), OTHERS, 2)
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies["owner"] = sign(owner)
    pages = addresses(client)
    times: list[float] = []
    work: list[float] = []  # of this process alone, whatever else the machine does
    slowest = (0.0, "")
    for number in range(ROUNDS + 1):
        for address in pages:
            start, worked = time.perf_counter(), time.process_time()
            response = client.get(address)
            spent, worked = time.perf_counter() - start, time.process_time() - worked
            assert response.status_code == 200, address
            if number:
                times.append(spent)
                work.append(worked)
                slowest = max(slowest, (spent, address))
    times.sort()
    work.sort()
    longest = f"slowest {1000 * slowest[0]:.0f} ms: {slowest[1][:80]}"
    print(f"# {len(pages)} pages of at most 50 of {RUNS} runs, {len(times)} requests; {longest}")
    figure("runs_page_median_ms", 1000 * times[len(times) // 2], "ms")
    figure("runs_page_work_p95_ms", 1000 * work[int(0.95 * len(work))], "ms")
    figure("runs_page_p95_ms", 1000 * times[int(0.95 * len(times))], "ms")


if __name__ == "__main__":
    main()
