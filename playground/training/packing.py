"""What a held run commits: its place and outcome, the records and key frames trained since, a checkpoint, its scores."""

from time import monotonic

import numpy as np
import structlog
import torch

from engine import checkpoint
from engine.records import encode
from playground.runs import recipes
from playground.runs.pasts import SCORES
from playground.runs.states import ENDED, OUTCOMES, State
from playground.runs.thumbnails import encode as encode_thumbnail
from playground.training.claims import DIED_AT
from playground.training.commits import Parcel
from playground.training.held import Held
from playground.training.ladder import spare_rungs
from playground.training.pace import QUANTUM
from playground.training.thumbnails import picture

SMALL = 64 * 1024  # bytes of a checkpoint that goes with every commit; larger ones may lag
LAG = 5.0  # seconds
TRIAL = 0.5  # seconds of training epoch by epoch before one whose trainer died may have company again
log = structlog.get_logger(__name__)


def pack(held: Held, give_back: bool = False) -> Parcel:
    """What to commit now; `held` stays as it is until that is stored. `give_back`: let another trainer go on with it."""
    run, state, replaying = held.run, held.state, held.replaying
    standing, detail = _standing(held, give_back)
    release = standing != State.TRAINING
    parcel = Parcel(run.id, run.fence, (run.seq, run.step), {}, run.attempt, done=list(held.done), release=release)
    if not replaying:
        parcel.chunk, parcel.frames = _chunk(held), list(held.frames)
        _checkpoint(held, parcel)
        parcel.thumbnail = _thumbnail(held, standing)
    progressed = state.step > run.step or state.seq > run.seq or held.over
    # One whole quantum alone: at least as far as the company it died in can have come since its last commit.
    probation = TRIAL if run.deaths else QUANTUM
    suspect = run.suspect and not held.over and not (progressed and held.alone_for >= probation)
    parcel.row = {
        "state": standing,
        "detail": detail,
        "holding": run.holding,
        "speed": run.speed,
        "epochs": held.plan.spec.training.epochs,
        "epoch": run.epoch if replaying else state.epoch,
        "step": run.step if replaying else state.step,
        "seq": run.seq if replaying else state.seq,
        "frame_seq": parcel.frames[-1][0] if parcel.frames else run.frame_seq,
        "probe": run.probe,
        "trainer_id": None if parcel.release else run.trainer_id,
        "fingerprint": run.fingerprint,
        "suspect": suspect,
        "deaths": run.deaths if suspect else 0,
        **_scores(held),
    }
    if held.new_recipe:
        parcel.recipe = {"spec": recipes.expanded(held.plan.spec), "cohort_key": held.plan.cohort_key}
    return parcel


def _standing(held: Held, give_back: bool) -> tuple[State, dict]:
    marks = ("attempts", DIED_AT) if held.run.suspect else ("attempts",)
    kept = {mark: held.run.detail[mark] for mark in marks if mark in held.run.detail}
    if held.ended:
        return held.ended[0], {**kept, **held.ended[1]}
    if held.over:
        reason = held.state.stopped
        return OUTCOMES[reason], {**kept, "reason": reason, "epoch": held.state.epoch, **held.state.detail}
    if held.at_rung:
        return State.PAUSED, {**kept, "reason": "rung", "epoch": held.state.epoch}
    if held.idle:
        return State.PAUSED, kept
    return (State.WAITING if give_back else State.TRAINING), kept


def _chunk(held: Held) -> tuple[int, int, bytes, bytes] | None:
    if not held.columns:
        return None
    columns = {name: np.concatenate([part[name] for part in held.columns]) for name in held.columns[0]}
    rows = len(columns["epoch"])
    first = held.state.seq - rows
    seconds = np.concatenate(held.seconds).astype("<f4").tobytes()
    return first, rows, encode(held.plan.schema, first, columns), seconds


def _checkpoint(held: Held, parcel: Parcel) -> None:
    """Put a checkpoint into the parcel: always for small states, else every 5 s and when the run is given back."""
    run, state = held.run, held.state
    if held.rungs and held.rungs[-1][1] == state.step:
        return
    if held.quiet:
        held.saved_at = monotonic()
    small = 16 * held.plan.size <= SMALL
    if not (small or parcel.release or run.suspect or monotonic() - held.saved_at >= LAG or not held.rungs):
        return
    data = checkpoint.save(state)
    parcel.checkpoint = (state.epoch, state.step, state.seq, data, recipes.bytes_digest(data))
    rungs = [*held.rungs, (state.epoch, state.step)]
    parcel.spare = [step for _, step in rungs[:-1]] if held.quiet else spare_rungs(rungs)


def _thumbnail(held: Held, standing: State) -> tuple[int, bytes] | None:
    """What a run that ends or rests looks like. It may fail to be drawn, and never costs the run anything else."""
    if standing not in (*ENDED, State.PAUSED) or not held.state.seq or held.quiet:
        return None
    try:
        held.trace.complete(held.run)
        shown = torch.cat([held.state.judged(held.plan), held.state.buffers])
        drawn = picture(held.plan, shown, held.state.epoch, held.trace.points(), standing in ENDED)
        return held.state.epoch, encode_thumbnail(drawn)
    except (ValueError, RuntimeError, ArithmeticError):
        log.exception("a thumbnail could not be drawn", run=held.run.id)
        return None


def _scores(held: Held) -> dict[str, float | None]:
    """Last and best test metric and last loss, as columns a list can sort by; non-finite numbers are left empty."""
    run = held.run
    scores = {"best_metric": run.best_metric, "last_metric": run.last_metric, "last_loss": run.last_loss}
    if not held.columns or held.replaying:
        return scores
    newest = held.columns[-1]
    scores["last_loss"] = _finite(newest["test_loss"][-1])
    name = next((name for name in SCORES if name in newest), None)
    if name:
        scores["last_metric"] = _finite(newest[name][-1])
        values = np.concatenate([part[name] for part in held.columns])
        values = values[np.isfinite(values)]
        if len(values):
            best = float(values.max())
            scores["best_metric"] = best if run.best_metric is None else max(best, run.best_metric)
    return scores


def _finite(value) -> float | None:
    return float(value) if np.isfinite(value) else None
