"""How fast: a run's target speed, how much work fits a quantum, and when what was trained is committed."""

from math import floor
from time import monotonic

QUANTUM = 0.05  # seconds of work between two looks at the database
AT_FIRST = (0.0, 0.05)  # seconds a run's first and second records wait at most, whatever the rhythm
OFTEN, SELDOM = 0.1, 0.3  # seconds between a trainer's commits: while they are cheap, and at most
SHARE = 0.05  # of a busy trainer's time that commits may take
BACKLOG = 0.25  # seconds of epochs a late run may catch up on; more would arrive as a burst
MANY = 1_000_000


class Pace:
    """Turns a target speed (epochs per second, 0 = as fast as it goes) into "how many epochs are due now"."""

    def __init__(self, speed: float, now: float | None = None):
        self.set(speed, monotonic() if now is None else now)

    def set(self, speed: float, now: float) -> None:
        self.speed, self.trained = speed, 0
        self.since = self._beat(now)

    def _beat(self, now: float) -> float:
        """The last of the moments at which all runs of this speed are due: together they share their tensors."""
        return floor(now * self.speed) / self.speed if self.speed else now

    def due(self, now: float) -> int:
        """Epochs due at `now` (monotonic seconds). The first is due at once."""
        if not self.speed:
            return MANY
        owed = int((now - self.since) * self.speed) + 1 - self.trained
        most = max(1, int(self.speed * BACKLOG))
        if owed > most:  # the machine cannot keep up: forget what is lost
            self.since, self.trained, owed = self._beat(now), 1 - most, most
        return max(owed, 0)

    def next_due(self) -> float:
        """When the next epoch is due, in monotonic seconds."""
        return self.since + self.trained / self.speed if self.speed else self.since

    def count(self, epochs: int) -> None:
        self.trained += epochs


class Cost:
    """Measured seconds per epoch of a group, by cohort key: how many epochs, of how many runs, fit a quantum."""

    def __init__(self):
        self._seconds: dict[str, float] = {}  # per epoch and call
        self._members: dict[str, int] = {}

    def note(self, key: str, members: int, epochs: int, seconds: float) -> None:
        if epochs < 1:
            return
        measured = seconds / epochs
        known = self.epoch(key, members)
        self._seconds[key] = measured if known is None else 0.5 * (known + measured)
        self._members[key] = members

    def epoch(self, key: str, members: int) -> float | None:
        """Seconds an epoch of so many members takes; None while unknown."""
        seconds = self._seconds.get(key)
        if seconds is None:
            return None
        return seconds * max(1.0, members / self._members[key])

    def lone_epoch(self, key: str) -> float | None:
        """A member's share of an epoch, in seconds: below what it would take alone, never above."""
        return self._seconds[key] / self._members[key] if key in self._seconds else None

    def epochs(self, key: str, members: int, quanta: int = 1) -> int:
        """Epochs that fit one quantum, or so many, at least 1; 1 while unknown."""
        seconds = self.epoch(key, members)
        return 1 if seconds is None else max(1, int(quanta * QUANTUM / max(seconds, 1e-9)))

    def members(self, key: str, wanted: int) -> int:
        """How many members to train at once so that one epoch of all stays near a quantum."""
        seconds = self.epoch(key, wanted)
        if seconds is None or seconds <= 2 * QUANTUM:
            return wanted
        return max(1, int(wanted * 2 * QUANTUM / seconds))


class Rhythm:
    """When a trainer commits next: ten times a second, so that whoever watches sees movement, and more seldom once that would
    cost more than SHARE of its time, or half of the time it has to spare. One for all its runs, so that those that take turns
    share their transactions.
    """

    def __init__(self):
        self.cost, self.last = 0.0, float("-inf")  # seconds a commit takes; when the last one began
        self.spare = 0.0  # share of its time, 0–1, in which the trainer had nothing to do lately

    @property
    def interval(self) -> float:
        """Seconds from the beginning of one commit to that of the next."""
        return min(max(OFTEN, self.cost / max(SHARE, self.spare / 2)), SELDOM)

    def due(self) -> float:
        return self.last + self.interval

    def committed(self, began: float, ended: float) -> None:
        """Note what a commit took, waiting for others' locks included: a database under load is left in peace. One that had
        to wait for long counts as twice the usual."""
        spent = ended - began
        self.cost = 0.8 * self.cost + 0.2 * min(spent, 2 * self.cost) if self.cost else spent
        self.last = began


class Cadence:
    """When a run is to be committed next: its first records at once, counted from the oldest one not yet stored, later ones
    in its trainer's rhythm."""

    def __init__(self):
        self.commits, self.since = 0, 0.0

    def trained(self, now: float) -> None:
        """Something new is to be stored."""
        self.since = self.since or now

    def due(self, rhythm: Rhythm) -> float:
        if self.commits < len(AT_FIRST):
            return min(self.since + AT_FIRST[self.commits], max(self.since, rhythm.due()))
        return rhythm.due()

    def committed(self) -> None:
        self.commits, self.since = self.commits + 1, 0.0
