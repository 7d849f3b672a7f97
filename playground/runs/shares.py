"""Share links: a token that opens one run for whoever has it. Made, listed, found, withdrawn here; nobody else touches the table.

The token is 128 random bits and is shown once, to the owner; the table keeps its SHA-256. Looking a link up is one search by
that hash, so neither the database nor the time an answer takes tells anything about tokens that exist. A link that was
withdrawn, has run out, never was, or whose run is gone: all four are the same nothing.

A listed run has one link more, whose token everybody may read under Explore: it alone is kept as it is. Taking the run from the
list withdraws that link and leaves the others open.
"""

import hashlib
import re
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from playground.runs import doorbell
from playground.runs.models import Run, Share

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}\Z")  # secrets.token_urlsafe(16)
SHORT = 16  # digits of a hash that tell a run's links apart
MOST = 50  # live links of one run; every queue has a number
LONGEST = timedelta(days=365)


class ShareRefused(ValueError):
    """A link that cannot be made, in words."""


def hashed(token: str) -> str:
    """What the table knows of a token: 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_links() -> QuerySet[Share]:
    """The links that open something just now, by the database's clock."""
    return Share.objects.filter(Q(expires_at=None) | Q(expires_at__gt=Now()), revoked_at=None)


def make(run: Run, lasts: timedelta | None = None, *, name: str = "", listed: bool = False) -> str:
    """A new link to a run; its token, which cannot be had again. `lasts`: how long it opens; None: until it is withdrawn.

    `name`: the owner's, shown beside the run. `listed`: the run's one link under Explore; where it has one, that, from now on so.
    Raises ShareRefused for a time outside 0 … 365 days, and for the 51st link.
    """
    if lasts is not None and not timedelta(0) < lasts <= LONGEST:
        words = _("How long the link lasts: {days} days is outside 1 to {most}.")
        raise ShareRefused(words.format(days=lasts.days, most=LONGEST.days))
    token = secrets.token_urlsafe(16)
    with transaction.atomic():
        Run.objects.select_for_update().get(id=run.id)  # links of one run are made one after another, so that they can be counted
        expires = timezone.now() + lasts if lasts else None
        if listed and (known := listing(run)):
            Share.objects.filter(token_hash=known.token_hash).update(expires_at=expires, name=name)
            return known.listed_token
        if open_links().filter(run=run).count() >= MOST:
            raise ShareRefused(_("This run has {most} links already. Stop sharing withdraws them all.").format(most=MOST))
        shown = token if listed else ""
        Share.objects.create(token_hash=hashed(token), run=run, expires_at=expires, name=name, listed_token=shown)
    return token


def listing(run: Run) -> Share | None:
    """The open link under Explore, or None."""
    return open_links().filter(run=run).exclude(listed_token="").defer("card").first()


def sign(run: Run, name: str) -> None:
    """Show this name beside a run, whichever of its open links leads there; empty: show none."""
    open_links().filter(run=run).update(name=name)


def find(token: str) -> Share | None:
    """The link of a token with its run, or None. Never says why not."""
    if not TOKEN.match(token):
        return None
    return open_links().select_related("run").defer("card").filter(token_hash=hashed(token)).first()


def of(run: Run) -> list[Share]:
    """The open links of a run, oldest first, without their pictures."""
    return list(open_links().filter(run=run).defer("card").order_by("created_at"))


def withdraw(run: Run, *, listed_only: bool = False) -> int:
    """Close every link of a run, for ever; how many were open. The bell rings, so that those who watch are told at once."""
    with transaction.atomic():
        links = open_links().filter(run=run)
        closed = (links.exclude(listed_token="") if listed_only else links).update(revoked_at=Now())
        doorbell.ring([run.id])
    return closed


def withdraw_one(run: Run, short: str) -> bool:
    """Close the link of a run whose hash begins like this, as `id_of` tells it; False where there is none."""
    with transaction.atomic():
        closed = open_links().filter(run=run, token_hash__startswith=short).update(revoked_at=Now()) if len(short) == SHORT else 0
        doorbell.ring([run.id])
    return bool(closed)


def id_of(token_hash: str) -> str:
    """Tells a run's links apart without being one."""
    return token_hash[:SHORT]


def still_open(hashes) -> set[str]:
    """Which of these links open something, in one query."""
    return set(open_links().filter(token_hash__in=list(hashes)).values_list("token_hash", flat=True))


def shared_runs() -> QuerySet:
    """Ids of the runs somebody may look at through a link, as a subquery."""
    return open_links().values("run")


def card(share: Share) -> bytes | None:
    """The picture a trainer has drawn for this link, or None while there is none."""
    data = Share.objects.filter(token_hash=share.token_hash).values_list("card", flat=True).first()
    return bytes(data) if data else None


def keep_card(token_hash: str, epoch: int, data: bytes) -> None:
    """Store what a trainer drew, unless a newer one is there."""
    Share.objects.filter(token_hash=token_hash, card_epoch__lt=epoch).update(card=data, card_epoch=epoch)
