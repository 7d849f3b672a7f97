"""Who holds what: the trainer's lease, claiming runs, and taking them back from a trainer that died.

The lease is one row a trainer, renewed once a second by its loop and timed by the database's clock alone. Should that clock
jump, a trainer may be given up for dead that is not: it is refused, begins anew, and nothing is lost. A run changes
hands only with `fence + 1`, so that whoever held it before cannot write any more.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache

from django.db import connection, transaction
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from playground.runs import doorbell
from playground.runs.models import Command, Run, Task, Trainer
from playground.runs.states import State

LEASE = timedelta(seconds=3)
PATIENCE = timedelta(milliseconds=100)  # a busy trainer leaves a new run to an idle one for so long
COHORT = 128
SOLO_DEATHS = 2
DIED_AT = "died_at"  # in a run's detail: its step when a trainer last died training it alone


class LeaseLost(Exception):
    """This trainer was declared dead: others may hold its runs by now."""


@dataclass(frozen=True)
class Rooms:
    """How many cells of sweeps a trainer may take yet: `total`; `of` a sweep it has cells of already, and `new` of another."""

    total: int = COHORT
    of: dict[str, int] = field(default_factory=dict)
    new: int = COHORT

    def for_sweep(self, sweep_id: str | None) -> int:
        """How many runs may come at once; a run by itself brings any company of its own kind."""
        return COHORT if sweep_id is None else min(self.total, self.of.get(sweep_id, self.new))

    def open_to(self, runs: QuerySet[Run]) -> QuerySet[Run]:
        """Those of the runs for which there is room."""
        if self.total < 1:
            return runs.filter(sweep=None)
        shut = [sweep_id for sweep_id, room in self.of.items() if room < 1]
        return runs.exclude(sweep__in=shut) if shut else runs


@dataclass(frozen=True)
class Look:
    """What one indexed query tells a trainer between two quanta."""

    alive: bool
    waiting: bool  # some run may be claimed
    cells: bool  # some cell of a sweep may be claimed
    commands: bool  # something was asked of a run it holds
    tasks: bool  # some task may be claimed


NOTHING = Look(True, False, False, False, False)


def register(pid: int, host: str, fingerprint: str, **equipment) -> Trainer:
    """A fresh trainer row with a fresh lease. `equipment`: equipment.own()."""
    return Trainer.objects.create(pid=pid, host=host, fingerprint=fingerprint, **equipment)


def live() -> QuerySet[Trainer]:
    """Trainers whose lease holds. One renewed in the future does not: the clock was set back; whoever lives renews it again."""
    return Trainer.objects.filter(ended_at=None, heartbeat__range=(Now() - LEASE, Now() + LEASE))


def look(trainer_id: str) -> Look:
    """Is my lease alive, and is there anything to claim or obey? One query, every few milliseconds, so built only once."""
    sql, parameters = _look_sql(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, [trainer_id if value == "?" else value for value in parameters])
        row = cursor.fetchone()
    return Look(*map(bool, row)) if row else Look(False, False, False, False, False)


@lru_cache
def _look_sql(vendor: str) -> tuple[str, tuple]:
    found = Trainer.objects.filter(id="?").values_list(
        Q(ended_at=None),
        Exists(Run.objects.filter(state=State.WAITING, sweep=None)),
        Exists(Run.objects.filter(state=State.WAITING, sweep__isnull=False)),
        Exists(Command.objects.filter(done=None, run__trainer=OuterRef("id"))),
        Exists(Task.objects.filter(state=State.WAITING)),
    )
    return found.query.sql_with_params()


def beat(trainer_id: str, busy: float) -> None:
    """Renew the lease. Raises LeaseLost when it was taken away."""
    if not Trainer.objects.filter(id=trainer_id, ended_at=None).update(heartbeat=Now(), busy=busy):
        raise LeaseLost(trainer_id)


def leave(trainer_id: str) -> None:
    """End the lease of a trainer that gave everything back."""
    Trainer.objects.filter(id=trainer_id, ended_at=None).update(ended_at=Now(), about=[])


def someone_idle(trainer_id: str) -> bool:
    """Whether another live trainer has next to nothing to do."""
    return live().exclude(id=trainer_id).filter(busy__lt=0.1).exists()


def claimable(trainer: Trainer) -> QuerySet[Run]:
    """Waiting runs this trainer may take: new ones, its own kinds', and those whose kind of trainer is gone."""
    own = ("", trainer.fingerprint, trainer.cuda_fingerprint)
    others = live().exclude(fingerprint__in=own).values("fingerprint")
    with_gpus = live().exclude(cuda_fingerprint__in=own).values("cuda_fingerprint")
    return Run.objects.filter(state=State.WAITING, trainer=None).filter(
        Q(fingerprint__in=own) | ~(Q(fingerprint__in=others) | Q(fingerprint__in=with_gpus))
    )


def fairest(runs: QuerySet[Run]) -> Run | None:
    """The oldest run of the party with the fewest runs in training; before all, one that already lost a life.

    An owner's sweeps are a party of their own: a thousand cells neither overtake nor hold up what its owner starts by hand.
    Whoever stands to fail is tried first: a trainer that dies later, of something else, must not count against it.
    Two questions about groups, answered from indexes: thousands may wait.
    """
    of_party = {"in_sweep": ExpressionWrapper(Q(sweep__isnull=False), BooleanField())}
    grouped = runs.order_by().annotate(**of_party).values("owner", "in_sweep")
    waiting = list(grouped.annotate(most=Max("deaths"), since=Min("queued_at"), first=Min("number")))
    if not waiting:
        return None
    training = Run.objects.filter(state=State.TRAINING, owner__in={one["owner"] for one in waiting}).order_by()
    counted = training.annotate(**of_party).values("owner", "in_sweep").annotate(count=Count("id"))
    active = {(one["owner"], bool(one["in_sweep"])): one["count"] for one in counted}

    def standing(one):
        return -one["most"], active.get((one["owner"], bool(one["in_sweep"])), 0), one["since"], one["first"], one["owner"]

    party = min(waiting, key=standing)
    theirs = runs.filter(owner=party["owner"], sweep__isnull=not party["in_sweep"])
    return theirs.order_by("-deaths", "queued_at", "number", "id").first()


def claim(trainer: Trainer, about: list[str], *, room: int = COHORT, cells: Rooms = Rooms(), patient: bool = False) -> list[Run]:
    """Take the fairest party's oldest run and up to `room` − 1 others of its cohort key; [] when there is none.

    `about`: the runs already held that would be suspects if this trainer died; those claimed are added in the same
    transaction. `cells`: how many may be of sweeps; they come by themselves and never along with a run.
    `patient`: leave runs to idle trainers for the first 100 ms. Raises LeaseLost.
    """
    candidates = claimable(trainer)
    if patient:
        candidates = candidates.filter(queued_at__lte=Now() - PATIENCE)
    candidates = cells.open_to(candidates)
    first = fairest(candidates.only("cohort_key", "owner", "sweep"))  # outside the transaction: most looks find nothing
    if first is None or room < 1:
        return []
    with transaction.atomic():
        same = candidates.filter(cohort_key=first.cohort_key, sweep=first.sweep_id).order_by("queued_at", "number", "id")
        runs = list(same.select_for_update(skip_locked=True)[: min(room, cells.for_sweep(first.sweep_id))])
        ids = [run.id for run in runs]
        Run.objects.filter(id__in=ids).update(state=State.TRAINING, trainer=trainer, fence=F("fence") + 1, updated_at=Now())
        about = sorted({*about, *(run.id for run in runs if not run.suspect)})
        if not Trainer.objects.filter(id=trainer.id, ended_at=None).update(about=about, heartbeat=Now()):
            raise LeaseLost(trainer.id)
        doorbell.ring(ids)
    for run in runs:
        run.state, run.trainer_id, run.fence = State.TRAINING, trainer.id, run.fence + 1
    return runs


def announce(trainer_id: str, about: list[str]) -> None:
    """Commit which runs (or task) are about to be trained, before a quantum that someone may not survive."""
    if not Trainer.objects.filter(id=trainer_id, ended_at=None).update(about=sorted(about), heartbeat=Now()):
        raise LeaseLost(trainer_id)


def expire(trainer_id: str) -> int:
    """Take everything back from a dead trainer; the number of runs that wait again.

    Runs it was training are suspects from now on. One that was alone already loses a life; dying alone at the same step
    again ends it.
    """
    with transaction.atomic():
        trainer = Trainer.objects.select_for_update().filter(id=trainer_id, ended_at=None).first()
        if trainer is None:
            return 0
        trainer.ended_at = Now()
        trainer.save(update_fields=["ended_at"])
        held = Run.objects.select_for_update().filter(trainer_id=trainer_id).order_by("id")
        freed = list(held.only("id", "suspect", "deaths", "epoch", "step", "detail"))
        blamed = {run.id for run in freed if run.id in trainer.about}
        lone = [run for run in freed if trainer.about == [run.id] and run.suspect]
        doomed = [run for run in lone if run.deaths and run.detail.get(DIED_AT) == run.step]
        back = {"trainer": None, "fence": F("fence") + 1, "updated_at": Now()}
        for run in doomed:
            words = f"It stopped its trainer twice in a row at epoch {run.epoch}, alone. Change its set-up and start again."
            detail = {**run.detail, "reason": "crashed", "epoch": run.epoch, "words": words}
            Run.objects.filter(id=run.id).update(state=State.FAILED, detail=detail, deaths=SOLO_DEATHS, **back)
            Command.objects.filter(run=run, done=None).update(done=Now(), answer="The run had failed.")
        for run in set(lone) - set(doomed):
            Run.objects.filter(id=run.id).update(deaths=1, detail={**run.detail, DIED_AT: run.step})
        Run.objects.filter(id__in=blamed).update(suspect=True)
        rest = [run.id for run in freed if run not in doomed]
        Run.objects.filter(id__in=rest).update(state=State.WAITING, queued_at=Now(), **back)
        _expire_tasks(trainer)
        doorbell.ring([run.id for run in freed])
    return len(rest)


def _expire_tasks(trainer: Trainer) -> None:
    """A task is always announced alone, so its trainer's death is its own; the second ends it."""
    held = Task.objects.filter(trainer=trainer)
    held.filter(id__in=trainer.about).update(deaths=F("deaths") + 1)
    held.filter(deaths__gte=SOLO_DEATHS).update(
        state=State.FAILED, trainer=None, fence=F("fence") + 1, words="It stopped its trainer twice.", updated_at=Now()
    )
    held.update(state=State.WAITING, trainer=None, fence=F("fence") + 1, updated_at=Now())


def expire_stale() -> int:
    """Expire every trainer whose lease ran out; the number of runs that wait again."""
    stale = Trainer.objects.filter(ended_at=None).exclude(id__in=live()).values_list("id", flat=True)
    return sum(expire(trainer_id) for trainer_id in list(stale))


def expire_process(pid: int, host: str) -> int:
    """Expire a dead process's lease at once, without waiting for the clock."""
    rows = Trainer.objects.filter(pid=pid, host=host, ended_at=None).values_list("id", flat=True)
    return sum(expire(trainer_id) for trainer_id in list(rows))
