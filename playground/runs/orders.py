"""What can be asked of a run: one class a command, and what it does to a run no trainer holds.

A trainer obeys the same orders on the runs it holds: `training/obeying.py`.
"""

import math
import sys
from dataclasses import asdict, dataclass, fields
from typing import ClassVar

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from playground.runs import pasts, quota, recipes
from playground.runs.models import Run
from playground.runs.states import State, check_move

MOST_STEPS = 1000
LARGEST = sys.float_info.max  # NaN and infinity are no numbers to train with, nor integers that no float holds
FASTEST = 10_000  # epochs per second; above that say 0: as fast as it goes
PROLONG = frozenset({"extend", "step"})  # what a finished run still takes
WRITTEN = ("state", "detail", "holding", "speed", "spec", "epochs", "queued_at")  # what orders change


class CommandRefused(ValueError):
    """A command that cannot be obeyed, in words."""


@dataclass(frozen=True)
class Order:
    """One thing asked. `overrides`: whatever was asked before and not yet done is forgotten."""

    overrides: ClassVar[bool] = False

    def payload(self) -> dict:
        return asdict(self)

    def check(self, run: Run) -> None:
        """Raise, in words, if it could never be obeyed on this run."""

    def obey_unheld(self, run: Run) -> bool:
        """Change `run` (not yet saved); False leaves the rest to the next trainer that claims it."""
        raise NotImplementedError


@dataclass(frozen=True)
class Pause(Order):
    overrides = True

    def obey_unheld(self, run: Run) -> bool:
        run.holding = True
        if run.seq > 0:  # one that never started still records epoch 0: the page shows the untrained network
            move(run, State.PAUSED)
        return True


@dataclass(frozen=True)
class Resume(Order):
    def obey_unheld(self, run: Run) -> bool:
        run.holding = False
        queue(run)
        return True


@dataclass(frozen=True)
class Stop(Order):
    overrides = True

    def obey_unheld(self, run: Run) -> bool:
        move(run, State.STOPPED, reason="person")
        return True


@dataclass(frozen=True)
class Step(Order):
    """Train exactly so many batches or epochs more, then pause; a finished run is given the epochs that takes."""

    batches: int = 0
    epochs: int = 0

    def __post_init__(self):
        for count in (self.batches, self.epochs):
            if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= MOST_STEPS:
                raise CommandRefused(_("A step is between 1 and {most} batches or epochs.").format(most=MOST_STEPS))
        if bool(self.batches) == bool(self.epochs):
            raise CommandRefused(_("Say either how many batches or how many epochs to step."))

    def recipe(self, recipe: dict) -> dict:
        """The recipe of a finished run with room for the step: whole epochs, so one batch leaves the rest of its epoch to go."""
        return extended(recipe, self.epochs or math.ceil(self.batches / pasts.steps_per_epoch(recipes.parse(recipe))))

    def check(self, run: Run) -> None:
        if run.state == State.FINISHED:
            check_room(run, self.recipe(run.spec))

    def obey_unheld(self, run: Run) -> bool:
        run.holding = True
        queue(run)
        return False


@dataclass(frozen=True)
class Edit(Order):
    """From the current step on, the field or parameter at `path` has this value; it becomes part of the recipe."""

    path: str
    value: float

    def __post_init__(self):
        if not isinstance(self.path, str):
            raise CommandRefused(_("Say which field to change."))
        if isinstance(self.value, bool) or not isinstance(self.value, int | float) or not abs(self.value) <= LARGEST:
            raise CommandRefused(_("The new value has to be a number."))

    def check(self, run: Run) -> None:
        recipes.parse(edited(run.spec, run.step, self.path, self.value))

    def obey_unheld(self, run: Run) -> bool:
        queue(run)
        return False


@dataclass(frozen=True)
class Speed(Order):
    """Aim at so many epochs per second; 0 = as fast as it goes."""

    epochs_per_second: float

    def __post_init__(self):
        checked_speed(self.epochs_per_second)

    def obey_unheld(self, run: Run) -> bool:
        run.speed = float(self.epochs_per_second)
        return True


@dataclass(frozen=True)
class Extend(Order):
    """Give a run so many more epochs than its limit; a finished one goes on, if asked with an edit from there on."""

    epochs: int
    path: str = ""
    value: float | None = None

    def __post_init__(self):
        if not isinstance(self.epochs, int) or isinstance(self.epochs, bool) or self.epochs < 1:
            raise CommandRefused(_("Say how many more epochs, at least 1."))
        if self.path == "" and self.value is not None:
            raise CommandRefused(_("Say which field to change."))
        if self.path != "":
            Edit(self.path, self.value)

    def recipe(self, recipe: dict, step: int) -> dict:
        """The recipe with more epochs, and with the edit at `step` if there is one."""
        longer = extended(recipe, self.epochs)
        return edited(longer, step, self.path, self.value) if self.path else longer

    def check(self, run: Run) -> None:
        check_room(run, self.recipe(run.spec, run.step))

    def obey_unheld(self, run: Run) -> bool:
        spec = recipes.parse(self.recipe(run.spec, run.step))
        run.spec, run.epochs = recipes.expanded(spec), spec.training.epochs
        if run.state == State.FINISHED:
            run.holding = False  # it may have come to its end by steps
            queue(run)
        return True


KINDS: dict[str, type[Order]] = {kind.__name__.lower(): kind for kind in (Pause, Resume, Stop, Step, Edit, Speed, Extend)}


def parse(kind: str, payload: dict) -> Order:
    """The order of a command's kind and payload. Raises CommandRefused for unknown kinds, fields and values."""
    order = KINDS.get(kind)
    if order is None:
        words = _("There is no command {kind}. Known: {known}.")
        raise CommandRefused(words.format(kind=repr(str(kind)[:40]), known=", ".join(KINDS)))
    try:
        return order(**payload)
    except TypeError:
        taken = ", ".join(field.name for field in fields(order)) or _("nothing")
        raise CommandRefused(_("The command {kind} takes {fields}.").format(kind=kind, fields=taken)) from None


def move(run: Run, state: State, **detail) -> None:
    """Change the state of an instance (not yet saved); raises ForbiddenMove."""
    check_move(run.state, state)
    run.state = state
    run.detail = {**{key: run.detail[key] for key in KEPT_DETAIL if key in run.detail}, **detail}


def queue(run: Run) -> None:
    """Put a run into the queue that trainers claim from; one already there keeps its place."""
    if run.state != State.WAITING:
        move(run, State.WAITING)
        run.queued_at = Now()


KEPT_DETAIL = ("attempts",)  # marks that outlive a state: where a new attempt took over, and why


def edited(recipe: dict, step: int, path: str, value: float) -> dict:
    """The recipe with one more edit. It replaces one of the same path and step: nothing was trained between."""
    kept = [one for one in recipe.get("edits", ()) if not (one["step"] == step and one["path"] == path)]
    return {**recipe, "edits": [*kept, {"step": step, "path": path, "value": value}]}


def extended(recipe: dict, more: int) -> dict:
    """The recipe with `more` epochs added to its limit; the schedule's horizon stays."""
    training = recipe["training"]
    return {**recipe, "training": {**training, "epochs": training["epochs"] + more}}


def check_room(run: Run, recipe: dict) -> None:
    """Raise, in words, where its owner has no room for what the run would store under a longer recipe."""
    now, longer = recipes.parse(run.spec), recipes.parse(recipe)
    facts, curve = {"schema": run.schema, "frame_schema": run.frame_schema}, run.detail_level != "full"
    more = pasts.most_bytes(longer, facts, curve) - pasts.most_bytes(now, facts, curve)
    if words := quota.refusal(run.owner, more):
        raise CommandRefused(words)


def checked_speed(value) -> float:
    """The speed as a number; raises CommandRefused unless 0 ≤ value ≤ 10,000 epochs per second."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= FASTEST:
        words = _("Speed is a number of epochs per second, from 0 (as fast as it goes) to {fastest}.")
        raise CommandRefused(words.format(fastest=f"{FASTEST:,}"))
    return float(value)
