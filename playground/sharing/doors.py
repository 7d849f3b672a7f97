"""Who comes in by a token. Unknown, withdrawn and run out are one answer: the same status, the same words, the same bytes."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from playground.runs import shares, tables
from playground.runs.models import Share


def by_token(view: Callable[[HttpRequest, Share, str], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    """A page for who has the token: `view(request, share, token)` runs for links that open something, and for no others."""
    return _door(view, lambda request: render(request, "sharing/withdrawn.html", status=404))


def bytes_by_token(view: Callable[[HttpRequest, Share, str], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    """The same for what a page fetches: the refusal is one plain sentence, and no cookie comes along, in a frame least of all."""
    opened = _door(view, lambda request: HttpResponse(f"{words()}\n", status=404, content_type="text/plain; charset=utf-8"))

    @wraps(view)
    def without_cookies(request: HttpRequest, token: str, **more) -> HttpResponse:
        response = opened(request, token, **more)
        response.cookieless = True
        return response

    return without_cookies


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, rather than a person's browser."""
    return request.accepts("application/json") and not request.accepts("text/html")


def words() -> str:
    return _("This link does not open a run. It may have been withdrawn.")


def _door(view, refusal):
    @wraps(view)
    def opened(request: HttpRequest, token: str, **more) -> HttpResponse:
        share = shares.find(token)
        if share is not None:
            tables.opened(share.run)
        response = refusal(request) if share is None else view(request, share, token, **more)
        response.setdefault("Cache-Control", "private, no-store")  # a withdrawn link must not live on in a cache
        response["X-Robots-Tag"] = "noindex, nofollow"  # unlisted means unlisted
        return response

    return opened
