"""How often one may try: counted in the database, so that every process and every restart knows.

A try is counted before the password is looked at; many at once are no way round. Getting in forgets them.
"""

import hashlib
import ipaddress
import math
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from playground.accounts.models import Tries


class Limit(NamedTuple):
    most: int
    within: timedelta


BY_NAME = Limit(5, timedelta(minutes=15))  # one name from one address
BY_ADDRESS = Limit(100, timedelta(minutes=15))  # any names: a school's whole network is one address
SIGN_UPS = Limit(200, timedelta(hours=1))
KEPT = timedelta(days=1)


class TooMany(ValueError):
    """Not now, in words that say when; `seconds` until then."""

    def __init__(self, words: str, seconds: float):
        super().__init__(words)
        self.seconds = max(1, math.ceil(seconds))


def count_sign_in(address: str, name: str) -> None:
    """Count a try to sign in. Raises TooMany, without a word on whether the name exists."""
    count(f"name {_network(address)} {name}", BY_NAME, _("Too many failed sign-ins with this name."))
    count(f"address {_network(address)}", BY_ADDRESS, _("Too many failed sign-ins from this network."))


def forget_sign_in(address: str, name: str) -> None:
    """Somebody got in: their tries do not count against them any more, nor this one against their network."""
    with transaction.atomic():
        Tries.objects.filter(key=_hashed(f"name {_network(address)} {name}")).delete()
        Tries.objects.filter(key=_hashed(f"address {_network(address)}"), count__gt=0).update(count=F("count") - 1)


def count_sign_up(address: str) -> None:
    """Count an account that is about to be made. Raises TooMany."""
    count(f"sign-up {_network(address)}", SIGN_UPS, _("Too many new accounts from this network."))


def count(what: str, limit: Limit, words: str) -> None:
    """Count one more of `what`. Raises TooMany, in these words and when to come back."""
    now = timezone.now()
    with transaction.atomic():
        Tries.objects.filter(since__lt=now - KEPT).delete()
        Tries.objects.get_or_create(key=_hashed(what))
        tries = Tries.objects.select_for_update().get(key=_hashed(what))
        if now - tries.since >= limit.within:
            tries.count, tries.since = 0, now
        tries.count += 1
        tries.save()
    if tries.count > limit.most:
        seconds = (tries.since + limit.within - now).total_seconds()
        minutes = max(1, math.ceil(seconds / 60))
        when = ngettext("Try again in {count} minute.", "Try again in {count} minutes.", minutes).format(count=minutes)
        raise TooMany(f"{words} {when}", seconds)


def _network(address: str) -> str:
    """An address as one somebody: of IPv6 the network, for a house has more addresses than there are tries."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{found}/64", strict=False)) if found.version == 6 else str(found)


def _hashed(what: str) -> str:
    return hashlib.sha256(what.encode()).hexdigest()
