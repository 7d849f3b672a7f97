"""The epoch an address asks the page to look at: `?epoch=40`."""

import re

from django.http import QueryDict
from django.utils.translation import gettext as _

EPOCH = re.compile(r"[0-9]{1,9}\Z")


def asked(query: QueryDict) -> tuple[int | None, str]:
    """(epoch or None for the newest, a sentence where the address asks for something that is no epoch)."""
    text = query.get("epoch", "")
    if not text:
        return None, ""
    if EPOCH.match(text):
        return int(text), ""
    shown = text if len(text) <= 20 else text[:19] + "…"
    return None, _("epoch: “{value}” is not an epoch, a whole number from 0 on. You see the newest.").format(value=shown)
