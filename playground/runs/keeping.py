"""What people do with the runs they keep: name, star, archive. And moving them: to an account, or away for good."""

import secrets

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from playground.runs import doorbell, numbers, orders, tables
from playground.runs.models import ApiToken, Grid, Run, Sweep, Task
from playground.runs.selectors import visible_to
from playground.runs.services import queue_of

LONGEST_TITLE = 80
DEEDS = ("star", "unstar", "archive", "restore")


class TitleRefused(ValueError):
    """A title that cannot be taken, in words."""


def cleaned_title(title: str) -> str:
    """What a title is kept as: without control and direction-changing characters. Raises TitleRefused when too long."""
    kept = "".join(char for char in title if char.isprintable()).strip()
    if len(kept) > LONGEST_TITLE:
        words = ngettext(
            "Name: {count} character is more than the {most} allowed.",
            "Name: {count} characters are more than the {most} allowed.",
            len(kept),
        )
        raise TitleRefused(words.format(count=len(kept), most=LONGEST_TITLE))
    return kept


def rename(run: Run, title: str) -> str:
    """Give a run a title, or with an empty one its number back; what it was called before. Raises TitleRefused."""
    before, run.title = run.title, cleaned_title(title)
    Run.objects.filter(id=run.id).update(title=run.title, updated_at=Now())
    return before


def keep(owner: str, run_ids, deed: str) -> list[str]:
    """Do one of DEEDS to these runs; the ids of those it changed.

    All of them or none: Run.DoesNotExist where one is not this owner's. ValueError for another deed.
    """
    if deed not in DEEDS:
        raise ValueError(_("What to do: {deed} is none of {deeds}.").format(deed=deed, deeds=", ".join(DEEDS)))
    ids = set(run_ids)
    with transaction.atomic():
        mine = visible_to(owner).filter(id__in=ids).select_for_update()
        found = {run_id: (starred, archived) for run_id, starred, archived in mine.values_list("id", "starred", "archived_at")}
        if len(found) < len(ids):
            raise Run.DoesNotExist
        wanted = deed in ("star", "archive")
        place = 0 if deed in ("star", "unstar") else 1
        changed = sorted(run_id for run_id, marks in found.items() if bool(marks[place]) != wanted)
        facts = {"starred": wanted} if place == 0 else {"archived_at": Now() if wanted else None}
        if deed == "star":
            facts["listed"] = True  # a sweep's cell that somebody wants to keep in sight
        Run.objects.filter(id__in=changed).update(**facts, updated_at=Now())
    return changed


def delete(run: Run) -> None:
    """Delete a run with all that belongs to it. Raises CommandRefused for a sweep's cell: what is left would be no sweep."""
    if run.sweep_id:
        raise orders.CommandRefused(_("This run belongs to a sweep. Delete the sweep, and all its runs go."))
    with transaction.atomic():
        Run.objects.filter(id=run.id).delete()
        doorbell.ring([run.id])


def adopt(anonymous: str, account: str) -> int:
    """Give everything of one owner to another, numbered after what that one has; how many runs moved.

    A run in training goes on: trainers hold it by its id. Links to it stay open, they belong to the run.
    """
    with transaction.atomic():
        for owner in sorted((anonymous, account)):
            queue_of(owner)
        moving = Run.objects.filter(owner=anonymous)
        taken = Run.objects.filter(owner=account).values_list("start_token", flat=True)
        for run in moving.filter(start_token__in=taken).only("id"):  # two browsers that chose the same words
            Run.objects.filter(id=run.id).update(start_token=secrets.token_urlsafe(16))
        ids = list(moving.values_list("id", flat=True))
        numbers.hand_over(moving, anonymous, account, updated_at=Now())
        tried = Sweep.objects.filter(owner=account)
        for sweep in Sweep.objects.filter(owner=anonymous, start_token__in=tried.values("start_token")).only("id"):
            Sweep.objects.filter(id=sweep.id).update(start_token=secrets.token_urlsafe(16))
        numbers.hand_over(Sweep.objects.filter(owner=anonymous), anonymous, account)
        mapped = Grid.objects.filter(owner=account)
        for grid in Grid.objects.filter(owner=anonymous, start_token__in=mapped.values("start_token")).only("id"):
            Grid.objects.filter(id=grid.id).update(start_token=secrets.token_urlsafe(16))
        numbers.hand_over(Grid.objects.filter(owner=anonymous), anonymous, account)
        Task.objects.filter(owner=anonymous).update(owner=account)
        tables.adopt(anonymous, account)
        ApiToken.objects.filter(owner=anonymous).update(owner=account)  # they follow the runs they were made for
        doorbell.ring(ids)
    return len(ids)


def delete_all(owner: str) -> int:
    """Delete every run of an owner with all that belongs to it; how many. Who trains one finds it gone at the next commit."""
    with transaction.atomic():
        queue_of(owner)
        ids = list(Run.objects.filter(owner=owner).values_list("id", flat=True))
        Task.objects.filter(owner=owner).delete()
        tables.let_go(owner)
        ApiToken.objects.filter(owner=owner).delete()
        Run.objects.filter(owner=owner).delete()
        Sweep.objects.filter(owner=owner).delete()
        Grid.objects.filter(owner=owner).delete()
        numbers.forget(owner)
        doorbell.ring(ids)
    return len(ids)
