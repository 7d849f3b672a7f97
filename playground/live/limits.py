"""How many sockets, how many messages. Every queue has a number (promises I5, T11)."""

import time
from collections import Counter, deque

PER_OWNER = 6
PER_LINK = 500  # a lecture hall behind one link
IN_ALL = 2000
MESSAGES, SECONDS = 20, 10

BAD_MESSAGE, SIGN_IN, NOT_ALLOWED, UNKNOWN, WITHDRAWN, SILENT, ENDED = 4400, 4401, 4403, 4404, 4405, 4408, 4410
TOO_MANY, FULL, OVERLOADED = 4429, 4431, 1013


class Room:
    """The sockets open in this process. Used from one event loop, so without a lock."""

    def __init__(self, per_owner: int = PER_OWNER, in_all: int = IN_ALL):
        self.per_owner, self.in_all = per_owner, in_all
        self.owners: Counter[str] = Counter()

    def enter(self, owner: str) -> int | None:
        """Take a place; the close code instead when there is none. Whoever got None leaves exactly once."""
        return self._take(owner, self.per_owner, TOO_MANY)

    def enter_by_link(self, share: str) -> int | None:
        """The same for who comes by a link: they have no name, so the link's places are counted."""
        return self._take(share, PER_LINK, FULL)

    def _take(self, owner: str, most: int, full: int) -> int | None:
        if self.owners[owner] >= most:
            return full
        if self.owners.total() >= self.in_all:
            return OVERLOADED
        self.owners[owner] += 1
        return None

    def leave(self, owner: str) -> None:
        self.owners[owner] -= 1
        if not self.owners[owner]:
            del self.owners[owner]


class Pace:
    """Inbound messages of one socket: at most 20 in any 10 seconds."""

    def __init__(self, clock=time.monotonic):
        self.clock = clock
        self.times: deque[float] = deque(maxlen=MESSAGES)

    def allows(self) -> bool:
        now = self.clock()
        if len(self.times) == MESSAGES and now - self.times[0] < SECONDS:
            return False
        self.times.append(now)
        return True


room = Room()
