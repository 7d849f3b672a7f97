"""A fork: a new run that shares another's past up to an epoch and goes on from there, with other values or the same.

Its recipe is the parent's up to that epoch and the changes from there on, so it is whole in itself: trained from the start it
would give the same bits. To spare that, it gets a copy of the records, key frames and checkpoints of before. The trainer that
claims it retrains from the nearest checkpoint to the epoch, comparing, as it does after a death, and goes on.

Only what acts from a step on can change in mid-run: live fields, weights, biases, and how many epochs there shall be. Everything
else means the same run from epoch 0 with that one thing different.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from playground.runs import edits, pasts, recipes, services
from playground.runs.models import Checkpoint, Chunk, KeyFrame, Run
from playground.runs.states import State

LIMIT = "training.epochs"
LADDER_BYTES = 1024 * 1024  # checkpoints copied beside the nearest one, so that a fork can be forked near its past too
STOPPED_ITSELF = {"threshold", "patience"}


class ForkRefused(services.StartRefused):
    """A fork that cannot be made, in words."""


def fork(
    owner: str,
    parent: Run,
    epoch: int,
    changes: dict[str, float] | None = None,
    *,
    token: str,
    paused: bool = False,
    speed: float | None = None,
) -> Run:
    """Start a run of `owner` that leaves `parent` after `epoch`; the same token again finds the run of the first time.

    `changes`: {path: value from there on} of live fields ("optimizer.lr"), parameters ("weights.1.0.2", "biases.2.0") and
    "training.epochs". Raises ForkRefused, services.StartRefused, or the engine's Refused for values outside their bounds.
    `speed` in epochs per second, None: the parent's. A fork of somebody else's run names no parent.
    """
    changes = dict(changes or {})
    _check_epoch(parent, epoch, changes)
    spec = forked(parent.spec, epoch, changes)
    asked = recipes.digest({"parent": parent.id, "epoch": epoch, "recipe": recipes.expanded(spec)})
    kinship = {"parent": parent, "parent_epoch": epoch} if parent.owner == owner else {}
    facts = {"speed": parent.speed if speed is None else speed, "holding": paused, **kinship}
    return services.new_run(owner, spec, token=token, asked=asked, fill=lambda run: _copy_past(run, parent, epoch), **facts)


def forked(recipe: dict, epoch: int, changes: dict[str, float]):
    """The spec of a recipe up to `epoch` with the changes from there on. Raises ForkRefused and the engine's Refused."""
    step = epoch * pasts.steps_per_epoch(recipes.parse(recipe))
    live = {path: value for path, value in changes.items() if path != LIMIT}
    kept = [one for one in edits.until(recipe, step) if one["step"] < step or one["path"] not in live]
    made = {**recipe, "edits": [*kept, *({"step": step, "path": path, "value": value} for path, value in live.items())]}
    if LIMIT in changes:
        made["training"] = {**recipe["training"], "epochs": changes[LIMIT]}
    try:
        spec = recipes.parse(made)
    except recipes.refusal() as refusal:
        fixed = next((one for one in refusal.problems if one.code == "edit_path"), None)
        if fixed is None or edits.is_parameter(str(fixed.value)):
            raise
        words = _("{field} cannot change in the middle of a run. Start again from epoch 0 with that one change instead.")
        raise ForkRefused(words.format(field=str(fixed.value)[:80])) from None
    return recipes.parse(edits.present(made)) if step == 0 else spec


def _check_epoch(parent: Run, epoch: int, changes: dict[str, float]) -> None:
    if not isinstance(epoch, int) or isinstance(epoch, bool) or epoch < 0:
        raise ForkRefused(_("Say which epoch to fork from: a whole number, 0 or more."))
    if epoch > parent.epoch:
        words = _("Epoch {epoch} is beyond the end of this run, which has {last}. Choose an epoch from 0 to {last}.")
        raise ForkRefused(words.format(epoch=f"{epoch:,}", last=f"{parent.epoch:,}"))
    recorded = pasts.record_epoch(pasts.record_seq(epoch))
    if recorded != epoch:
        words = _("Epoch {epoch} was not recorded: so late, not every epoch is. The nearest before it is {recorded}.")
        raise ForkRefused(words.format(epoch=f"{epoch:,}", recorded=f"{recorded:,}"))
    limit = changes.get(LIMIT, parent.epochs)
    if isinstance(limit, int | float) and epoch >= limit:
        words = _("Epoch {epoch} is the last of the {limit} planned. Fork from an earlier epoch, or give it more.")
        raise ForkRefused(words.format(epoch=f"{epoch:,}", limit=f"{limit:,}"))
    if epoch == parent.epoch and parent.state == State.DIVERGED:
        raise ForkRefused(_("At epoch {epoch} this run had diverged. Fork from an earlier epoch.").format(epoch=f"{epoch:,}"))
    if epoch == parent.epoch and parent.detail.get("reason") in STOPPED_ITSELF:
        words = _("At epoch {epoch} this run stopped by its own rule, and a fork of it would too. Fork from an earlier epoch.")
        raise ForkRefused(words.format(epoch=f"{epoch:,}"))


def _copy_past(run: Run, parent: Run, epoch: int) -> None:
    """Give a new run what is stored of its parent up to `epoch`; where records are missing it begins at epoch 0."""
    parent = Run.objects.select_for_update().get(id=parent.id)  # its trainer must not clear the ladder meanwhile
    step, seq = epoch * pasts.steps_per_epoch(recipes.parse(run.spec)), pasts.record_seq(epoch)
    if parent.epoch < epoch:  # it was taken back to a checkpoint a moment ago
        raise ForkRefused(_("This run is catching up with its own records. Try again in a moment."))
    stored = Chunk.objects.filter(run=parent, attempt=parent.attempt, first_seq__lte=seq).order_by("first_seq")
    chunks = [_cut(parent.schema, one, seq) for one in stored]
    whole = sum(one.rows for one in chunks) == seq + 1
    if epoch == 0 or not whole:  # epoch 0 is quick, and shows the values it was changed to; thinned records come again
        return
    _insert(chunks, run)
    frames = KeyFrame.objects.filter(run=parent, attempt=parent.attempt, seq__lte=seq).order_by("seq")
    newest = _insert(frames.iterator(100), run)
    _insert(_rungs(parent, step), run)
    facts = {
        "seq": seq + 1,
        "epoch": epoch,
        "step": step,
        "frame_seq": newest.seq if newest else -1,
        "fingerprint": parent.fingerprint,
        "detail": {"attempts": marks} if (marks := _marks(parent, epoch)) else {},
        **pasts.scores(parent.schema, [bytes(one.data) for one in chunks]),
    }
    Run.objects.filter(id=run.id).update(**facts)
    for name, value in facts.items():
        setattr(run, name, value)


def _cut(schema: dict, chunk: Chunk, seq: int) -> Chunk:
    keep = seq + 1 - chunk.first_seq
    if keep < chunk.rows:
        chunk.data, chunk.rows = pasts.first_rows(schema, bytes(chunk.data), keep), keep
        chunk.seconds = bytes(chunk.seconds)[: 4 * keep]
    return chunk


def _rungs(parent: Run, step: int) -> list[Checkpoint]:
    """The nearest checkpoint at or before `step`, and of those before it what is small."""
    kept, size = [], 0
    for one in Checkpoint.objects.filter(run=parent, attempt=parent.attempt, step__lte=step).order_by("-step").iterator(1):
        size += len(one.data)
        if kept and size > LADDER_BYTES:
            break
        kept.append(one)
    return kept


def _marks(parent: Run, epoch: int) -> list[dict]:
    """Where attempts took over before the fork: those records came from another machine or engine."""
    return [mark for mark in parent.detail.get("attempts", ()) if mark["epoch"] <= epoch]


def _insert(rows: Iterable, run: Run):
    """Store copies of another run's rows as this run's; the last one, or None."""
    copies = []
    for one in rows:
        one.pk, one.run_id, one.attempt = None, run.id, run.attempt
        one._state.adding = True
        copies.append(one)
    if copies:
        type(copies[0]).objects.bulk_create(copies, batch_size=200)
    return copies[-1] if copies else None
