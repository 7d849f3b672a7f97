"""What people ask of runs: to be started, and to do something. What they do with those they keep is in `keeping`.

What trainers write (claims, records, outcomes) is in `training.claims` and `training.commits`.
"""

import hashlib
from collections.abc import Callable

from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from playground.runs import doorbell, numbers, orders, pasts, quota, recipes
from playground.runs.models import Command, Run
from playground.runs.states import ENDED, ENDINGS, State

UNFINISHED_PER_OWNER = 500  # every queue has a number


class StartRefused(ValueError):
    """A start that cannot be taken, in words."""


class TokenReused(StartRefused):
    """The start token was used before, with another spec."""


def start_run(
    owner: str, spec, *, token: str, speed: float = 30, paused: bool = False, title: str = "", parent: Run | None = None
) -> Run:
    """Store a new run, waiting for a trainer; the same owner and token again finds the run of the first time.

    `speed` in epochs per second, 0 = as fast as it goes. `paused`: record epoch 0 only, then wait for a step or resume.
    `parent`: the run whose set-up this one changes in a thing or two, from epoch 0 on.
    Raises TokenReused (same token, other spec) and StartRefused (too many unfinished runs, no room left, a token that is none).
    """
    came = {"parent": parent, "parent_epoch": 0} if parent else {}
    asked = recipes.digest(recipes.expanded(spec))
    return new_run(owner, spec, token=token, asked=asked, speed=speed, holding=paused, title=title[:80], **came)


def new_run(
    owner: str, spec, *, token: str, asked: str, speed: float, fill: Callable[[Run], None] = lambda run: None, **facts
) -> Run:
    """The row of a start that was not made before, numbered, with what `fill` stores beside it; else the run made then.

    `asked`: digest of what was asked for, to tell a start sent twice from a token used twice. Raises as start_run does.
    """
    if not token.isprintable():  # PostgreSQL takes no NUL byte, for one
        raise StartRefused(_("This start token is not one of ours. Reload the page and start again."))
    known = _started(owner, token, asked)
    if known:
        return known
    planned = recipes.plan_facts(spec)
    most = pasts.most_bytes(spec, planned, curve=False)
    speed = orders.checked_speed(speed)
    try:
        with transaction.atomic():
            queue_of(owner)
            if Run.objects.filter(owner=owner, sweep=None).exclude(state__in=ENDED).count() >= UNFINISHED_PER_OWNER:
                words = _("You have {most} unfinished runs. Stop or finish some before starting more.")
                raise StartRefused(words.format(most=UNFINISHED_PER_OWNER))
            if words := quota.refusal(owner, most):
                raise StartRefused(words)
            run = Run.objects.create(
                owner=owner,
                number=numbers.give(owner, Run),
                start_token=token,
                asked_digest=asked,
                spec=recipes.expanded(spec),
                seed=spec.seed,
                optimizer=spec.optimizer.name,
                dataset=spec.data.name,
                table_digest=getattr(spec.data, "digest", ""),
                epochs=spec.training.epochs,
                cohort_key=planned["cohort_key"],
                schema=planned["schema"],
                frame_schema=planned["frame_schema"],
                state=State.WAITING,
                speed=speed,
                **facts,
            )
            fill(run)
            if run.seq:  # it begins with a past: a fork, or out of a file
                quota.recount([run.id])
            return run
    except IntegrityError:  # the same start, a moment earlier, in another request
        known = _started(owner, token, asked)
        if known is None:
            raise
        return known


def _started(owner: str, token: str, asked: str) -> Run | None:
    run = Run.objects.filter(owner=owner, start_token=token).first()
    if run and run.asked_digest != asked:
        raise TokenReused(_("This start was already used for another set-up. Reload the page and start again."))
    return run


def queue_of(owner: str) -> None:
    """Starts of one owner follow one another, so that numbers are counted without gaps or clashes."""
    if connection.vendor == "postgresql":  # SQLite's immediate transaction already holds the only write lock
        key = int.from_bytes(hashlib.sha256(owner.encode()).digest()[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def command(run: Run, kind: str, **payload) -> Command:
    """Ask something of a run: pause, resume, step, stop, edit, speed or extend (see `orders` for their payloads).

    A held run's trainer obeys within 100 ms or one step; on a run nobody holds, what needs no engine is done at once.
    Raises CommandRefused, or the engine's Refused for an edit outside a field's bounds.
    """
    order = orders.parse(kind, payload)
    order.check(run)  # may ask the engine, so before the lock
    with transaction.atomic():
        run = Run.objects.select_for_update().get(id=run.id)
        if run.state in ENDED and not (run.state == State.FINISHED and kind in orders.PROLONG):
            raise orders.CommandRefused(_("This run is {state}; it takes no more commands.").format(state=ENDINGS[run.state]))
        asked = Command.objects.create(run=run, kind=kind, payload=order.payload())
        if run.trainer_id is None and (order.overrides or not _others_pending(run, asked)):
            if order.obey_unheld(run):
                asked.done = Now()
                asked.save(update_fields=["done"])
            if order.overrides:
                Command.objects.filter(run=run, done=None).update(done=Now(), answer=f"Overtaken by {kind}.")
            run.fence += 1
            run.updated_at = Now()
            run.save(update_fields=[*orders.WRITTEN, "fence", "updated_at"])
            doorbell.ring([run.id])
    return asked


def _others_pending(run: Run, asked: Command) -> bool:
    return Command.objects.filter(run=run, done=None).exclude(id=asked.id).exists()
