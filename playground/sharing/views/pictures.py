"""Two pictures of a link: the card chat apps show beside it, and the QR code telephones read."""

from io import BytesIO

import segno
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from playground.experiments import moments
from playground.runs import shares
from playground.runs.models import Share
from playground.sharing import cards, links
from playground.sharing.doors import bytes_by_token

QUIET = 4  # modules of white around a code, as the standard asks


@require_safe
@bytes_by_token
def card(request: HttpRequest, share: Share, token: str) -> HttpResponse:
    """`card.png`, 1200×630: map and curves as a trainer drew them; before that the plain card of the playground."""
    cards.ask(share)
    drawn = shares.card(share)
    response = HttpResponse(drawn or cards.plain(), content_type="image/png")
    response["Cache-Control"] = "private, max-age=60" if drawn else "private, no-cache"
    return response


@require_safe
@bytes_by_token
def qr(request: HttpRequest, share: Share, token: str) -> HttpResponse:
    """`qr.svg?epoch=40`: the link itself. Black on white in every theme: cameras want it so."""
    epoch, problem = moments.asked(request.GET)
    if problem:
        return HttpResponse(f"{problem}\n", status=400, content_type="text/plain; charset=utf-8")
    out = BytesIO()
    code = segno.make_qr(links.page(request, token, epoch), error="m")
    colours = {"dark": "#000", "light": "#fff", "svgclass": None, "lineclass": None}
    code.save(out, kind="svg", border=QUIET, xmldecl=False, omitsize=True, **colours)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")
