"""Replay, then follow: the real consumer in this process, a stand-in for the trainer."""

import asyncio

import pytest
from asgiref.sync import sync_to_async

from playground.live import limits
from playground.live.feed import feed
from tests.live.lines import ALICE, BOB, line
from tests.live.reading import Reader
from tests.live.writing import commit, make_run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
make = sync_to_async(make_run)
write = sync_to_async(commit)


async def test_what_was_stored_is_replayed_and_what_comes_is_followed_one_to_n_exactly():
    """P1, I4."""
    run = await make(ALICE)
    for rows in (1, 7, 13):
        await write(run, rows)
    one = line(run.id)
    await one.connect()
    reader = await one.read(Reader(), lambda r: len(r.epochs) == 21 and r.frames)
    assert [word["type"] for word in reader.words] == ["hello"]
    hello = reader.words[0]
    assert (hello["run"], hello["attempt"], hello["state"], hello["epochs"]) == (run.id, 1, "training", 100_000)
    for rows in (1, 2, 3, 30):
        await write(run, rows)
        await one.read(reader, lambda r: r.frames and r.frames[-1] == run.seq - 1)
    assert reader.epochs == list(range(57))
    assert reader.steps == [10.0 * seq + 1 for seq in range(57)]
    assert reader.frames == [20, 21, 23, 26, 56]
    assert (reader.gaps, reader.repeats) == (0, 0)
    await write(run, 1, state="finished")
    await one.read(reader, lambda r: r.state == "finished")
    assert len(reader.epochs) == 58, "the last records come before the word that there are no more"
    await one.leave()


async def test_a_reader_that_comes_back_gets_only_what_it_lacks():
    run = await make(ALICE)
    for _ in range(40):
        await write(run, 5)
    for place in (1, 4, 5, 199, 200):
        one = line(run.id, f"?from={place}&attempt=1")
        await one.connect()
        reader = Reader()
        reader.epochs, reader.steps, reader.attempt = list(range(place)), [10.0 * s + 1 for s in range(place)], 1
        await one.read(reader, lambda r: r.frames)
        assert reader.epochs == list(range(200))
        assert not reader.said("reset")
        await one.leave()


async def test_a_new_attempt_takes_over_from_its_first_record():
    run = await make(ALICE)
    await write(run, 10)
    one = line(run.id)
    await one.connect()
    reader = await one.read(Reader(), lambda r: r.frames)
    await sync_to_async(begin_again)(run, at=6)
    await write(run, 6)
    await one.read(reader, lambda r: len(r.epochs) == 12)
    assert reader.said("reset") == [{"type": "reset", "from": 6, "attempt": 2}]
    assert reader.steps == [10.0 * s + 1 for s in range(6)] + [10.0 * s + 2 for s in range(6, 12)]
    await one.leave()
    for known, forgotten in (("?from=8&attempt=1", 6), ("?from=8&attempt=7", 0), ("?from=8", 0), ("?from=99&attempt=2", 12)):
        one = line(run.id, known)
        await one.connect()
        late = Reader()
        late.epochs = late.steps = [0] * 8
        await one.read(late, lambda r: r.said("reset"))
        assert late.said("reset") == [{"type": "reset", "from": forgotten, "attempt": 2}], known
        await one.leave()


def begin_again(run, at: int) -> None:
    """What training.attempts does with one chunk: the part before `at` goes along, the rest stays behind."""
    from engine.records import encode
    from playground.runs.models import Chunk, Run
    from tests.live.writing import SCHEMA, values

    Chunk.objects.create(run=run, attempt=2, first_seq=0, rows=at, data=encode(SCHEMA, 0, values(SCHEMA, 0, at)), seconds=b"")
    run.attempt, run.attempt_from, run.seq, run.epoch, run.frame_seq = 2, at, at, at - 1, -1
    Run.objects.filter(id=run.id).update(attempt=2, attempt_from=at, seq=at, epoch=at - 1, frame_seq=-1)


async def test_state_probe_and_markup_are_said_in_words_that_hold_no_markup():
    """T7."""
    run = await make(ALICE, title="<b>", detail={"words": "<script>alert(1)</script>"})
    one = line(run.id)
    await one.connect()
    reader = await one.read(Reader(), lambda r: r.words)
    assert reader.words[0]["detail"]["words"] == "<script>alert(1)</script>"
    await write(run, 1, probe={"step": 1, "loss": 0.5}, state="paused")
    await one.read(reader, lambda r: r.state == "paused")
    assert reader.said("probe") == [{"type": "probe", "probe": {"step": 1, "loss": 0.5}}]
    await one.leave()


async def test_refusals_have_their_codes():
    run = await make(ALICE)
    for one, code in (
        (line(run.id, owner=None), limits.SIGN_IN),
        (line(run.id, owner=BOB), limits.UNKNOWN),
        (line("x" * 22), limits.UNKNOWN),
        (line(run.id, "?from=-1"), limits.BAD_MESSAGE),
        (line(run.id, "?from=1&from=2"), limits.BAD_MESSAGE),
        (line(run.id, "?attempt=%D9%A1"), limits.BAD_MESSAGE),
        (line(run.id, "?from=" + "9" * 400), limits.BAD_MESSAGE),
    ):
        assert await one.connect(), "accepted first, so that the page learns why"
        assert await one.code() == code
        await one.leave()
    for nonsense in ("%00", "1", "x" * 23, "..%2F" * 4 + "xx"):
        one = line(nonsense)
        assert not await one.connect(), "an address that cannot be a run's is refused before it is accepted"
        await one.wait()
    assert (limits.room.owners.total(), feed.watching()) == (0, 0)


async def test_a_deleted_run_ends_its_sockets():
    """F37."""
    run = await make(ALICE)
    one = line(run.id)
    await one.connect()
    await one.read(Reader(), lambda r: r.words)
    await sync_to_async(run.delete)()
    assert await one.code() == limits.ENDED
    await one.leave()


async def test_the_seventh_socket_of_a_browser_is_one_too_many():
    """T11."""
    run = await make(ALICE)
    lines = [line(run.id) for _ in range(7)]
    for one in lines:
        await one.connect()
    assert await lines.pop().code() == limits.TOO_MANY
    await lines.pop().leave()
    again = line(run.id)
    await again.connect()
    await again.read(Reader(), lambda r: r.words)
    for one in (*lines, again):
        await one.leave()
    assert (limits.room.owners.total(), feed.watching()) == (0, 0)


async def test_pings_are_answered_twenty_in_ten_seconds_and_no_more():
    run = await make(ALICE)
    one = line(run.id)
    await one.connect()
    for _ in range(limits.MESSAGES):
        await one.say('{"type":"ping"}')
    reader = await one.read(Reader(), lambda r: len(r.said("pong")) == limits.MESSAGES)
    assert reader.hellos == 1
    await one.say('{"type":"ping"}')
    assert await one.code() == limits.TOO_MANY
    await one.leave()


async def test_many_watchers_of_one_run_ask_the_database_once(monkeypatch):
    """F33: a storm of readers at the same place shares each read."""
    from playground.live import reading

    asked = []
    original = reading.read_page
    monkeypatch.setattr(reading, "read_page", lambda *where: asked.append(where) or original(*where))
    monkeypatch.setattr(limits.room, "per_owner", 100)
    run = await make(ALICE)
    for _ in range(20):
        await write(run, 5)
    lines = [line(run.id) for _ in range(60)]
    readers = [Reader() for _ in lines]
    await asyncio.gather(*(one.connect() for one in lines))
    await asyncio.gather(*(one.read(reader, lambda r: len(r.epochs) == 100) for one, reader in zip(lines, readers, strict=True)))
    assert all(reader.epochs == list(range(100)) for reader in readers)
    assert len(asked) <= 6, f"{len(asked)} reads for 60 readers"
    print(f"figure reads_for_60_watchers {len(asked)} queries")
    for one in lines:
        await one.leave()


async def test_a_hint_older_than_what_was_read_takes_nothing_back():
    """Found by the storm: a hint may have been asked for before the row that the socket itself read, or before its chunks."""
    from playground.live.following import Place, follow
    from playground.runs import selectors

    run = await make(ALICE)
    await write(run, 4)
    old = (await sync_to_async(selectors.run_status)([run.id]))[run.id]
    await write(run, 4)
    await sync_to_async(begin_again)(run, at=6)
    await write(run, 2)
    new = (await sync_to_async(selectors.run_status)([run.id]))[run.id]
    for hints in ([old], [old, new, {**new, "seq": 7}]):
        reader = Reader()
        row = {**new, "schema": run.schema, "frame_schema": run.frame_schema}
        async for message in follow(run.id, row, Place(), as_watch(hints)):
            reader.take(message)
        assert (reader.epochs, reader.said("reset")) == (list(range(8)), [])


async def as_watch(hints):
    for hint in hints:
        yield hint
