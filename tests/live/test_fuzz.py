"""Malformed handshakes and messages, in-process: each ends its own socket with a code that the page has words for, and a
neighbour who reads on all the while lacks nothing (P16, F45, G9). Real frames and raw bytes are thrown in test_garbage.py.
"""

import asyncio
import re
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async

from playground.live import consumers, limits
from tests.live.lines import ALICE, BOB, Line, knock, line
from tests.live.reading import Reader
from tests.live.test_garbage import nonsense
from tests.live.writing import commit, make_run
from tests.site.fuzz import SCALE, dice, many
from tests.site.fuzz.nonsense import text

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]

HANDSHAKES, MESSAGES = 1300, 900
CODES = {limits.BAD_MESSAGE, limits.SIGN_IN, limits.UNKNOWN, limits.WITHDRAWN}
LONGEST = 10.0  # seconds
REASONS = Path(__file__).resolve().parents[2] / "static" / "js" / "live" / "socket.js"


def handshake(run_id: str, chance) -> Line:
    """A socket whose address, place, cookie or origin is not what it should be."""
    spoiled = text(chance).replace("\ud800", "")
    address, owner, origins = f"/live/runs/{run_id}/", ALICE, None
    act = chance.randrange(6)
    if act == 0:
        address += f"?from={spoiled}"
    elif act == 1:
        address += f"?attempt={spoiled}&from=0&from=1"
    elif act == 2:
        address = chance.choice(["/live/runs/", "/live/shared/", "/live/", "/"]) + spoiled.replace("?", "").replace("%", "") + "/"
    elif act == 3:
        owner = chance.choice([None, BOB])
    elif act == 4:
        one = knock(address)
        one.scope["headers"] = [(b"origin", one.scope["headers"][0][1]), (b"cookie", chance.randbytes(60))]
        return one
    else:
        origins = [spoiled.encode("utf-8", "replace")] * chance.choice([0, 1, 2])
    return knock(address, owner, origins)


async def outcome(one: Line) -> int | str:
    """The code it is hung up with; "refused" before it was accepted, "let in" if it is told anything."""
    try:
        if not await one.connect():
            return "refused"
        message = await one.receive_output(LONGEST)
        return message["code"] if message["type"] == "websocket.close" else "let in"
    except TimeoutError:
        return "hangs"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    finally:
        if not one.future.done():  # it is, once it crashed or hung
            await one.leave()


async def code_after(run_id: str, message: str | bytes) -> int | str:
    one = line(run_id)
    try:
        await one.connect()
        await one.say(**({"text": message} if isinstance(message, str) else {"data": message}))
        return await one.code(LONGEST)
    except TimeoutError:
        return "hangs"
    finally:
        if not one.future.done():  # it is, once it crashed or hung
            await one.leave()


async def faults_of_handshakes(run_id: str, chance, count: int) -> tuple[list, dict]:
    faults, counts = [], {}
    for _ in range(count):
        one = handshake(run_id, chance)
        said = (one.scope["path"], one.scope["query_string"], one.scope["headers"])
        code = await outcome(one)
        counts[code] = counts.get(code, 0) + 1
        harmless = code == "let in" and re.fullmatch(rb"(attempt|from)=[0-9]{1,15}|", said[1])  # a place that may be asked for
        if code not in CODES | {"refused"} and not harmless:
            faults.append((code, said))
    return faults, counts


async def faults_of_messages(run_id: str, chance, count: int) -> list:
    faults = []
    for _ in range(count):
        message = nonsense(chance)
        code = await code_after(run_id, message)
        if code != limits.BAD_MESSAGE:
            faults.append((code, message))
    return faults


async def test_malformed_handshakes_and_messages_end_their_own_socket_and_no_other():
    chance = dice("sockets")
    run, busy = await sync_to_async(make_run)(ALICE), await sync_to_async(make_run)(BOB)
    neighbour, reader = line(busy.id, owner=BOB), Reader()
    await neighbour.connect()

    async def write() -> None:
        for _ in range(60):
            await sync_to_async(commit)(busy, 5)
            await asyncio.sleep(0)

    async def throw() -> tuple:
        handshakes = await faults_of_handshakes(run.id, chance, len(many(HANDSHAKES)))
        return *handshakes, await faults_of_messages(run.id, chance, len(many(MESSAGES)))

    reading = asyncio.create_task(neighbour.read(reader, lambda r: len(r.epochs) == 300, seconds=60 * SCALE))
    (handshakes, counts, messages), _, _ = await asyncio.gather(throw(), write(), reading)
    await neighbour.leave()
    print(f"figure fuzz_handshakes {sum(counts.values())} of {counts}, faults {len(handshakes)}")
    print(f"figure fuzz_messages {len(many(MESSAGES))}, faults {len(messages)}")
    assert not handshakes, handshakes[:10]
    assert not messages, messages[:10]
    assert (reader.epochs, reader.hellos, reader.gaps, reader.repeats) == (list(range(300)), 1, 0, 0)
    assert not limits.room.owners, "every place was given back"


async def test_every_code_has_words():
    """What a person reads is the page's sentence for the code."""
    said = dict(re.findall(r'^ +(4\d{3}): say\("([^"]+)"', REASONS.read_text(), re.M))
    for code in (*CODES, limits.ENDED, limits.TOO_MANY, limits.FULL):
        assert len(said[str(code)]) > 15 and said[str(code)].endswith(".")


@pytest.mark.parametrize("bug", ["a crash", "silence"])
async def test_a_planted_bug_in_the_socket_goes_red(bug, monkeypatch):
    run = await sync_to_async(make_run)(ALICE)

    async def deaf(self, text_data=None, bytes_data=None):
        return None

    def broken(query):
        raise KeyError("from")

    monkeypatch.setattr("tests.live.test_fuzz.LONGEST", 0.2)
    if bug == "silence":
        monkeypatch.setattr(consumers.RunConsumer, "receive", deaf)
        assert await faults_of_messages(run.id, dice("planted"), 3)
    else:
        monkeypatch.setattr(consumers.Place, "parse", broken)
        assert (await faults_of_handshakes(run.id, dice("planted"), 30))[0]
