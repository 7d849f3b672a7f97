"""The playground: opening a link gives its set-up, posting the form starts a run or does one small thing to the form."""

import secrets
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from playground.addresses import own_path
from playground.experiments import links, looks, remembering, rescue, reshaping
from playground.experiments.recipe_form import RecipeForm
from playground.experiments.views.saying import say
from playground.experiments.views.stage import FIRST_SPEED, stage
from playground.runs import edits, orders, recipes, selectors, services
from playground.runs.models import Run

PAGE = "experiments/playground.html"
WAS = "was."  # before what a form, or an address, says of the form that was filled in
STARTS = ("train", "step", "hold")
RUN_ORDERS = {"pause": {}, "resume": {}, "extend": {"epochs": 300}, "step": {"epochs": 1}}
GO_ON = ("resume", "extend")  # at the speed chosen on the page


@require_http_methods(["GET", "HEAD", "POST"])
def playground(request: HttpRequest) -> HttpResponse:
    """`/`: GET opens a set-up (and a run), POST starts one."""
    return _posted(request) if request.method == "POST" else _opened(request)


def _opened(request: HttpRequest) -> HttpResponse:
    run, parent, notice, status = None, None, "", 200
    flat = links.read(request.GET)
    if request.GET.get("run"):
        try:
            run = selectors.get_run(request.owner, request.GET["run"])
            form = RecipeForm.of(flat) if flat else RecipeForm.of_spec(recipes.parse(edits.present(run.spec)))
        except Run.DoesNotExist:
            notice, status = _("This link does not open a run. It may have been withdrawn."), 404
    elif request.GET.get("parent"):  # the same but for what is changed here, from epoch 0
        try:
            parent = selectors.get_run(request.owner, request.GET["parent"])
            form = RecipeForm.of(flat) if flat else RecipeForm.of_spec(recipes.parse(edits.beginning(parent.spec)))
        except Run.DoesNotExist:
            notice, status = parent_gone(), 404
    if run is None and parent is None:
        form = RecipeForm.of(flat)
    form.kept = kept(request)
    if form.problems or looks.read(request).problems:
        status = 400
    context = stage(request, form, run, parent=parent, notice=notice) | {"rescue": rescue.of_link(form, request.GET)}
    return render(request, PAGE, context, status=status)


def _posted(request: HttpRequest) -> HttpResponse:
    """A plain form post, or the transport's fetch (then the answer is JSON)."""
    flat, do = read_form(request), request.POST.get("do", "apply")
    reshaped = reshaping.reshape(flat, do)
    if do == "sweep":
        return _to_sweep(flat)
    if reshaped is not None or do in ("apply", "reset", "seed"):
        flat = flat if reshaped is None else reshaped
        if do == "seed":
            flat = {**flat, "seed": str(secrets.randbelow(10_000))}
        form = RecipeForm.of(flat)
        form.kept = kept(request)
        return _refused(request, form) if form.problems else _to(request, form)
    run_id = request.POST.get("run")
    if run_id and do in RUN_ORDERS:
        return _ordered(request, run_id, do, flat)
    form = RecipeForm.of(flat)
    form.kept = kept(request)
    if do not in STARTS:
        sentence = _("There is nothing called {name!r} to do here. Known: {known}.")
        return _refused(request, form, sentence.format(name=do[:40], known=", ".join((*STARTS, *RUN_ORDERS))))
    return _refused(request, form) if form.problems else _started(request, form, do)


def read_form(request: HttpRequest) -> dict[str, str]:
    """The flat values of a form body, settled after a change of entry or of all activations."""
    body, was = _sent(request)
    everywhere = {"activation": body.get("all.activation", ""), "was.activation": body.get("was.all.activation", "")}
    return reshaping.settled(links.read(body), was, everywhere)


def kept(request: HttpRequest) -> dict[str, str]:
    """What a form drawn from this body carries of fields that are not on it."""
    body, was = _sent(request)
    flat, settled = links.read(body), read_form(request)
    swapped = reshaping.swapped_in(flat, was)
    carried = remembering.remembered(flat, was, swapped)
    for path in swapped:
        carried |= remembering.giving_way(flat | remembering.given_back(path, was), settled, path)
    return carried


def _sent(request: HttpRequest) -> tuple[QueryDict, dict[str, str]]:
    """A form's body, and what it says of the form that was filled in."""
    body = request.POST if request.method == "POST" else request.GET
    return body, {key.removeprefix(WAS): value for key, value in body.items() if key.startswith(WAS)}


def _started(request: HttpRequest, form: RecipeForm, do: str) -> HttpResponse:
    """`do`: "train"; "hold" records epoch 0 and waits; "step" trains one epoch and waits."""
    try:
        speed = orders.checked_speed(_number(request.POST.get("speed"), FIRST_SPEED))
        parent = selectors.get_run(request.owner, request.POST["parent"]) if request.POST.get("parent") else None
        token = request.POST.get("token") or secrets.token_urlsafe(16)
        run = services.start_run(request.owner, form.spec, token=token[:64], speed=speed, paused=do != "train", parent=parent)
        if do == "step":
            services.command(run, "step", epochs=1)
    except (services.StartRefused, orders.CommandRefused) as error:
        return _refused(request, form, str(error))
    except Run.DoesNotExist:
        return _refused(request, form, parent_gone(), status=404)
    if _wants_json(request):
        return JsonResponse({"run": run.id, "number": run.number, "query": links.query_of(form.spec)}, status=201)
    return _to(request, form, run)


def _ordered(request: HttpRequest, run_id: str, do: str, flat: dict) -> HttpResponse:
    try:
        run = selectors.get_run(request.owner, run_id)
        before = run.speed
        services.command(run, do, **RUN_ORDERS[do])
        if do in GO_ON and (speed := _number(request.POST.get("speed"), before)) != before:
            services.command(run, "speed", epochs_per_second=speed)
    except Run.DoesNotExist:
        return render(request, PAGE, stage(request, RecipeForm.of(flat), notice=_("There is no such run.")), status=404)
    except orders.CommandRefused as error:
        return render(request, PAGE, stage(request, RecipeForm.of(flat), run, notice=str(error)), status=409)
    there = {"run": run_id} | dict(looks.read(request).kept)
    return HttpResponseRedirect(f"/?{urlencode(there, safe=',')}", status=303)


def _to_sweep(flat: dict[str, str]) -> HttpResponse:
    """303 to the form that asks for many values of this set-up's fields."""
    form = RecipeForm.of(flat)
    query = urlencode(links.shortest(form.spec) if form.spec else flat, safe=",")
    return HttpResponseRedirect(f"{reverse('experiments:new-sweep')}{'?' if query else ''}{query}", status=303)


def _to(request: HttpRequest, form: RecipeForm, run=None) -> HttpResponse:
    """303 to the address of this set-up, and of its run, looking as the page did and with what its form kept."""
    flat = links.shortest(form.spec) | ({"run": run.id} if run else {}) | dict(looks.read(request).kept)
    flat |= {f"{WAS}{key}": value for key, value in form.kept.items()}
    return HttpResponseRedirect("/" + (f"?{urlencode(flat, safe=',')}" if flat else ""), status=303)


def parent_gone() -> str:
    return _("The run this set-up was taken from is not there any more. Train again to start without it.")


def _refused(request: HttpRequest, form: RecipeForm, notice: str = "", status: int = 422) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"problems": say(form.problems), "notice": notice}, status=status)
    speed = _number(request.POST.get("speed"), FIRST_SPEED)
    return render(request, PAGE, stage(request, form, notice=notice, speed=speed), status=status)


def _wants_json(request: HttpRequest) -> bool:
    return request.accepts("application/json") and not request.accepts("text/html")


def _number(text: str | None, otherwise: float) -> float:
    try:
        return float(text) if text else otherwise
    except ValueError:
        return otherwise


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Remember light or dark; anything else means: as the system says."""
    answer = HttpResponseRedirect(own_path(request.POST.get("next", "/")), status=303)
    theme = request.POST.get("theme")
    if theme in ("light", "dark"):
        answer.set_cookie("theme", theme, max_age=365 * 24 * 3600, samesite="Lax", secure=request.is_secure())
    else:
        answer.delete_cookie("theme", samesite="Lax")
    return answer
