"""What somebody with a link sees: the instrument, live while it trains, with everything but the right to drive it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from playground.experiments import closer, moments
from playground.experiments.recipe_form import RecipeForm
from playground.experiments.views import data
from playground.experiments.views import recipe as checked
from playground.experiments.views.stage import FIRST_SPEED, stage
from playground.live import addresses
from playground.live import views as live
from playground.runs import edits, orders, recipes, services
from playground.runs.models import Share
from playground.sharing import links, preview
from playground.sharing.copies import copied
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
    shared = {"token": token, "page": links.page(request, token), "card": links.card(request, token), "name": share.name}
    if context["closer"]["asked"]:
        tab = context["closer"]["chosen"]
        address = reverse("sharing:tab", args=[token, tab.key])
        context["closer"] |= closer.at_once(request, tab, run, address, may_start=False)
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
def seconds(request: HttpRequest, share: Share, token: str) -> HttpResponse:
    """As `/runs/<id>/seconds`."""
    return live.seconds_of(request, share.run)


@require_safe
@bytes_by_token
def frames(request: HttpRequest, share: Share, token: str) -> HttpResponse:
    """As `/runs/<id>/frames`."""
    return live.frames_of(request, share.run)


@require_safe
@bytes_by_token
def points(request: HttpRequest, share: Share, token: str) -> HttpResponse:
    """As `/data/points`; who has the link may see the table that its run was given."""
    return data.points(request)


@require_safe
@bytes_by_token
def recipe(request: HttpRequest, share: Share, token: str) -> HttpResponse:
    """As `/recipe/`, likewise."""
    return checked.recipe(request)


@require_POST
@by_token
def mine(request: HttpRequest, share: Share, token: str) -> HttpResponse:
    """Make it mine: a copy of the visitor's own that waits at the epoch they look at (`epoch`; none: 0)."""
    try:
        speed = _speed(request.POST.get("speed") or str(FIRST_SPEED))
        epoch = _epoch(request.POST.get("epoch", ""))
        made = copied(request.owner, share, epoch, speed)
    except (services.StartRefused, orders.CommandRefused) as error:
        if wants_json(request):
            return JsonResponse({"message": str(error)}, status=409)
        return render(request, PAGE, _context(request, share, token, notice=str(error)), status=409)
    if wants_json(request):
        return JsonResponse({"run": made.id, "number": made.number}, status=201)
    return HttpResponseRedirect(f"/?run={made.id}", status=303)


def _epoch(text: str) -> int:
    """The epoch looked at, as a form spells it; raises StartRefused, in words."""
    if not text:
        return 0
    if not moments.EPOCH.match(text):
        raise services.StartRefused(_("Epoch: “{text}” is not a whole number from 0 on.").format(text=text[:20]))
    return int(text)


def _speed(text: str) -> float:
    """Epochs per second as a form spells them; raises CommandRefused, in words."""
    try:
        speed = float(text)
    except ValueError:
        speed = text  # no number at all: refused like one out of range
    return orders.checked_speed(speed)
