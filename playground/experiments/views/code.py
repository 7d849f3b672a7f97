"""A QR code of one of our own addresses, for telephones in the room."""

from io import BytesIO

import segno
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from playground.experiments import links

LONGEST = 1200  # characters: more would need modules too small to be read across a room
QUIET = 4  # modules of white around, as the standard asks


@require_safe
def code(request: HttpRequest) -> HttpResponse:
    """`/qr/?to=/?optimizer.lr=0.1`: SVG, black on white in every theme, because cameras want it so."""
    path = request.GET.get("to", "/")
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        return _refused(_("to: a QR code is made of this site's own addresses only. They begin with one /."))
    if len(path) > LONGEST:
        return _refused(
            _("to: this address has {length} characters; at most {most} fit a QR code.").format(length=len(path), most=LONGEST)
        )
    out = BytesIO()
    drawn = segno.make_qr(links.origin(request) + path, error="l")
    colours = {"dark": "#000", "light": "#fff"}
    drawn.save(out, kind="svg", border=QUIET, xmldecl=False, omitsize=True, svgclass=None, lineclass=None, **colours)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


def _refused(sentence: str) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=400, content_type="text/plain; charset=utf-8")
