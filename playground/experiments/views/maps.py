"""Trainability maps: the list with the form that asks for one, a map while it fills, one of its cells."""

import math
import secrets

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from playground.experiments import links, words
from playground.experiments.mapping import asked, picture
from playground.experiments.sweeping.labels import label_of
from playground.experiments.written import counted
from playground.languages.joining import joined
from playground.runs import maps, recipes, services
from playground.runs.models import Grid
from playground.training import mapping
from playground.training.tasks import TaskRefused

MOST_LISTED = 100


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """`/maps/?optimizer.lr=…&x=…`: somebody's maps, and the form of a new one. POST starts it."""
    question = asked.read(request.POST if request.method == "POST" else request.GET)
    if request.method != "POST":
        return _form(request, question, status=400 if question.problems or question.base.problems else 200)
    if question.problems or question.base.problems:
        return _form(request, question, status=422)
    token = (request.POST.get("token") or secrets.token_urlsafe(16))[:64]
    return _start(request, question, token) or _form(request, question, status=422)


def _start(request: HttpRequest, question: asked.Asked, token: str) -> HttpResponse | None:
    """Start it and go there; None where it was refused, its words among the question's problems."""
    try:
        spec, spans = question.base.spec, question.spans
        grid = mapping.start(request.owner, spec, spans["x"], spans["y"], question.side, token=token)
    except recipes.refusal() as refused:
        for problem in refused.problems:
            axis = next((axis for axis in asked.AXES if spans[axis]["path"] == problem.path), "map")
            question.problems.setdefault(axis, problem.message)
    except (services.StartRefused, TaskRefused) as refused:
        question.problems["map"] = str(refused)
    else:
        return HttpResponseRedirect(reverse("experiments:map", args=[grid.id]), status=303)
    return None


def _form(request: HttpRequest, question: asked.Asked, status: int = 200) -> HttpResponse:
    lines = [
        {
            "grid": grid,
            "name": _name(grid),
            "fields": [_axis(grid.x), _axis(grid.y)],
            "share": f"{100 * (grid.done or 0) / grid.side**2:.0f}",
            "age": words.age(grid.created_at),
        }
        for grid in maps.grids_of(request.owner)[:MOST_LISTED]
    ]
    context = {"asked": question, "sides": maps.SIDES, "lines": lines, "token": secrets.token_urlsafe(16)}
    return render(request, "maps/index.html", context, status=status)


def _name(grid: Grid) -> str:
    return _("Map {number}").format(number=grid.number)


def _axis(facts: dict) -> dict:
    return facts | {"label": label_of(facts["path"]), "from": f"{facts['low']:.6g}", "to": f"{facts['high']:.6g}"}


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, grid_id: str) -> HttpResponse:
    """`/maps/<id>/`: a map; htmx asks for what moves. POST `do`: stop, delete, zoom (into a rectangle), open (a cell)."""
    grid = _mine(request, grid_id)
    if request.method == "POST":
        return _done(request, grid)
    return _shown(request, grid)


def _mine(request: HttpRequest, grid_id: str) -> Grid:
    try:
        return maps.get_grid(request.owner, grid_id)
    except Grid.DoesNotExist:
        raise Http404 from None


def _shown(request: HttpRequest, grid: Grid, notice: str = "", typed: dict | None = None, status: int = 200) -> HttpResponse:
    whole, going = maps.outcomes(grid), mapping.is_going(grid)
    found = maps.counts(whole)
    done = len(whole) - found["left"]
    across, up = maps.values(grid.x, grid.side), maps.values(grid.y, grid.side)
    ends = {"x_low": across[0], "x_high": across[-1], "y_low": up[0], "y_high": up[-1]}
    context = {
        "grid": grid, "name": _name(grid), "x": _axis(grid.x), "y": _axis(grid.y), "going": going, "done": done,
        "all": len(whole), "ended": f"{done:,} / {len(whole):,}", "left": found["left"],
        "summary": _summary(grid, found, going), "notice": notice, "failed": mapping.failed(grid), "shades": range(maps.SHADES),
        "epochs": grid.spec["training"]["epochs"], "typed": typed or ends, "sides": maps.SIDES,
        "picture": f"{reverse('experiments:map-picture', args=[grid.id])}?done={done}",
        "axis_facts": {"side": grid.side, "x": across, "y": up, "words": [label_of(grid.x["path"]), label_of(grid.y["path"])]},
        "set_up": links.query_of(recipes.parse(grid.spec)),
    }  # fmt: skip
    answer = render(request, "maps/live.html" if request.htmx else "maps/map.html", context, status=status)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _summary(grid: Grid, found: dict[str, int], going: bool) -> str:
    said = _("{all} settings of {x} and {y}, {epochs} epochs each: {converged} converged, {failed} did not, {diverged} diverged.")
    numbers = {"converged": found["converged"], "failed": found["not"], "diverged": found["diverged"], "all": grid.side**2}
    spelled = {name: f"{count:,}" for name, count in numbers.items()}
    labels = {"x": label_of(grid.x["path"]), "y": label_of(grid.y["path"]), "epochs": grid.spec["training"]["epochs"]}
    sentence = said.format(**spelled, **labels)
    rest = _("{count} are still to come.") if going else _("{count} were not trained.")
    return joined(sentence, rest.format(count=f"{found['left']:,}") if found["left"] else "")


def _done(request: HttpRequest, grid: Grid) -> HttpResponse:
    deed = request.POST.get("do", "")
    if deed == "stop":
        mapping.stop(grid)
        return HttpResponseRedirect(reverse("experiments:map", args=[grid.id]), status=303)
    if deed == "delete":
        mapping.delete(grid)
        return HttpResponseRedirect(reverse("experiments:maps"), status=303)
    if deed == "zoom":
        return _zoom(request, grid)
    if deed == "open":
        place = _place(grid, request.POST)
        if place is None:
            raise Http404
        try:
            run = maps.open_cell(grid, *place)
        except services.StartRefused as refused:
            return _shown(request, grid, str(refused), status=422)
        return HttpResponseRedirect(reverse("experiments:run", args=[run.id]), status=303)
    return _shown(
        request, grid, _("What to do: “{deed}” is none of stop, delete, zoom, open.").format(deed=deed[:20]), status=422
    )


def _zoom(request: HttpRequest, grid: Grid) -> HttpResponse:
    """A finer map of a rectangle of this one."""
    typed = {name: request.POST.get(name, "").strip()[:40] for name in ("x_low", "x_high", "y_low", "y_high")}
    side = request.POST.get("side", str(grid.side))
    for name, text in typed.items():
        try:
            fine = math.isfinite(float(text))
        except ValueError:
            fine = False
        if not fine:
            label = label_of((grid.x if name[0] == "x" else grid.y)["path"])
            return _shown(request, grid, _("{field}: “{value}” is not a number.").format(field=label, value=text), typed, 422)
    if side not in map(str, maps.SIDES):
        known = ", ".join(map(str, maps.SIDES))
        words_ = _("Cells a side: “{value}” is none of {known}.")
        return _shown(request, grid, words_.format(value=side[:20], known=known), typed, 422)
    x = grid.x | {"low": float(typed["x_low"]), "high": float(typed["x_high"])}
    y = grid.y | {"low": float(typed["y_low"]), "high": float(typed["y_high"])}
    token = (request.POST.get("token") or secrets.token_urlsafe(16))[:64]
    try:
        finer = mapping.start(request.owner, recipes.parse(grid.spec), x, y, int(side), token=token, parent=grid)
    except recipes.refusal() as refused:
        return _shown(request, grid, joined(*(problem.message for problem in refused.problems)), typed, 422)
    except (services.StartRefused, TaskRefused) as refused:
        return _shown(request, grid, str(refused), typed, 422)
    return HttpResponseRedirect(reverse("experiments:map", args=[finer.id]), status=303)


def _place(grid: Grid, query) -> tuple[int, int] | None:
    texts = [query.get("column", ""), query.get("row", "")]
    if not all(text.isascii() and text.isdigit() and len(text) < 4 and int(text) < grid.side for text in texts):
        return None
    return int(texts[0]), int(texts[1])


@require_GET
def image(request: HttpRequest, grid_id: str) -> HttpResponse:
    """`/maps/<id>/picture.png`: a pixel a cell. `done` in the address only says how far it was: a full one never changes."""
    grid = _mine(request, grid_id)
    whole = maps.outcomes(grid)
    answer = HttpResponse(picture.png(grid, whole), content_type="image/png")
    answer["Cache-Control"] = "private, max-age=31536000" if request.GET.get("done") == str(grid.side**2) else "no-store"
    return answer


@require_GET
def cell(request: HttpRequest, grid_id: str) -> HttpResponse:
    """`/maps/<id>/cell?column=7&row=9`: what became of a cell, and a button that makes it a run. Rows count from the lowest y."""
    grid = _mine(request, grid_id)
    place = _place(grid, request.GET)
    if place is None:
        raise Http404
    found = maps.cell(grid, *place)
    fields = [
        {"label": label_of(facts["path"]), "value": maps.values(facts, grid.side)[at]}
        for facts, at in zip((grid.x, grid.y), place, strict=True)
    ]
    context = {"grid": grid, "column": place[0], "row": place[1], "found": found, "fields": fields, "words": _told(grid, found)}
    return render(request, "maps/cell.html", context)


def _told(grid: Grid, found: maps.Cell | None) -> str:
    if found is None:
        return _("Not there yet.")
    if found.kind == "diverged":
        return _("Diverged at epoch {epoch}.").format(epoch=counted(found.epoch))
    losses = {"train": f"{found.train_loss:.4g}", "test": f"{found.test_loss:.4g}", "epoch": counted(found.epoch)}
    if found.kind == "converged":
        return _("Converged: half of its first loss by epoch {epoch}; at the end training {train}, test {test}.").format(**losses)
    return _("Did not converge: after {epoch} epochs training {train}, test {test}.").format(**losses)
