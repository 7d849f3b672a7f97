"""What a kind of task is."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from playground.runs import selectors
from playground.runs.models import Run


class TaskRefused(ValueError):
    """A task that cannot be done, in words."""


class Kind:
    """Work cut into slices of about 50 ms, so that the runs beside it keep their turns.

    A task about a run stores the run's id as `run` in its input: pages find it by that.
    """

    weighs = 64 * 1024  # bytes that a result may have, about: the owner needs room for them. 0: `clean` looks after that itself
    keeps: int | None = None  # how many of an owner's are kept once they are done, the newest; None: all of them

    def clean(self, owner: str, given: dict) -> dict:
        """The checked input to store; raises TaskRefused. Runs in the web process: no engine here."""
        raise NotImplementedError

    def work(self, given: dict, fingerprint: str) -> Iterator[float]:
        """Do one slice between two yields of the progress (0–1); return the result's bytes. Raises TaskRefused."""
        raise NotImplementedError


def run_of(owner: str, given: dict) -> Run:
    """The owner's run that a task is about; raises TaskRefused."""
    try:
        return selectors.get_run(owner, str(given.get("run", "")))
    except Run.DoesNotExist:
        raise TaskRefused(_("There is no such run.")) from None


def epoch_of(run: Run, given: dict) -> int:
    """The epoch of a run that a task is about, its newest where none is named; raises TaskRefused."""
    text = str(given.get("epoch", "")).strip()
    if not text:
        return run.epoch
    if not (text.isascii() and text.isdigit() and len(text) < 10) or int(text) > run.epoch:
        words = _("Epoch: “{value}” is not a whole number from 0 to {most}, the newest epoch of this run.")
        raise TaskRefused(words.format(value=text[:20], most=run.epoch))
    return int(text)
