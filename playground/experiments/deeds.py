"""The last thing somebody did on the list of runs, kept in a cookie so that it can be taken back, scripts or not."""

import hashlib

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from playground.runs import keeping
from playground.runs.models import Run
from playground.runs.selectors import visible_to

COOKIE = "deed"
HOUR = 3600
SALT = "playground.deed"
BACK = {"star": "unstar", "unstar": "star", "archive": "restore", "restore": "archive"}


def remember(request, answer, deed: str, changed: list[str], before: str = "") -> None:
    """Keep what was done, in place of what was done before; `before`: the title that a rename replaced."""
    if not changed:
        return forget(answer)
    value = signing.dumps([_mark(request.owner), deed, changed, before], salt=SALT, compress=True)
    facts = {"max_age": HOUR, "path": "/runs/", "httponly": True, "samesite": "Lax", "secure": settings.OWNER_COOKIE_SECURE}
    answer.set_cookie(COOKIE, value, **facts)


def forget(answer) -> None:
    """There is nothing to take back any more."""
    answer.delete_cookie(COOKIE, path="/runs/", samesite="Lax")


def last(request) -> dict | None:
    """{"words", "back"} of what was done, or None; `back`: it can be taken back."""
    found = _read(request)
    if found is None:
        return None
    deed, changed, _before = found
    count = len(changed)
    words = {
        "star": ngettext("{count} run starred.", "{count} runs starred.", count),
        "unstar": ngettext("{count} star taken away.", "{count} stars taken away.", count),
        "archive": ngettext("{count} run archived.", "{count} runs archived.", count),
        "restore": ngettext("{count} run brought back.", "{count} runs brought back.", count),
        "rename": _("Renamed."),
        "thin": ngettext("Details of {count} run dropped.", "Details of {count} runs dropped.", count),
        "delete": ngettext("{count} run deleted.", "{count} runs deleted.", count),
    }
    return {"words": words[deed].format(count=count), "back": deed in (*BACK, "rename")}


def undo(request) -> None:
    """Take the last deed back; nothing happens where there is none, or its runs are gone."""
    found = _read(request)
    if found is None:
        return
    deed, changed, before = found
    try:
        if deed == "rename":
            keeping.rename(visible_to(request.owner).get(id=changed[0]), before)
        elif deed in BACK:
            keeping.keep(request.owner, changed, BACK[deed])
    except Run.DoesNotExist:
        return


def _read(request) -> tuple[str, list[str], str] | None:
    try:
        owner, deed, changed, before = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=HOUR)
    except (signing.BadSignature, ValueError):
        return None
    return (deed, changed, before) if owner == _mark(request.owner) else None


def _mark(owner: str) -> str:
    """Tells owners apart without telling who they are."""
    return hashlib.sha256(owner.encode()).hexdigest()[:16]
