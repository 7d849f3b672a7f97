"""What people call their runs, sweeps and maps: 1, 2, 3… for each owner. A number never comes again, whatever was deleted.

All of this belongs into a transaction that holds the owners' queues (services.queue_of).
"""

from django.db.models import F, Max, Model, QuerySet

from playground.runs.models import Numbering


def give(owner: str, kind: type[Model], count: int = 1) -> int:
    """The first of `count` numbers in a row that no run, sweep or map of this owner had before."""
    last = given(owner, kind)
    _keep(owner, kind, last + count)
    return last + 1


def given(owner: str, kind: type[Model]) -> int:
    """The highest number ever given; 0 before the first."""
    kept = Numbering.objects.filter(owner=owner, kind=kind._meta.model_name).aggregate(last=Max("last"))["last"] or 0
    return max(kept, kind.objects.filter(owner=owner).aggregate(last=Max("number"))["last"] or 0)


def hand_over(moving: QuerySet, before: str, owner: str, **facts) -> None:
    """Give these rows to another owner, numbered after all that one ever had. Who had them begins again with 1."""
    kind, last = moving.model, given(owner, moving.model)
    most = given(before, kind)
    moving.update(owner=owner, number=F("number") + last, **facts)
    Numbering.objects.filter(owner=before, kind=kind._meta.model_name).delete()
    if most:
        _keep(owner, kind, last + most)


def forget(owner: str) -> None:
    """This owner is gone for good."""
    Numbering.objects.filter(owner=owner).delete()


def _keep(owner: str, kind: type[Model], last: int) -> None:
    row = Numbering(owner=owner, kind=kind._meta.model_name, last=last)
    Numbering.objects.bulk_create([row], update_conflicts=True, unique_fields=["owner", "kind"], update_fields=["last"])
