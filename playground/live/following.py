"""What a socket says, in order: hello, the records from its place on, then what moves. A generator of str and bytes.

The order is a promise the page builds on: a state is said after the records it speaks of; records have no hole and no
repeat but the first chunk, which may begin before the place asked for.
"""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import parse_qs

from playground.live import reading
from playground.live.feed import Watch

SAID = ("state", "detail", "epochs", "speed", "edits")  # a change of any of these is said; epoch and seq follow from the records
FACTS = ("state", "detail", "epoch", "epochs", "step", "speed", "seq", "attempt", "edits")
NUMBER = re.compile(r"[0-9]{1,15}\Z")


@dataclass
class Place:
    """Where a reader stands: the first record it has not, of which attempt (0: it has nothing), its newest key frame."""

    seq: int = 0
    attempt: int = 0
    frame: int = -1

    @classmethod
    def parse(cls, query: bytes) -> "Place":
        """Of a query string `from=…&attempt=…`, both optional. Raises ValueError for anything that is not a plain number."""
        given = parse_qs(query.decode("ascii"), keep_blank_values=True, max_num_fields=4)
        values = [given.get(name, ["0"]) for name in ("from", "attempt")]
        if any(len(value) != 1 or not NUMBER.match(value[0]) for value in values):
            raise ValueError("from and attempt are whole numbers")
        return cls(*(int(value[0]) for value in values))

    def meet(self, status: dict) -> bool:
        """Move to the run's present attempt; True if the reader has to forget what it has from `seq` on.

        Only for a status no older than the place: a hint may be, and a place ahead of it is then no mistake.
        """
        took_over = status["attempt_from"] if self.attempt == status["attempt"] - 1 else 0
        kept = min(self.seq, status["seq"], self.seq if self.attempt == status["attempt"] else took_over)
        moved = self.attempt != status["attempt"] or kept < self.seq
        forget = moved and (self.attempt > 0 or self.seq > 0)
        self.seq, self.attempt = kept, status["attempt"]
        if forget:
            self.frame = -1
        return forget


def words(kind: str, **facts) -> str:
    """One text message. Never holds `<`: what is put into a page by mistake must not become markup."""
    return json.dumps({"type": kind, **facts}, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")


async def follow(
    run_id: str, run: dict, place: Place, watch: Watch, *, named: bool = True
) -> AsyncIterator[str | bytes]:
    """Everything to send, from `place` on; ends when the run is deleted. `run`: what reading.run_of gave.

    `named`: whether the run's id is said; who comes by a link does not need it.
    """
    schemas = {name: run[name] for name in ("schema", "frame_schema")}
    yield words("hello", **({"run": run_id} if named else {}), **schemas, **_facts(run))
    said, probe = _said(run), None
    async for status in _from_now(run, watch):
        if status["attempt"] < place.attempt and status is not run:
            continue  # a hint from before we read; a later one follows
        if (status is run or status["attempt"] > place.attempt) and place.meet(status):
            yield words("reset", **{"from": place.seq, "attempt": place.attempt})
        async for chunk in _records(run_id, place, status["seq"]):
            yield chunk
        if status["frame_seq"] > place.frame and (frame := await reading.frame(run_id, place.attempt, status["frame_seq"])):
            place.frame = status["frame_seq"]  # one that was thinned away may come back under the same seq
            yield frame
        if status["probe"] != probe:
            probe = status["probe"]
            if probe is not None:
                yield words("probe", probe=probe)
        if _said(status) != said:
            said = _said(status)
            yield words("state", **_facts(status))


async def _from_now(run: dict, watch: Watch) -> AsyncIterator[dict]:
    yield run
    async for status in watch:
        yield status


async def _records(run_id: str, place: Place, seq: int) -> AsyncIterator[bytes]:
    limit = reading.FEWEST
    while place.seq < seq:
        page = await reading.page(run_id, place.attempt, place.seq, seq, limit)
        if not page.chunks:  # thinned away, or a new attempt has just begun: the next hint tells
            return
        for chunk in page.chunks:
            yield chunk
        place.seq, limit = page.next_seq, reading.next_limit(page)


def _facts(status: dict) -> dict:
    return {name: status[name] for name in FACTS}


def _said(status: dict) -> tuple:
    return tuple(status[name] for name in SAID)
