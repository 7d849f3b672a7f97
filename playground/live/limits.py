"""How many sockets, how many messages. Every queue has a number (promises I5, T11)."""

import time
from collections import Counter, deque

PER_OWNER = 6
IN_ALL = 2000
MESSAGES, SECONDS = 20, 10

BAD_MESSAGE, SIGN_IN, UNKNOWN, ENDED, TOO_MANY, OVERLOADED = 4400, 4401, 4404, 4410, 4429, 1013


class Room:
    """The sockets open in this process. Used from one event loop, so without a lock."""

    def __init__(self, per_owner: int = PER_OWNER, in_all: int = IN_ALL):
        self.per_owner, self.in_all = per_owner, in_all
        self.owners: Counter[str] = Counter()

    def enter(self, owner: str) -> int | None:
        """Take a place; the close code instead when there is none. Whoever got None leaves exactly once."""
        if self.owners[owner] >= self.per_owner:
            return TOO_MANY
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
