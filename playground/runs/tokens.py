"""Tokens: how a program says whose runs it means. Made with a name, shown once, kept as a hash, taken back at any time.

A token stands for an owner, anonymous or an account's: whoever has it may do over the API what that owner may do on the pages.
Like a share link it is 128 random bits, so looking one up is a search by its hash and tells nothing about others.
"""

import re
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from playground.runs.models import ApiToken
from playground.runs.services import queue_of
from playground.runs.shares import hashed

PREFIX = "bp_"  # so that people, and scanners of public code, know one when they see it
BEARER = re.compile(r"Bearer +(bp_[A-Za-z0-9_-]{22})\Z", re.IGNORECASE)
MOST = 20  # open tokens of one owner; every queue has a number
LONGEST_NAME = 40
USED_EVERY = timedelta(minutes=1)  # how exactly "last used" is kept


class TokenRefused(ValueError):
    """A token that cannot be made, in words."""


def make(owner: str, name: str) -> str:
    """A new token of this owner; its text, which cannot be had again. Raises TokenRefused."""
    kept = "".join(sign for sign in name if sign.isprintable()).strip()
    if not kept:
        raise TokenRefused(_("Name: it is empty. Say what the token is for."))
    if len(kept) > LONGEST_NAME:
        words = _("Name: {count} characters are more than the {most} allowed.")
        raise TokenRefused(words.format(count=len(kept), most=LONGEST_NAME))
    token = PREFIX + secrets.token_urlsafe(16)
    with transaction.atomic():
        queue_of(owner)  # one after another, so that they can be counted
        if of(owner).count() >= MOST:
            raise TokenRefused(_("You have {most} tokens. Take one back first.").format(most=MOST))
        ApiToken.objects.create(owner=owner, name=kept, token_hash=hashed(token))
    return token


def of(owner: str) -> QuerySet[ApiToken]:
    """The open tokens of an owner, oldest first."""
    return ApiToken.objects.filter(owner=owner, revoked_at=None).order_by("id")


def find(header: str | None) -> ApiToken | None:
    """The open token of an Authorization header. Never says why not."""
    given = BEARER.match(header or "")
    return ApiToken.objects.filter(token_hash=hashed(given[1]), revoked_at=None).first() if given else None


def used(token: ApiToken) -> None:
    """Note that it was used just now, to the minute: a note a call would be a write a call."""
    stale = Q(used_at=None) | Q(used_at__lt=timezone.now() - USED_EVERY)
    ApiToken.objects.filter(stale, id=token.id).update(used_at=Now())


def take_back(owner: str, token_id: int) -> bool:
    """Close a token of this owner for ever; False where there is none."""
    return bool(of(owner).filter(id=token_id).update(revoked_at=Now()))
