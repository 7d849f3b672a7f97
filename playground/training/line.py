"""Where a waiting run stands: whether anybody trains at all, how many are before it, and for about how long."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from playground.runs.models import Run
from playground.runs.states import State
from playground.training import claims

LONGEST = 24 * 3600  # seconds; beyond that an estimate says nothing


@dataclass(frozen=True)
class Standing:
    """`before`: waiting runs that would be claimed first. `seconds`: until a place is free, None where nobody can know."""

    before: int
    seconds: int | None


def anybody_trains() -> bool:
    """Whether the lease of some trainer holds."""
    return claims.live().exists()


def standing(run: Run) -> Standing | None:
    """A waiting run's place by the order in which `claims.fairest` takes; None for a run that does not wait."""
    if run.state != State.WAITING:
        return None
    before = _before(run)
    return Standing(before, _seconds(before))


def _before(run: Run) -> int:
    active = Run.objects.filter(owner=OuterRef("owner"), state=State.TRAINING).order_by().values("owner")
    waiting = Run.objects.filter(state=State.WAITING, trainer=None).annotate(
        active=Coalesce(Subquery(active.annotate(count=Count("id")).values("count")), Value(0))
    )
    own = Run.objects.filter(owner=run.owner, state=State.TRAINING).count()
    queued = Subquery(Run.objects.filter(id=run.id).values("queued_at"))  # in SQL: Python writes moments otherwise (models)
    older = Q(queued_at__lt=queued)
    older |= Q(queued_at=queued, number__lt=run.number) | Q(queued_at=queued, number=run.number, id__lt=run.id)
    first = Q(deaths__gt=run.deaths) | Q(deaths=run.deaths, active__lt=own) | Q(older, deaths=run.deaths, active=own)
    return waiting.exclude(id=run.id).filter(first).count()


def _seconds(before: int) -> int | None:
    """A place is free when a run in training ends: each at its own speed. Runs at full speed end at no known moment."""
    training = Run.objects.filter(state=State.TRAINING, holding=False)
    if training.filter(speed=0).exists():
        return None
    left = sorted((epochs - epoch) / speed for epochs, epoch, speed in training.values_list("epochs", "epoch", "speed"))
    if len(left) <= before or left[before] > LONGEST:
        return None
    return max(1, round(left[before]))
