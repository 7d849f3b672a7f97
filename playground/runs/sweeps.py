"""What people ask of sweeps: to be started, to rest, to go on, to end, to grow; and ten seeds of a run."""

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from playground.runs import doorbell, edits, halving, inserting, numbers, pasts, quota, recipes, searching
from playground.runs.models import Command, Run, Sweep, new_id
from playground.runs.services import StartRefused, TokenReused, queue_of
from playground.runs.states import ENDED, State

UNFINISHED_PER_OWNER = 4_000  # cells; every queue has a number
SEEDS = 10
AT_ONCE = 500  # rows an INSERT
ORDERS = ("pause", "resume", "stop")


def start(owner: str, spec, asked: dict[str, str], *, token: str, draws: int = 1, seed: int = 0, **facts) -> Sweep:
    """Store a sweep of the fields `asked` (path → text) over `spec`, and all its cells, waiting for trainers.

    The same owner and token again finds the sweep of the first time. `facts`: title, parent, kind,
    `halving` ({"factor", "epochs"}: prune), `as_random` (search the same fields by drawing so many points), `found`
    (searching.found of these very texts, draws and seed, by whoever has it already).
    Raises engine.spec.Refused, StartRefused, TokenReused.
    """
    if not token.isprintable():
        raise StartRefused(_("This start token is not one of ours. Reload the page and start again."))
    if known := _started(owner, token, spec, asked):
        return known
    as_random = facts.pop("as_random", 0)
    found = facts.pop("found", None) or searching.found(spec, asked, draws, seed, as_random)
    facts.setdefault("kind", found.kind)
    try:
        with transaction.atomic():
            queue_of(owner)
            sweep = Sweep.objects.create(
                owner=owner, number=numbers.give(owner, Sweep), start_token=token, spec=recipes.expanded(spec), axes=found.axes,
                points=[list(point.values) for point in found.points], draws=found.draws, seed=seed, **facts,
            )  # fmt: skip
            _add(sweep, found.points, 0)
    except IntegrityError:  # the same start, a moment earlier, in another request
        if known := _started(owner, token, spec, asked):
            return known
        raise
    return sweep


def _started(owner: str, token: str, spec, asked: dict[str, str]) -> Sweep | None:
    sweep = Sweep.objects.filter(owner=owner, start_token=token).first()
    if sweep and (sweep.spec != recipes.expanded(spec) or [axis["path"] for axis in sweep.axes] != list(asked)):
        raise TokenReused(_("This start was already used for another set-up. Reload the page and start again."))
    return sweep


def _add(sweep: Sweep, points: list, first: int) -> None:
    """The rows of these points, inside a transaction that holds the owner's queue."""
    unfinished = Run.objects.filter(owner=sweep.owner, sweep__isnull=False).exclude(state__in=ENDED).count()
    if unfinished + len(points) > UNFINISHED_PER_OWNER:
        words = _("With these you would have {count} unfinished runs in sweeps; at most {most} are allowed. Stop a sweep first.")
        raise StartRefused(words.format(count=f"{unfinished + len(points):,}", most=f"{UNFINISHED_PER_OWNER:,}"))
    rows = searching.row_facts(points)
    shapes = {one.shape: (one.spec, row) for one, row in zip(points, rows, strict=True)}  # who store alike
    most = {shape: pasts.most_bytes(spec, row, curve=True) for shape, (spec, row) in shapes.items()}
    if words := quota.refusal(sweep.owner, sum(most[one.shape] for one in points)):
        raise StartRefused(words)
    number = numbers.give(sweep.owner, Run, len(points))
    now, rung = timezone.now(), next(iter(halving.rungs(sweep)), None)
    pattern = Run(
        owner=sweep.owner, state=State.WAITING, sweep=sweep, rung=rung, listed=False,
        detail_level="curve", speed=0, created_at=now, **rows[0],
    )  # fmt: skip
    ids = [new_id() for _ in rows]
    own = (
        {"id": run_id, "number": number + place, "start_token": f"{sweep.id}:{first + place}", "place": first + place}
        for place, run_id in enumerate(ids)
    )
    inserting.insert(pattern, [row | facts for row, facts in zip(rows, own, strict=True)])
    doorbell.ring(ids[:1])


def order(sweep: Sweep, kind: str) -> int:
    """Do one of ORDERS to all cells that have not ended; how many it concerned. ValueError for another word.

    Cells nobody holds obey at once; to those in training it is said by a command each, like to any run.
    """
    if kind not in ORDERS:
        raise ValueError(_("What to do: {deed} is none of {deeds}.").format(deed=kind, deeds=", ".join(ORDERS)))
    with transaction.atomic():
        queue_of(sweep.owner)
        cells = Run.objects.filter(sweep=sweep)
        held = list(cells.filter(state=State.TRAINING).values_list("id", flat=True))
        moved = _move(cells, kind)
        if kind != "resume":
            Command.objects.filter(run__in=held, done=None).update(done=Now(), answer=f"Overtaken by {kind}.")
        Command.objects.bulk_create([Command(run_id=run_id, kind=kind) for run_id in held], batch_size=AT_ONCE)
        doorbell.ring(held[:1])
    return moved + len(held)


def _move(cells: QuerySet[Run], kind: str) -> int:
    """Change the cells no trainer holds."""
    again = {"fence": F("fence") + 1, "updated_at": Now()}
    waiting, paused = cells.filter(state=State.WAITING), cells.filter(state=State.PAUSED)
    resting = paused.exclude(rung__isnull=False, epoch__gte=F("rung"))  # not those that wait for others at a rung
    if kind == "pause":
        return waiting.update(state=State.PAUSED, holding=True, **again)
    if kind == "resume":
        return resting.update(state=State.WAITING, holding=False, queued_at=Now(), **again)
    cells.exclude(state__in=ENDED).update(rung=None)  # whoever ends now was not judged
    ended = {"state": State.STOPPED, "detail": {"reason": "person"}, "trainer": None}
    return cells.filter(state__in=(State.WAITING, State.PAUSED)).update(**ended, **again)


def extend(sweep: Sweep, asked: dict[str, str], draws: int) -> int:
    """More cells: the fields' texts may name more values, or more may be drawn. What is there stays; how many came.

    Raises engine.spec.Refused and StartRefused.
    """
    if [axis["path"] for axis in sweep.axes] != list(asked):
        raise StartRefused(_("A sweep grows along the fields it has; another field is another sweep."))
    if sweep.halving:
        raise StartRefused(_("A sweep that prunes does not grow: what ended was compared with the runs it has. Start another."))
    if sweep.kind == "random" and [axis["text"] for axis in sweep.axes] != [text.strip() for text in asked.values()]:
        raise StartRefused(_("A sweep at random grows by more draws of the same; other bounds are another sweep."))
    there = {tuple(point) for point in sweep.points}
    spec = recipes.parse(sweep.spec)
    found = searching.found(spec, asked, max(draws, sweep.draws), sweep.seed)
    fresh = [point for point in found.points if point.values not in there]
    if len(there) + len(fresh) > searching.most_runs():
        words = _("The sweep would have {count} runs; at most {most} are allowed.")
        raise StartRefused(words.format(count=f"{len(there) + len(fresh):,}", most=f"{searching.most_runs():,}"))
    if not fresh:
        return 0
    with transaction.atomic():
        queue_of(sweep.owner)
        sweep = Sweep.objects.select_for_update().get(id=sweep.id)
        fresh = [point for point in fresh if list(point.values) not in sweep.points]
        first = len(sweep.points)
        sweep.points += [list(point.values) for point in fresh]
        columns = zip(zip(*sweep.points, strict=True), zip(*(point.values for point in found.points), strict=True), strict=True)
        sweep.axes = [_grown(axis, *column) for axis, column in zip(found.axes, columns, strict=True)]
        sweep.draws = max(found.draws, sweep.draws)
        sweep.save(update_fields=["points", "axes", "draws"])
        if fresh:
            _add(sweep, fresh, first)
    return len(fresh)


def _grown(axis: dict, values: tuple[str, ...], named: tuple[str, ...]) -> dict:
    """The field's text where it names all the values there are, else one that does: a new range takes no old one back."""
    if axis["text"].startswith("~") or {*values} <= {*named}:
        return axis
    ordered = sorted({*values}, key=float) if all(map(_is_number, values)) else dict.fromkeys(values)
    return axis | {"text": ", ".join(ordered)}


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def rival(sweep: Sweep) -> Sweep:
    """The same fields on the same budget searched the other way: a grid by drawing, draws as a grid. Raises as `start` does.

    A grid of equal care for each field may need a few runs less than were drawn. Asked twice, it is the same sweep.
    """
    spec, texts = recipes.parse(sweep.spec), {axis["path"]: axis["text"] for axis in sweep.axes}
    facts = {"token": f"versus:{sweep.id}", "versus": sweep, "seed": sweep.seed, "halving": sweep.halving}
    if sweep.kind == "random":
        texts = searching.as_grid(spec, texts, sweep.draws, sweep.seed, len(sweep.points))
        return start(sweep.owner, spec, texts, **facts)
    return start(sweep.owner, spec, texts, as_random=len(sweep.points), draws=len(sweep.points), **facts)


def ten_seeds(owner: str, run: Run, *, token: str) -> Sweep:
    """The run's set-up from SEEDS seeds, its own and those that follow it, on the same data. Raises as `start` does."""
    spec = recipes.parse(edits.present(run.spec))
    first = min(spec.seed, 2**31 - 1 - SEEDS)
    return start(owner, spec, {"seed": f"{first}..{first + SEEDS - 1}"}, token=token, kind="seeds", parent=run)


def delete(sweep: Sweep) -> int:
    """Delete a sweep with all its runs; how many. Who trains one finds it gone at the next commit."""
    with transaction.atomic():
        queue_of(sweep.owner)
        gone = Run.objects.filter(sweep=sweep).count()
        sweep.delete()
    return gone
