"""What the owner of a run does with its links: see who can look, make one, withdraw them all."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from playground.live.audience import audience
from playground.runs import selectors, shares
from playground.runs.models import Run
from playground.sharing import cards, links
from playground.sharing.doors import wants_json

PAGE = "sharing/shares.html"
ACTS = ("make", "stop")
LASTING = {"": None, "1": timedelta(days=1), "7": timedelta(days=7), "30": timedelta(days=30)}  # what the menu offers


@require_http_methods(["GET", "HEAD", "POST"])
def shares_of_run(request: HttpRequest, run_id: str) -> HttpResponse:
    """`/runs/<id>/shares/`: GET says who can see the run; POST `share=make` makes a link, `share=stop` withdraws all.

    A link is shown in the answer to its making and never again: the database keeps its hash alone.
    """
    try:
        run = selectors.get_run(request.owner, run_id)
    except Run.DoesNotExist:
        raise Http404 from None
    response = _asked(request, run) if request.method == "POST" else _answer(request, run)
    response["Cache-Control"] = "private, no-store"
    return response


def _asked(request: HttpRequest, run: Run) -> HttpResponse:
    act = request.POST.get("share", "")
    if act == "stop":
        shares.withdraw(run)
        return _answer(request, run) if wants_json(request) else HttpResponseRedirect(request.path, status=303)
    if act != "make":
        return _answer(request, run, problem=_unknown("share", act, ACTS), status=422)
    lasts = request.POST.get("lasts", "")
    if lasts not in LASTING:
        return _answer(request, run, problem=_unknown("lasts", lasts, tuple(filter(None, LASTING))), status=422)
    try:
        token = shares.make(run, LASTING[lasts])
    except shares.ShareRefused as refusal:
        return _answer(request, run, problem=str(refusal), status=409)
    cards.ask(shares.find(token))
    return _answer(request, run, token=token, status=201)


def _answer(request: HttpRequest, run: Run, *, token: str = "", problem: str = "", status: int = 200) -> HttpResponse:
    made = {"id": _id(shares.hashed(token)), "token": token, "link": links.page(request, token)} if token else None
    open_links = shares.of(run)
    watching = sum(audience.watching(run.id, one.token_hash) for one in open_links)  # who was just shown out does not count
    facts = {"links": [_id(one.token_hash) for one in open_links], "watching": watching, "made": made}
    if wants_json(request):
        return JsonResponse(facts | ({"message": problem} if problem else {}), status=status)
    return render(request, PAGE, facts | {"run": run, "problem": problem}, status=status)


def _id(token_hash: str) -> str:
    """Tells a run's links apart without being one."""
    return token_hash[:16]


def _unknown(field: str, value: str, known: tuple[str, ...]) -> str:
    words = _("{field}: “{value}” is not known. Known: {known}.")
    return words.format(field=field, value=value if len(value) <= 40 else value[:39] + "…", known=", ".join(known))
