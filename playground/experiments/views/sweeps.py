"""Sweeps: the list, the form that asks for one, its results while they come in, and ten seeds of a run."""

import secrets

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from playground.experiments import links, run_rows, small_chart, words
from playground.experiments.sweeping import asked, course, drawing, importance, labels, linked, pruning, results
from playground.experiments.sweeping import seeds as seeds_of
from playground.languages.joining import joined
from playground.runs import recipes, selectors, services, sweep_reading, sweeps
from playground.runs.models import Run, Sweep
from playground.runs.states import ENDED

MOST_LISTED = 100
MOST_ROWS = 200  # of the table below the figure
POINTS = 60  # of the curve beside a square


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """`/sweeps/`: somebody's sweeps. POST starts the one that the form asks for, and goes to its results."""
    if request.method == "POST":
        return _started(request)
    found = list(sweep_reading.sweeps_of(request.owner)[:MOST_LISTED])
    progress = sweep_reading.progress(found)
    return render(request, "sweeps/index.html", {"lines": [_line(sweep, progress[sweep.id]) for sweep in found]})


def _line(sweep: Sweep, states) -> dict:
    ended = sum(states[state] for state in ENDED)
    return {
        "sweep": sweep,
        "name": name(sweep),
        "fields": [
            {"label": labels.label_of(axis["path"]), "text": labels.text_of(axis["path"], axis["text"])} for axis in sweep.axes
        ],
        "ended": ended,
        "all": states.total(),
        "diverged": states["diverged"],
        "age": words.age(sweep.created_at),
    }


def name(sweep: Sweep) -> str:
    if sweep.kind == "seeds" and sweep.parent and not sweep.title:
        return _("Ten seeds of {run}").format(run=run_rows.name(sweep.parent))
    return sweep.title or _("Sweep {number}").format(number=sweep.number)


@require_GET
def new(request: HttpRequest) -> HttpResponse:
    """`/sweeps/new/?optimizer.lr=1e-4..1 log 20&…`: the set-up with a text a field, and what the sweep would cost."""
    return _form(request, asked.read(request.GET))


def _form(request: HttpRequest, question: asked.Asked, notice: str = "", status: int = 200) -> HttpResponse:
    first, rest = question.shown
    context = {
        "asked": question, "first": first, "rest": rest, "notice": notice, "suggestions": asked.suggestions(question),
        "map_query": links.query_of(question.base.spec) if question.base.spec else None,
        "open_rest": any(row["many"] or row["problem"] for row in rest), "token": secrets.token_urlsafe(16),
    }  # fmt: skip
    bad = bool(question.problems or question.pruned.problems) and status == 200
    return render(request, "sweeps/new.html", context, status=400 if bad else status)


def _started(request: HttpRequest) -> HttpResponse:
    question = asked.read(request.POST)
    if not question.texts and not question.problems:
        return _form(request, question, _("Write several values into at least one field first: a list, a range or draws."), 422)
    if question.problems or question.pruned.problems:
        return _form(request, question, status=422)
    token = (request.POST.get("token") or secrets.token_urlsafe(16))[:64]
    found = question.found
    facts = {"draws": found.draws, "seed": question.draw_seed, "halving": question.pruned.halving, "found": found}
    try:
        sweep = sweeps.start(request.owner, question.base.spec, question.texts, token=token, **facts)
    except services.StartRefused as refused:
        return _form(request, question, str(refused), 422)
    return HttpResponseRedirect(reverse("experiments:sweep", args=[sweep.id]), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
def sweep(request: HttpRequest, sweep_id: str) -> HttpResponse:
    """`/sweeps/<id>/?x=…&y=…&score=…`: results; htmx asks for what moves. POST `do`: sweeps.ORDERS, extend, rival, delete."""
    found = _mine(request, sweep_id)
    return _ordered(request, found) if request.method == "POST" else _results(request, found)


def _mine(request: HttpRequest, sweep_id: str) -> Sweep:
    try:
        return sweep_reading.get_sweep(request.owner, sweep_id)
    except Sweep.DoesNotExist:
        raise Http404 from None


def _results(request: HttpRequest, found: Sweep, notice: str = "", status: int = 200) -> HttpResponse:
    cells = sweep_reading.cells(found)
    look = results.asked(request.GET, found)
    going = any(cell.state in ("waiting", "training") for cell in cells)
    resting = any(cell.state == "paused" and not cell.at_rung for cell in cells)
    going = going or (not resting and any(cell.at_rung for cell in cells))
    context = {
        "sweep": found,
        "name": name(found),
        "look": look,
        "notice": notice,
        "going": going,
        "paused": resting and not going,
        "ended": sum(cell.ended for cell in cells),
        "all": len(cells),
        "pruning": pruning.told(found, cells),
        "any_pruned": any(cell.pruned for cell in cells),
        "summary": results.summary(found, cells, look.score),
        "axes": [
            {"place": place, "path": axis["path"], "text": axis["text"], "label": labels.label_of(axis["path"])}
            for place, axis in enumerate(found.axes)
        ],
        "scores": results.scores(results.is_regression(found)),
        "address": request.get_full_path(),
        "table": _table(found, cells, look.score),
        "shades": range(results.SHADES),
        "more_than_listed": len(cells) > MOST_ROWS,
        "best": results.best(cells, look.score),
    } | _figure(found, cells, look)
    context["moving"] = going or context.get("rival_going", False)
    answer = render(request, "sweeps/moving.html" if request.htmx else "sweeps/sweep.html", context, status=status)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _figure(found: Sweep, cells: list, look: results.Look) -> dict:
    if found.kind == "seeds":
        return {"figure": seeds_of.band(found), "verdict": seeds_of.verdict(cells, look.score)}
    drawn = results.heat(found, cells, look)
    low, high = (drawn.high, drawn.low) if look.score.smaller else (drawn.low, drawn.high)
    rival = sweep_reading.rival(found)
    others = sweep_reading.cells(rival) if rival else []
    lines = course.lines(found, cells, look.score, "own") + (course.lines(rival, others, look.score, "rival") if rival else [])
    return {
        "figure": drawing.heat_map(found, drawn),
        "low": results.spelled(low),
        "high": results.spelled(high),
        "linked": linked.as_text(linked.facts(found, cells, look.score, drawn)),
        "importance": importance.table(found, cells, look.score),
        "course": course.figure(lines, look.score),
        "rival": {"sweep": rival, "name": name(rival)} if rival else None,
        "rival_going": any(not cell.ended and cell.state != "paused" for cell in others),
    }


def _table(found: Sweep, cells: list, score: results.Score) -> list[dict]:
    """The best cells first; what has no score last."""
    sign, fields = 1 if score.smaller else -1, labels.named(found)

    def order(cell):
        value = score.of(cell)
        return cell.state == "diverged", value is None, sign * (value or 0), cell.place

    return [
        {
            "id": cell.id,
            "place": cell.place,
            "values": [one.words(found.points[cell.place][one.place]) for one in fields],
            "state": results.state_of(cell),
            "glyph": words.GLYPHS.get(cell.state, ""),
            "epoch": cell.epoch,
            "score": results.spelled(score.of(cell)),
            "loss": results.spelled(cell.loss),
        }
        for cell in sorted(cells, key=order)[:MOST_ROWS]
    ]


def _ordered(request: HttpRequest, found: Sweep) -> HttpResponse:
    """Pause, resume, stop, delete; or `extend`, by texts of the sweep's own fields and a number of draws."""
    deed = request.POST.get("do", "")
    if deed == "delete":
        sweeps.delete(found)
        return HttpResponseRedirect(reverse("experiments:sweeps"), status=303)
    try:
        if deed == "extend":
            texts = {axis["path"]: request.POST.get(axis["path"], "").strip() or axis["text"] for axis in found.axes}
            draws = request.POST.get("draws", "")
            counted = draws.isascii() and draws.isdigit() and len(draws) < 6
            more = sweeps.extend(found, texts, int(draws) if counted else found.draws)
            if not more:
                return _results(request, found, _("The sweep has all of these already. Name more values, or more draws."), 422)
        elif deed == "rival" and found.kind != "seeds":
            sweeps.rival(found)
        else:
            sweeps.order(found, deed)
    except recipes.refusal() as refused:
        return _results(request, found, joined(*(problem.message for problem in refused.problems)), 422)
    except ValueError as refused:
        return _results(request, found, str(refused), 422)
    return HttpResponseRedirect(request.get_full_path(), status=303)


@require_GET
def curve(request: HttpRequest, sweep_id: str) -> HttpResponse:
    """`/sweeps/<id>/curve?place=7`: one cell's losses as a small figure, for whoever points at its square."""
    found, place = _mine(request, sweep_id), request.GET.get("place", "")
    if not (place.isascii() and place.isdigit() and len(place) < 6):
        raise Http404
    run = found.runs.filter(place=int(place)).first()
    if run is None:
        raise Http404
    stored = sweep_reading.curve(run) if run.seq else {"epoch": [], "train_loss": [], "test_loss": []}
    every = max(1, -(-len(stored["epoch"]) // POINTS))
    thinned = {key: values[::every] for key, values in stored.items()}
    drawn = (thinned["epoch"], thinned["train_loss"], thinned["test_loss"])
    chart = small_chart.small_chart(*drawn, results.spelled) if run.seq else {}
    fields = [{"label": one.label, "value": one.words(found.points[run.place][one.place])} for one in labels.named(found)]
    context = {"run": run, "name": run_rows.name(run), "chart": chart, "fields": fields, "state": words.state(run)}
    return render(request, "sweeps/curve.html", context)


@require_POST
def seeds(request: HttpRequest, run_id: str) -> HttpResponse:
    """`/runs/<id>/seeds/`: the run's set-up from ten seeds."""
    try:
        run = selectors.get_run(request.owner, run_id)
        found = sweeps.ten_seeds(request.owner, run, token=(request.POST.get("token") or secrets.token_urlsafe(16))[:64])
    except Run.DoesNotExist:
        raise Http404 from None
    except services.StartRefused as refused:
        return HttpResponse(str(refused), status=409, content_type="text/plain; charset=utf-8")
    return HttpResponseRedirect(reverse("experiments:sweep", args=[found.id]), status=303)
