"""Tasks: claimed by trainers, worked in slices beside the runs, fenced like them."""

from collections.abc import Iterator

import structlog
from django.db import transaction
from django.db.models import Count, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _

from playground.runs import doorbell, quota, selectors
from playground.runs.models import Task, Trainer
from playground.runs.states import State
from playground.training.kinds import registry
from playground.training.kinds.base import TaskRefused

PER_OWNER = 50
OPEN = (State.WAITING, State.TRAINING)
log = structlog.get_logger(__name__)


def ask(owner: str, kind: str, **given) -> Task:
    """Queue work that is not training. Raises TaskRefused, in words."""
    if kind not in registry():
        words = _("There is no task {kind}. Known: {known}.")
        raise TaskRefused(words.format(kind=repr(kind[:40]), known=", ".join(registry())))
    clean = registry()[kind].clean(owner, given)
    if words := quota.refusal(owner, registry()[kind].weighs):
        raise TaskRefused(words)
    with transaction.atomic():
        if Task.objects.filter(owner=owner, state__in=OPEN).count() >= PER_OWNER:
            words = _("{most} tasks of yours are still waiting. Let some finish first.")
            raise TaskRefused(words.format(most=PER_OWNER))
        _let_go(owner, kind)
        return Task.objects.create(owner=owner, kind=kind, run_id=clean.get("run"), input=clean, state=State.WAITING)


def _let_go(owner: str, kind: str) -> None:
    """Drop what this kind does not keep: its results can be had again by asking again."""
    keeps = registry()[kind].keeps
    if keeps is not None:
        done = Task.objects.filter(owner=owner, kind=kind).exclude(state__in=OPEN).order_by("-created_at", "-id")
        Task.objects.filter(id__in=list(done.values_list("id", flat=True)[keeps:])).delete()


def once(owner: str, kind: str, **given) -> Task:
    """The task that already does, or has done, this very work on a run; else a new one. Raises TaskRefused, in words."""
    if kind in registry():
        clean = registry()[kind].clean(owner, given)
        for task in selectors.tasks_of(clean.get("run"), kind).filter(owner=owner).exclude(state=State.FAILED):
            if task.input == clean:
                return task
    return ask(owner, kind, **given)


def forget(task: Task) -> None:
    """The task and what came out of it are gone; who works on it finds out at its next slice."""
    Task.objects.filter(id=task.id).delete()


def under_way(owner: str, kind: str, given: dict) -> bool:
    """Whether this very work is queued or being done already."""
    waiting = Task.objects.filter(owner=owner, kind=kind, state__in=OPEN)
    return any(one == given for one in waiting.values_list("input", flat=True))


def claim(trainer: Trainer, fingerprint: str) -> "Working | None":
    """The oldest task of the owner with the fewest tasks under way."""
    active = Task.objects.filter(owner=OuterRef("owner"), state=State.TRAINING).order_by().values("owner")
    counted = Coalesce(Subquery(active.annotate(count=Count("id")).values("count")), Value(0))
    with transaction.atomic():
        waiting = Task.objects.filter(state=State.WAITING).annotate(active=counted)
        first = waiting.order_by("active", "created_at", "id").values_list("id", flat=True).first()
        task = Task.objects.select_for_update(skip_locked=True).filter(id=first, state=State.WAITING).first()
        if task is None:
            return None
        facts = {"state": State.TRAINING, "trainer": trainer, "fence": F("fence") + 1, "updated_at": Now()}
        Task.objects.filter(id=task.id).update(**facts)
    task.fence += 1
    return Working(task, fingerprint)


class Working:
    """A claimed task under way in this trainer."""

    def __init__(self, task: Task, fingerprint: str):
        self.id, self.owner, self.fence = task.id, task.owner, task.fence
        self._slices = self._begin(task, fingerprint)

    @staticmethod
    def _begin(task: Task, fingerprint: str) -> Iterator[float]:
        if task.kind not in registry():
            raise TaskRefused(f"no trainer here knows how to {task.kind}")
        return (yield from registry()[task.kind].work(task.input, fingerprint))

    def work(self) -> bool:
        """One slice; False when it is done, refused, or was taken over."""
        try:
            return self._store(progress=next(self._slices))
        except StopIteration as done:
            self._store(state=State.FINISHED, result=done.value, progress=1.0, trainer=None)
        except TaskRefused as refusal:
            self._store(state=State.FAILED, words=str(refusal)[:200], trainer=None)
        except Exception as error:
            log.exception("a task failed", task=self.id)
            self._store(state=State.FAILED, words=f"It could not be done: {error}"[:200], trainer=None)
        return False

    def give_back(self) -> None:
        """Let another trainer begin it again."""
        self._store(state=State.WAITING, trainer=None, progress=0.0)

    def _store(self, **facts) -> bool:
        if Task.objects.filter(id=self.id, fence=self.fence).update(**facts, updated_at=Now()):
            doorbell.ring([self.id])
            return True
        return False
