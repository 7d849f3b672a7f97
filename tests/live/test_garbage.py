"""What is not ours to hear ends the socket that said it, with its code, and no other (P16, F45, T11)."""

import asyncio
import os
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from playground.live.limits import MESSAGES, Pace, Room
from tests.live.clients import dial, follow
from tests.live.test_slow_readers import stuck

MESSAGES_SENT, BYTES_SENT = 700, 300


async def code_after(server, run, message: str | bytes) -> int:
    async with dial(server, *run) as line:
        await line.recv()
        await line.send(message)
        try:
            while True:
                await asyncio.wait_for(line.recv(), 10)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006


def nonsense(chance: random.Random) -> str | bytes:
    """A message of any kind but ours."""
    kind = chance.randrange(6)
    if kind == 0:
        return chance.randbytes(chance.randrange(0, 2000))
    if kind == 1:
        return "".join(chr(chance.choice([chance.randrange(1, 0xD800), chance.randrange(0xE000, 0x10FFFF)])) for _ in range(40))
    if kind == 2:
        hellos = ['{"type":"hello"}', '{"type":"hello","token":5}']
        return chance.choice([*hellos, '{"type":"ping" }', '{"type":"PING"}', "{}", "[]", "null", "NaN", '{"ping":1}', ""])
    if kind == 3:
        return '{"type":' * chance.randrange(1, 2000)
    if kind == 4:
        return chance.choice(["<script>", "\x00", "subscribe", "GET / HTTP/1.1", "🦜" * 1000])
    return b'{"type":"ping"}'


def test_a_thousand_pieces_of_garbage_end_their_own_socket_and_no_other(web, writer):
    """700 well-framed messages → 4400, 300 broken streams of bytes → an end; a neighbour's stream stays whole."""
    server = web()
    writing = writer(server, "--runs", "9", "--records", "400", "--most", "3", "--pace", "0.002")
    neighbour, *bad = writing.runs.items()
    seed = int(os.environ.get("GARBAGE_SEED", random.randrange(2**31)))
    print(f"GARBAGE_SEED={seed}")
    chance = random.Random(seed)

    async def scene():
        watching = asyncio.create_task(follow(server, *neighbour, lambda r: len(r.epochs) == 400))
        writing.go()
        codes = []
        for _ in range(MESSAGES_SENT // len(bad) + 1):
            codes += await asyncio.gather(*(code_after(server, run, nonsense(chance)) for run in bad))
        ended = 0
        for number in range(BYTES_SENT):
            ended += await asyncio.to_thread(spoil, server, bad[number % len(bad)], chance)
        too_long = await code_after(server, bad[0], "x" * 17_000)
        return codes, ended, too_long, await watching

    codes, ended, too_long, reader = asyncio.run(scene())
    print(f"figure garbage_pieces {len(codes) + ended + 1} of which not refused {sum(code != 4400 for code in codes)}")
    assert set(codes) == {4400}
    assert ended == BYTES_SENT
    assert too_long == 1009
    assert (reader.epochs, reader.hellos) == (list(range(400)), 1), "the neighbour was not cut once"


def spoil(server, run, chance: random.Random) -> bool:
    """Write random bytes where frames belong; True when the server ended the connection (or is left waiting for more)."""
    raw = stuck(server, *run)
    raw.settimeout(10)
    try:
        # Second byte 0x80-0xfd: a masked, short frame, so that the server never waits for gigabytes that do not come.
        raw.sendall(
            bytes([chance.choice([0x83, 0x87, 0xB1, 0xC1, 0xFF, 0x0B]), 0x80 + chance.randrange(100)]) + chance.randbytes(200)
        )
        while raw.recv(65536):
            pass
        return True
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    finally:
        raw.close()


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 30_000), max_size=60))
def test_no_ten_seconds_hold_more_than_twenty_messages(gaps):
    now, allowed = 0.0, []
    pace = Pace(lambda: now)
    for gap in gaps:
        now += gap / 1000
        if pace.allows():
            allowed.append(now)
    for begin in allowed:
        assert sum(begin <= time < begin + 10 for time in allowed) <= MESSAGES


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=200))
def test_the_room_never_holds_more_than_its_numbers(moves):
    """I5: every queue has a number."""
    room, inside = Room(per_owner=3, in_all=5), []
    for owner, enters in moves:
        if enters:
            code = room.enter(owner)
            assert code == (4429 if inside.count(owner) == 3 else 1013 if len(inside) == 5 else None)
            inside += [] if code else [owner]
        elif owner in inside:
            inside.remove(owner)
            room.leave(owner)
    assert room.owners == {owner: inside.count(owner) for owner in set(inside)}
