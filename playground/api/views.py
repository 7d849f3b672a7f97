"""The pages about the API: what it offers, and one's tokens."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from playground.api import door, service
from playground.api.reading import operations
from playground.experiments.links import origin
from playground.experiments.words import age
from playground.runs import tokens


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """`/api/v1/openapi.json`: every operation, for programs. It is the same for everybody."""
    answer = JsonResponse(service.description())
    patch_vary_headers(answer, ["Accept-Language"])
    return answer


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """`/api/`: the same for people, and a session to begin with."""
    facts = {"calls": door.CALLS.most, "starts": door.STARTS.most, "site": origin(request)}
    return render(request, "api/page.html", facts | {"groups": operations(service.description())})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_tokens(request: HttpRequest) -> HttpResponse:
    """`/api/tokens/`: one's tokens. POST `do=make` with a name shows a new one, once; `do=<id>` takes that one back."""
    if request.method != "POST":
        return _tokens(request)
    asked = request.POST.get("do", "")
    if asked == "make":
        name = request.POST.get("name", "")
        try:
            return _tokens(request, made=tokens.make(request.owner, name), status=201)
        except tokens.TokenRefused as refused:
            return _tokens(request, name=name, problem=str(refused), status=422)
    if not (asked.isascii() and asked.isdigit() and len(asked) < 16):
        words = _("“{value}” is neither make nor the number of a token.")
        return _tokens(request, problem=words.format(value=asked[:40]), status=422)
    if not tokens.take_back(request.owner, int(asked)):
        raise Http404
    return HttpResponseRedirect(reverse("api:tokens"), status=303)


def _tokens(request: HttpRequest, status: int = 200, **facts) -> HttpResponse:
    lines = [
        {"token": one, "made": age(one.created_at), "used": age(one.used_at) if one.used_at else ""}
        for one in tokens.of(request.owner)
    ]
    context = {"lines": lines, "most": tokens.LONGEST_NAME, "site": origin(request), **facts}
    return render(request, "api/tokens.html", context, status=status)
