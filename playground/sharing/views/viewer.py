"""What somebody with a link sees: the instrument, live while it trains, with everything but the right to drive it."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from playground.experiments.recipe_form import RecipeForm
from playground.experiments.views.stage import FIRST_SPEED, stage
from playground.live import addresses
from playground.live import views as live
from playground.runs import edits, orders, recipes, services
from playground.runs.models import Share
from playground.sharing import links, preview
from playground.sharing.doors import by_token, bytes_by_token, wants_json

PAGE = "sharing/page.html"


@require_safe
@by_token
def page(request: HttpRequest, share: Share, token: str) -> HttpResponse:
    """`/s/<token>/`: the run as its owner sees it, to look at; `?epoch=40` opens it there."""
    return render(request, PAGE, _context(request, share, token))


def _context(request: HttpRequest, share: Share, token: str, notice: str = "") -> dict:
    run = share.run
    spec = recipes.parse(edits.present(run.spec))
    context = stage(request, RecipeForm.of_spec(spec), run, replay=True, notice=notice)
    shared = {"token": token, "page": links.page(request, token), "card": links.card(request, token)}
    return context | {"shared": shared, "addresses": addresses.of_share(token), "preview": preview.words(run, spec)}


@require_safe
@bytes_by_token
def status(request: HttpRequest, share: Share, token: str) -> HttpResponse:
    """As `/runs/<id>/status`."""
    return live.status_of(request, share.run)


@require_safe
@bytes_by_token
def records(request: HttpRequest, share: Share, token: str) -> HttpResponse:
    """As `/runs/<id>/records`."""
    return live.records_of(request, share.run)


@require_safe
@bytes_by_token
def frames(request: HttpRequest, share: Share, token: str) -> HttpResponse:
    """As `/runs/<id>/frames`."""
    return live.frames_of(request, share.run)


@require_POST
@by_token
def mine(request: HttpRequest, share: Share, token: str) -> HttpResponse:
    """Make it mine: a run of the visitor's own with the same recipe, from epoch 0. The same visitor again finds that run.

    Across owners the new run names no parent: a parent would be a door to somebody else's run.
    """
    run = share.run
    spec = recipes.parse(run.spec)
    parent = run if run.owner == request.owner else None
    try:
        speed = _speed(request.POST.get("speed") or str(FIRST_SPEED))
        made = services.start_run(request.owner, spec, token=_start_token(share), speed=speed, parent=parent)
    except (services.StartRefused, orders.CommandRefused) as error:
        if wants_json(request):
            return JsonResponse({"message": str(error)}, status=409)
        return render(request, PAGE, _context(request, share, token, notice=str(error)), status=409)
    if wants_json(request):
        return JsonResponse({"run": made.id, "number": made.number}, status=201)
    return HttpResponseRedirect(f"/?run={made.id}", status=303)


def _start_token(share: Share) -> str:
    """One start for each link and recipe: two clicks, or a retry after a lost answer, are one run."""
    return hashlib.sha256(f"mine {share.token_hash} {recipes.digest(share.run.spec)}".encode()).hexdigest()


def _speed(text: str) -> float:
    """Epochs per second as a form spells them; raises CommandRefused, in words."""
    try:
        speed = float(text)
    except ValueError:
        speed = text  # no number at all: refused like one out of range
    return orders.checked_speed(speed)
