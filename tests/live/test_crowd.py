"""A room full of readers: all come back at the same moment, all follow at ten records a second (G4, G6, F33).

The figures are printed; the bounds only catch a collapse, because these tests may share their two cores with anything.
"""

import asyncio
import time

from tests.live.clients import dial, follow
from tests.live.reading import Reader

CROWD, RUNS, RECORDS = 200, 40, 1000
COLLAPSE = 45.0  # seconds


def test_two_hundred_readers_come_back_at_once_and_all_have_everything(web, writer):
    server = web()
    writing = writer(server, "--runs", str(RUNS), "--records", str(RECORDS), "--most", "200", "--pace", "0").go()
    writing.finish()
    runs = list(writing.runs.items())

    async def come_back() -> float:
        begin = time.monotonic()
        readers = await asyncio.gather(
            *(follow(server, *runs[number % RUNS], lambda r: len(r.epochs) == RECORDS) for number in range(CROWD))
        )
        took = time.monotonic() - begin
        assert all(reader.epochs == list(range(RECORDS)) and not reader.repeats for reader in readers)
        return took

    took = asyncio.run(come_back())
    print(f"figure reconnect_storm {took:.2f} s for {CROWD} sockets × {RECORDS} records, readers included")
    assert took < COLLAPSE


def test_two_hundred_readers_follow_and_wait_little(web, writer):
    server = web()
    writing = writer(server, "--runs", str(RUNS), "--records", "30", "--most", "1", "--pace", "0.002", "--clock")
    runs = list(writing.runs.items())
    delays: list[float] = []

    async def one(number: int) -> None:
        reader = Reader()
        async with dial(server, *runs[number % RUNS]) as line:
            while len(reader.epochs) < 30:
                known = len(reader.epochs)
                reader.take(await asyncio.wait_for(line.recv(), 60))
                if len(reader.epochs) > known > 0:  # the first may have waited for this reader to dial
                    delays.append(time.time() - reader.steps[-1])

    async def everybody() -> None:
        readers = [asyncio.create_task(one(number)) for number in range(CROWD)]
        await asyncio.sleep(2)  # dialling; whoever is late just measures fewer
        writing.go()
        await asyncio.gather(*readers)

    asyncio.run(everybody())
    delays.sort()
    middle, high = delays[len(delays) // 2], delays[len(delays) * 95 // 100]
    print(f"figure commit_to_reader_200 {1000 * middle:.0f} ms median, {1000 * high:.0f} ms p95, {len(delays)} deliveries")
    assert high < COLLAPSE and len(delays) >= CROWD * 20
