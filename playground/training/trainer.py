"""The loop of a trainer process: look, obey, claim, train one quantum, commit; again.

Everything a trainer knows may be lost at any instant. What counts is in the database after each commit.
"""

import os
import platform
import time
from contextlib import suppress

import structlog
from django.db import Error as DatabaseError
from django.db import connection

from engine.device import CPU
from playground.runs import halving
from playground.runs.models import Command
from playground.runs.states import State
from playground.training import claims, commits, equipment, failing, tasks
from playground.training.attempts import begin_attempt
from playground.training.cells import Cells
from playground.training.held import Held
from playground.training.loading import Shelf, load, newest_whole
from playground.training.obeying import finish_step, obey_next, receive
from playground.training.replay import Differs
from playground.training.storing import Storing
from playground.training.turns import Turns
from playground.training.watching import Watch

IDLE = 0.015  # seconds between looks at the database when nothing is due
BEAT = 1.0
RETRY = 0.5  # seconds between two tries while the database does not take what was trained
CLAIMING = 0.02
MOST_HELD = 512
SATURATED = 0.7  # share of time from which on it shares its runs
BUSY = 0.5  # share of time above which a trainer leaves new runs to idle ones first
log = structlog.get_logger(__name__)


class Trainer:
    """Claims runs and trains them until `stopping` is set. One instance a process."""

    def __init__(self, fingerprint: str):
        self.fingerprint = fingerprint
        self.stopping = False
        self.held: dict[str, Held] = {}
        self.shelf, self.turns, self.cells = Shelf(), Turns(), Cells()
        self.about: list[str] = []
        self.task: tasks.Working | None = None
        self.stuck = False  # what was trained could not be stored
        self.worked, self.busy, self.beaten = 0.0, 0.0, time.monotonic()

    def run(self) -> None:
        """Until stopped. Raises claims.LeaseLost when others were told that this trainer is dead."""
        self.row = claims.register(os.getpid(), platform.node(), self.fingerprint, **equipment.own())
        self.storing = Storing(self.row.id, self.shelf, self.cells)
        self.watch = Watch(self.row.id)
        log.info("trainer ready", trainer=self.row.id, pid=os.getpid())
        while not self.stopping:
            try:
                if not self.turn():
                    self.rest()
            except DatabaseError as error:
                self.wait_for_database(error)
        self.finish()

    def turn(self) -> bool:
        """One pass; False when nothing was due."""
        look = self.watch.look()
        if not look.alive:
            raise claims.LeaseLost(self.row.id)
        if self.stuck:  # train nothing more until that is stored
            self.commit()
            self.stuck = False
        claimed = (look.waiting or (look.cells and self.cells.ready(self.held))) and self.claim()
        if look.commands or claimed:  # a run just claimed may come with commands
            self.receive()
            if any(held.urgent and held.state.seq for held in self.held.values()):
                self.commit()  # what was asked is answered before the next quantum, not after it
        if look.tasks and self.task is None:
            self.task = tasks.claim(self.row, self.fingerprint)
            if self.task:
                self.turns.join(self.task_party, self.parties())
        begin = time.monotonic()
        worked = self.train_quantum()
        self.commit()
        if worked:
            self.worked += time.monotonic() - begin
        self.beat()
        return worked

    # -- claiming and obeying ----------------------------------------------------------------------------------------

    def claim(self) -> bool:
        """Take what is fair, for at most 20 ms."""
        start, claimed = time.monotonic(), False
        while len(self.held) < MOST_HELD and time.monotonic() - start < CLAIMING:
            about = self.blamed()
            room = MOST_HELD - len(self.held)
            runs = claims.claim(self.row, about, room=room, cells=self.cells.rooms(self.held), patient=self.busy > BUSY)
            if not runs:
                break
            self.about = sorted({*about, *(run.id for run in runs if not run.suspect)})
            present = self.parties()
            for run in runs:
                self.turns.join(run.party, present)
                self.hold(run)
            claimed = True
            now = claims.look(self.row.id)
            if not now.waiting and not (now.cells and self.cells.ready(self.held)):  # far cheaper than a claim that finds nothing
                break
        return claimed

    def parties(self) -> set[tuple[str, bool]]:
        return {held.run.party for held in self.held.values()}

    @property
    def task_party(self) -> tuple[str, bool]:
        """A task's turns are its owner's own."""
        return self.task.owner, False

    def blamed(self) -> list[str]:
        """Held runs that would be suspects if this process died while it trains company."""
        return sorted(held.run.id for held in self.held.values() if not held.run.suspect)

    def hold(self, run) -> None:
        """Load a claimed run; one that cannot be loaded here fails alone."""
        try:
            self.held[run.id] = load(run, self.row.id, self.shelf)
        except (DatabaseError, claims.LeaseLost):
            raise
        except Exception as error:
            log.exception("a run could not be loaded", run=run.id)
            commits.fail(self.row.id, run, **failing.why(error, run.spec, "It cannot be trained here"))

    def receive(self) -> None:
        """Read what was asked of held runs and obey what can be obeyed before training."""
        pending = Command.objects.filter(done=None, run__trainer_id=self.row.id).order_by("id")
        for command in pending:
            held = self.held.get(command.run_id)
            if held and command.id > held.seen:
                receive(held, command)
        for held in self.held.values():
            obey_next(held)

    # -- training ----------------------------------------------------------------------------------------------------

    def train_quantum(self) -> bool:
        """Train the due runs of one cohort key for at most one quantum; False when none was due."""
        now, used = time.monotonic(), self.turns.used
        group = self.turns.choose(self.held.values(), now)
        if self.task and group and used[self.task_party] < min(used[held.run.party] for held in group):
            group = []
        if group:
            self.announce(group)
            self.train(group)
            parties = {held.run.party for held in group}
        elif self.task:
            self.announce_task()
            parties = {self.task_party}
            if not self.task.work():
                self.task = None
        else:
            return False
        self.turns.charge(parties, time.monotonic() - now)
        return True

    def announce(self, group: list[Held]) -> None:
        """A suspect is announced alone, so that its trainer's death would be its own."""
        suspects = [held.run.id for held in group if held.run.suspect]
        about = suspects or self.blamed()
        if about != self.about:
            claims.announce(self.row.id, about)
            self.about = about

    def announce_task(self) -> None:
        if self.about != [self.task.id]:
            claims.announce(self.row.id, [self.task.id])
            self.about = [self.task.id]

    def train(self, group: list[Held]) -> None:
        """One quantum of one group, its outcome kept in memory until the next commit."""
        start = time.monotonic()
        try:
            outcomes = self.outcomes(group, start)
        except Exception as error:
            self.blame(group, error)
            return
        spent = time.monotonic() - start
        for held, outcome in zip(group, outcomes, strict=True):
            before = held.state
            try:
                held.take(outcome, spent / len(group))
            except Differs as differs:
                self.start_over(held, f"record {differs.seq} was retrained and came out different")
                continue
            self.count_step(held, before)
            obey_next(held)

    def outcomes(self, group: list[Held], start: float) -> list:
        """What the engine makes of one turn."""
        return self.turns.train(group, start)

    def count_step(self, held: Held, before) -> None:
        """Take what was trained off a step command; at its end, or the run's, the command is done."""
        if held.stepping:
            name = "step" if held.stepping.payload.get("batches") else "epoch"
            held.steps_left -= getattr(held.state, name) - getattr(before, name)
            if held.steps_left <= 0 or held.over:
                finish_step(held)

    def blame(self, group: list[Held], error: Exception) -> None:
        """The engine raised: each of the group is tried alone next, and whoever raises alone fails, or leaves its GPU."""
        log.exception("the engine raised", runs=[held.run.id for held in group])
        if len(group) > 1:
            for held in group:
                held.run.suspect = True
            return
        if group[0].device != CPU:  # its memory was full, or a kernel failed: the processor can do the same (F11)
            self.start_over(group[0], f"moved to the processor, because the GPU failed: {error}"[:300], self.fingerprint)
            return
        group[0].ended = (State.FAILED, failing.why(error, group[0].run.spec, "The engine could not go on"))

    def start_over(self, held: Held, reason: str, fingerprint: str = "") -> None:
        """Go on from the checkpoint as a new attempt, on another device where its fingerprint is given."""
        stored, _ = newest_whole(held.run, held.plan)
        try:
            begin_attempt(held.run, self.row.id, stored, reason, fingerprint or held.run.fingerprint)
        except claims.LeaseLost:
            self.held.pop(held.run.id)
            return
        self.hold(held.run)

    # -- storing -----------------------------------------------------------------------------------------------------

    def commit(self, everything: bool = False) -> None:
        """Store what is due, or with `everything` store and give back all."""
        self.storing.commit(self.held, everything)

    def beat(self) -> None:
        """Renew the lease, and share work with a trainer that has none."""
        now = time.monotonic()
        if now - self.beaten < BEAT:
            return
        self.busy, self.worked = min(1.0, self.worked / (now - self.beaten)), 0.0
        self.beaten, self.storing.rhythm.spare = now, 1 - self.busy
        claims.beat(self.row.id, self.busy)
        halving.judge_all()
        self.turns.forget(self.parties())
        if self.busy > SATURATED and len({held.key for held in self.held.values()}) > 1 and claims.someone_idle(self.row.id):
            self.storing.give_half(self.held)

    def rest(self) -> None:
        """Sleep until something is due, at most IDLE."""
        now = time.monotonic()
        due = [held.pace.next_due() for held in self.held.values() if not held.idle]
        due += [held.cadence.due(self.storing.rhythm) for held in self.held.values() if held.dirty]
        time.sleep(max(0.001, min([IDLE, *(when - now for when in due)])))

    def wait_for_database(self, error: Exception) -> None:
        """The database is away or full: keep everything and the lease, try again. A commit that did go through is recognised."""
        log.error("the database does not answer", error=str(error))
        self.stuck = True
        if not connection.in_atomic_block:
            connection.close()
        time.sleep(RETRY)
        with suppress(DatabaseError):
            claims.beat(self.row.id, self.busy)

    def finish(self) -> None:
        """Store and give back everything: another trainer goes on from here."""
        if self.task:
            self.task.give_back()
        self.commit(everything=True)
        claims.leave(self.row.id)
