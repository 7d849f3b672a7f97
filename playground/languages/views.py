"""The language switch of the site bar, and what an address that cannot be read is answered."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotFound, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from playground.addresses import own_path
from playground.languages.choosing import PARAMETER, language_of, remember


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember a language and go back to the page one came from: its run, its set-up and its epoch stand in its address."""
    chosen = language_of(request.POST.get("language"))
    if chosen is None:
        return bad_request(request)
    answer = HttpResponseRedirect(_without_language(own_path(request.POST.get("next", "/"))), status=303)
    remember(answer, chosen)
    return answer


def _without_language(path: str) -> str:
    """The same address, without the language it may have named."""
    parts = urlsplit(path)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != PARAMETER]
    return parts._replace(query=urlencode(kept, safe=",")).geturl()


def bad_request(request: HttpRequest, exception=None) -> HttpResponse:
    """The 400 page. What Django itself refuses is said in one sentence; its own words are for logs."""
    ours = _("The address or what was sent with it cannot be read.")
    reason = str(exception) if type(exception).__name__ == "BadRequest" else ours
    return HttpResponseBadRequest(render_to_string("400.html", {"reason": reason}, request))


def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    """The 404 page. Django's own reads the body of a POST for a token, and breaks over one that cannot be read."""
    return HttpResponseNotFound(render_to_string("404.html", {}, request))
