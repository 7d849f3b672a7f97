"""The picture of a link: asked of a trainer, never drawn here."""

from django.db import transaction

from playground.runs.models import Share
from playground.runs.states import ENDED
from playground.training import tasks
from playground.training.kinds.base import TaskRefused

KIND = "card"


def ask(share: Share) -> None:
    """Have the card drawn where there is none that fits the run. One at a time; while it trains, when it is twice as far."""
    run, given = share.run, {"share": share.token_hash}
    newer = run.frame_seq >= 0 and run.epoch > share.card_epoch
    if not newer or (run.state not in ENDED and run.epoch < 2 * share.card_epoch):
        return
    if tasks.under_way(run.owner, KIND, given):
        return
    with transaction.atomic():  # of those who ask at once, one does; the others find its task
        Share.objects.select_for_update().filter(token_hash=share.token_hash).values_list("token_hash", flat=True).first()
        if tasks.under_way(run.owner, KIND, given):
            return
        try:
            tasks.ask(run.owner, KIND, **given)
        except TaskRefused:
            pass  # the owner's queue is full: a link without its picture is still a link


def plain() -> bytes:
    """The card of the playground itself, for links whose own is not drawn yet: made once a process, the same for everybody."""
    from playground.training.cards.plain import plain as drawn  # the drawing library waits until somebody asks

    return drawn()
