"""Recovery storm: every reader is cut again and again while its run is written, and none ever lacks or repeats a record."""

import asyncio
import os
import random

import pytest

from tests.live.clients import follow
from tests.live.proxy import Proxy

CLIENTS, CUTS, RUNS, RECORDS = 50, 5, 10, 600


async def storm(server, writing, clients: int, cuts: int, seed: int):
    """Follow every run by its share of `clients`, each behind a proxy of its own; (readers, cuts made)."""
    runs = list(writing.runs.items())

    async def one(number: int):
        run_id, cookie = runs[number % len(runs)]
        async with Proxy(server.address, cuts, random.Random(seed + number)) as proxy:
            reader = await follow(
                server, run_id, cookie, lambda r: r.state == "finished" and len(r.epochs) >= RECORDS, proxy.port, 90
            )
            return reader, proxy.done

    followers = [asyncio.create_task(one(number)) for number in range(clients)]
    await asyncio.sleep(0)  # dialling has begun
    writing.go()
    return zip(*await asyncio.gather(*followers), strict=True)


def assert_whole(readers, records: int) -> None:
    for reader in readers:
        assert reader.epochs == list(range(records))
        assert reader.steps == [10.0 * seq + 1 for seq in range(records)]
        assert (reader.gaps, reader.repeats) == (0, 0)
        assert not reader.said("reset")


def recover(server, writer, clients: int = CLIENTS, cuts: int = CUTS, runs: int = RUNS) -> None:
    seed = int(os.environ.get("STORM_SEED", random.randrange(2**31)))
    print(f"STORM_SEED={seed}")
    asked = ("--runs", str(runs), "--records", str(RECORDS), "--pace", "0.004", "--most", "15", "--seed", str(seed))
    writing = writer(server, *asked)
    readers, done = asyncio.run(storm(server, writing, clients, cuts, seed))
    writing.finish()
    assert_whole(readers, RECORDS)
    assert sum(done) >= clients * cuts * 0.8, "the storm was none"
    print(f"figure storm_cuts {sum(done)} cuts of {clients} clients")
    print(f"figure storm_gaps {sum(r.gaps for r in readers)} gaps")
    print(f"figure storm_repeats {sum(r.repeats for r in readers)} records")


def test_no_reader_lacks_or_repeats_a_record_whatever_is_cut(web, writer):
    """P1, F29, F33, G7: 50 clients × 5 cuts, SQLite, no Redis."""
    recover(web(), writer)


@pytest.mark.postgres
def test_the_same_on_postgresql(web, writer, postgres):
    recover(web(DATABASE_URL=postgres), writer, clients=20, runs=4)


@pytest.mark.redis
def test_the_same_with_redis_as_doorbell(web, writer, redis):
    recover(web(REDIS_URL=redis), writer, clients=20, runs=4)


def test_a_redis_that_is_not_there_costs_nothing(web, writer):
    """I1, F24, P8: the address is set, nobody answers, and the database is the truth all the same."""
    recover(web(REDIS_URL="redis://127.0.0.1:1/0"), writer, clients=8, cuts=2, runs=2)
