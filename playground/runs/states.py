"""The states of a run and which may follow which. Plain text in the database: a new word is no migration.

    waiting ──claim──▶ training ──▶ finished · diverged · stopped · failed
       ▲   ◀──release──   │  ▲
       │                pause │ resume, step, edit (by way of waiting)
       └──────────────── paused

A run is held by a trainer exactly while it is `training`. `diverged`, `stopped` and `failed` are final; a `finished`
run goes on only when it is given more epochs.
"""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class State(StrEnum):
    """Where a run stands. Compares equal to the text stored in the database."""

    WAITING = "waiting"  # claimable: no trainer holds it
    TRAINING = "training"  # held by a trainer
    PAUSED = "paused"  # a person asked it to rest
    FINISHED = "finished"  # reached its epoch limit
    DIVERGED = "diverged"  # a loss or weight became non-finite: a result, not an error
    STOPPED = "stopped"  # ended before its limit, by a person or by its own threshold or patience
    FAILED = "failed"  # killed its trainer twice while alone, or cannot be trained here


FINAL = frozenset({State.DIVERGED, State.STOPPED, State.FAILED})
ENDED = FINAL | {State.FINISHED}
ENDINGS = {  # what a run that has ended is, inside a sentence
    State.FINISHED: _("finished"),
    State.DIVERGED: _("diverged"),
    State.STOPPED: _("stopped"),
    State.FAILED: _("failed"),
}

FOLLOWS = {
    State.WAITING: {State.TRAINING, State.PAUSED, State.STOPPED, State.FAILED},
    State.TRAINING: {State.WAITING, State.PAUSED, State.FINISHED, State.DIVERGED, State.STOPPED, State.FAILED},
    State.PAUSED: {State.WAITING, State.STOPPED},
    State.FINISHED: {State.WAITING},
    State.DIVERGED: set(),
    State.STOPPED: set(),
    State.FAILED: set(),
}


class ForbiddenMove(ValueError):
    """A run was asked to go from one state to another that may not follow it."""


def check_move(before: str, after: str) -> None:
    """Raise ForbiddenMove unless `after` may follow `before` (staying is always allowed)."""
    if before != after and after not in FOLLOWS[State(before)]:
        raise ForbiddenMove(f"A run that is {before} cannot become {after}.")


# What the engine says about why a run ended, and the state that is.
OUTCOMES = {
    "finished": State.FINISHED,
    "threshold": State.STOPPED,
    "patience": State.STOPPED,
    "diverged": State.DIVERGED,
}
