"""Make it mine: a copy of a shared run, for who came by its link."""

import hashlib

from playground.runs import forks, recipes, services
from playground.runs.models import Run, Share
from playground.runs.states import ENDED


def copied(owner: str, share: Share, epoch: int, speed: float) -> Run:
    """A copy that waits at `epoch` until somebody continues it; the same visitor at the same epoch again finds that copy.

    Nothing follows the last epoch of a run that has ended: a copy of that waits at epoch 0. Across owners the new run names no
    parent: a parent would be a door to somebody else's run. Raises services.StartRefused and orders.CommandRefused.
    """
    run = share.run
    epoch = 0 if epoch >= run.epoch and run.state in ENDED else epoch
    token = _start_token(share, epoch)
    if epoch:
        return forks.fork(owner, run, epoch, token=token, paused=True, speed=speed)
    parent = run if run.owner == owner else None
    return services.start_run(owner, recipes.parse(run.spec), token=token, speed=speed, paused=True, parent=parent)


def _start_token(share: Share, epoch: int) -> str:
    """One start for each link, recipe and epoch: two clicks, or a retry after a lost answer, are one run."""
    return hashlib.sha256(f"mine {share.token_hash} {recipes.digest(share.run.spec)} {epoch}".encode()).hexdigest()
