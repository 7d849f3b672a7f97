"""The picture of a link that chat apps show beside it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from playground.runs import shares
from playground.runs.models import Share
from playground.sharing import cards
from playground.sharing.doors import bytes_by_token


@require_safe
@bytes_by_token
def card(request: HttpRequest, share: Share, token: str) -> HttpResponse:
    """`card.png`, 1200×630: map and curves as a trainer drew them; before that the plain card of the playground."""
    cards.ask(share)
    drawn = shares.card(share)
    response = HttpResponse(drawn or cards.plain(), content_type="image/png")
    response["Cache-Control"] = "private, no-cache"  # asked for again each time: the link may have been withdrawn
    return response
