"""What the owner of a run does with its links: see who can look, make one, list it, sign it, withdraw them all."""

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
ACTS = ("make", "list", "unlist", "name", "stop")
NAMED = ("", "1")  # whether the owner's name is shown
LASTING = {"": None, "1": timedelta(days=1), "7": timedelta(days=7), "30": timedelta(days=30)}  # what the menu offers


@require_http_methods(["GET", "HEAD", "POST"])
def shares_of_run(request: HttpRequest, run_id: str) -> HttpResponse:
    """`/runs/<id>/shares/`: GET says who can see the run; POST `share` does one of ACTS.

    `make` makes a link and `list` the public one under Explore, each with `lasts` (days; empty: for good) and `named` (1: show
    who it is by); `unlist` takes it from the list, `name` shows or hides the name, `stop` withdraws all. A link of `make` is
    shown in the answer and never again: the database keeps its hash alone.
    """
    try:
        run = selectors.get_run(request.owner, run_id)
    except Run.DoesNotExist:
        raise Http404 from None
    response = _asked(request, run) if request.method == "POST" else _answer(request, run)
    response["Cache-Control"] = "private, no-store"
    return response


def _asked(request: HttpRequest, run: Run) -> HttpResponse:
    act, lasts, named = (request.POST.get(field, "") for field in ("share", "lasts", "named"))
    for field, value, known in (("share", act, ACTS), ("lasts", lasts, tuple(LASTING)), ("named", named, NAMED)):
        if value not in known:
            return _answer(request, run, problem=_unknown(field, value, tuple(filter(None, known))), status=422)
    name = _name(request) if named else ""
    if act in ("make", "list"):
        return _made(request, run, LASTING[lasts], name, listed=act == "list")
    if act == "name":
        shares.sign(run, name)
    else:
        shares.withdraw(run, listed_only=act == "unlist")
    return _answer(request, run) if wants_json(request) else HttpResponseRedirect(request.path, status=303)


def _made(request: HttpRequest, run: Run, lasts: timedelta | None, name: str, *, listed: bool) -> HttpResponse:
    try:
        token = shares.make(run, lasts, name=name, listed=listed)
    except shares.ShareRefused as refusal:
        return _answer(request, run, problem=str(refusal), status=409)
    cards.ask(shares.find(token))
    return _answer(request, run, token=token, status=201)


def _answer(request: HttpRequest, run: Run, *, token: str = "", problem: str = "", status: int = 200) -> HttpResponse:
    open_links = shares.of(run)
    listed = next((_shown(request, one.listed_token) for one in open_links if one.listed_token), None)
    ends = [one.expires_at for one in open_links]
    facts = {
        "links": [shares.id_of(one.token_hash) for one in open_links],
        "watching": sum(audience.watching(run.id, one.token_hash) for one in open_links),  # who was just shown out does not count
        "made": _shown(request, token) if token else None,
        "listed": listed,
        "until": None if not ends or None in ends else max(ends).isoformat(timespec="minutes"),
        "name": _name(request),
        "named": any(one.name for one in open_links),
    }
    if wants_json(request):
        return JsonResponse(facts | ({"message": problem} if problem else {}), status=status)
    return render(request, PAGE, facts | {"run": run, "problem": problem}, status=status)


def _shown(request: HttpRequest, token: str) -> dict[str, str]:
    addresses = {"link": links.page(request, token), "embed": links.embed(request, token)}
    return {"id": shares.id_of(shares.hashed(token)), "token": token, **addresses}


def _name(request: HttpRequest) -> str:
    """What an account is called; who has none has no name to show."""
    return request.account.name if request.account else ""


def _unknown(field: str, value: str, known: tuple[str, ...]) -> str:
    words = _("{field}: “{value}” is not known. Known: {known}.")
    return words.format(field=field, value=value if len(value) <= 40 else value[:39] + "…", known=", ".join(known))
