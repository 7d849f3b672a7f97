"""How fast: a run's target speed, how much work fits a quantum, and how often a run is committed."""

from time import monotonic

QUANTUM = 0.05  # seconds of work between two looks at the database
CADENCE = (0.0, 0.05, 0.1, 0.2, 0.3)  # seconds between the commits of a run: the first at once, then ever calmer
BACKLOG = 0.25  # seconds of epochs a late run may catch up on; more would arrive as a burst
MANY = 1_000_000


class Pace:
    """Turns a target speed (epochs per second, 0 = as fast as it goes) into "how many epochs are due now"."""

    def __init__(self, speed: float, now: float | None = None):
        self.set(speed, monotonic() if now is None else now)

    def set(self, speed: float, now: float) -> None:
        self.speed, self.since, self.trained = speed, now, 0

    def due(self, now: float) -> int:
        """Epochs due at `now` (monotonic seconds). The first is due at once."""
        if not self.speed:
            return MANY
        owed = int((now - self.since) * self.speed) + 1 - self.trained
        most = max(1, int(self.speed * BACKLOG))
        if owed > most:  # the machine cannot keep up: forget what is lost
            self.since, self.trained, owed = now, 1 - most, most
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

    def epochs(self, key: str, members: int) -> int:
        """Epochs that fit one quantum, at least 1; 1 while unknown."""
        seconds = self.epoch(key, members)
        return 1 if seconds is None else max(1, int(QUANTUM / max(seconds, 1e-9)))

    def members(self, key: str, wanted: int) -> int:
        """How many members to train at once so that one epoch of all stays near a quantum."""
        seconds = self.epoch(key, wanted)
        if seconds is None or seconds <= 2 * QUANTUM:
            return wanted
        return max(1, int(wanted * 2 * QUANTUM / seconds))


class Cadence:
    """When a run is to be committed next: counted from its oldest record not yet stored, so that runs that take turns share
    their transactions."""

    def __init__(self):
        self.commits, self.since = 0, 0.0

    def trained(self, now: float) -> None:
        """Something new is to be stored."""
        self.since = self.since or now

    def due(self) -> float:
        return self.since + CADENCE[min(self.commits, len(CADENCE) - 1)]

    def committed(self) -> None:
        self.commits, self.since = self.commits + 1, 0.0
