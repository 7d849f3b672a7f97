"""My runs: the list, and what is done to runs on it. Every deed works as a plain form; htmx asks for the list alone."""

from urllib.parse import urlencode

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from playground.experiments import asked_runs, deeds, large_files, presets, run_rows
from playground.runs import keeping, listing, quota, selectors, sweep_reading
from playground.runs.models import Run
from playground.training import thinning

PAGE_LENGTH = 50
MAKE_ROOM = ("thin", "delete")


@require_http_methods(["GET", "HEAD", "POST"])
def runs(request: HttpRequest) -> HttpResponse:
    """`/runs/?state=…&sort=…&after=…`: one page of the list; POST does something to runs and comes back to the same page."""
    return _done(request) if request.method == "POST" else _listed(request)


def _listed(request: HttpRequest, notice: str = "", status: int = 200) -> HttpResponse:
    wanted, problems = asked_runs.read(request.GET)
    found = listing.Page([], None, None) if problems else listing.page(request.owner, wanted, PAGE_LENGTH)
    context = {
        "lines": run_rows.folded(found.runs) if not wanted.narrowed else [_line(run) for run in found.runs],
        "wanted": wanted,
        "choices": {name: asked_runs.options(name) for name in asked_runs.CHOICES},
        "previous": found.previous and asked_runs.query(wanted, before=found.previous),
        "following": found.following and asked_runs.query(wanted, after=found.following),
        "first": asked_runs.query(wanted),
        "here": asked_runs.here(wanted),
        "problems": [*problems, *([notice] if notice else [])],
        "deed": deeds.last(request),
        "room": quota.room(request.owner),
        "files": large_files.listed(request.owner),
        "new_here": not found.runs and not problems and not listing.has_any(request.owner),
        "examples": presets.offered()["first_presets"],
    }
    context["has_sweeps"] = context["new_here"] and sweep_reading.sweeps_of(request.owner).exists()
    template = "experiments/runs_list.html" if request.htmx else "experiments/runs.html"
    answer = render(request, template, context, status=400 if problems else status)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _line(run: Run) -> dict:
    return {"rows": [run_rows.row(run)], "words": ""}


def _done(request: HttpRequest) -> HttpResponse:
    """Do what a button says: "star.<id>" for one run, "star" for those ticked, or "undo"."""
    asked, _dot, run_id = request.POST.get("do", "").partition(".")
    answer = HttpResponseRedirect(_address(request), status=303)
    if asked == "undo":
        deeds.undo(request)
        deeds.forget(answer)
        return answer
    ids = [run_id] if run_id else request.POST.getlist("run")[: 2 * PAGE_LENGTH]
    if not ids:
        return _listed(request, _("Tick the runs first, then say what to do with them."), 422)
    if asked == "compare":
        there = reverse("compare:page") + "?" + urlencode([("run", one) for one in ids])
        return HttpResponseClientRedirect(there) if request.htmx else HttpResponseRedirect(there, status=303)
    try:
        changed = _made_room(request, ids, asked) if asked in MAKE_ROOM else keeping.keep(request.owner, ids, asked)
    except Run.DoesNotExist:
        raise Http404 from None
    except ValueError as error:
        return _listed(request, str(error), 422)
    deeds.remember(request, answer, asked, changed)
    return answer


def _made_room(request: HttpRequest, ids: list[str], asked: str) -> list[str]:
    """Drop the details of these runs, or the runs themselves; the ids of those it changed. Raises as keeping.keep does."""
    found = [selectors.get_run(request.owner, run_id) for run_id in dict.fromkeys(ids)]
    if asked == "thin":
        return [run.id for run in found if run.detail_level == "full" and thinning.thin(run, "curve") is not None]
    with transaction.atomic():  # all or none
        for run in found:
            keeping.delete(run)
    return [run.id for run in found]


@require_http_methods(["GET", "HEAD", "POST"])
def title(request: HttpRequest, run_id: str) -> HttpResponse:
    """`/runs/<id>/title/`: the form that names a run, on a page of its own or, for htmx, in the list."""
    try:
        run = selectors.get_run(request.owner, run_id)
    except Run.DoesNotExist:
        raise Http404 from None
    given, problem = run.title, ""
    if request.method == "POST":
        given = request.POST.get("title", "")
        try:
            before = keeping.rename(run, given)
        except keeping.TitleRefused as refused:
            problem = str(refused)
        else:
            return _named(request, run, before)
    context = {"run": run, "name": run_rows.name(run), "given": given, "problem": problem, "most": keeping.LONGEST_TITLE}
    context["here"] = asked_runs.here(asked_runs.read(request.GET)[0])
    template = "experiments/run_title_form.html" if request.htmx else "experiments/run_title.html"
    # htmx puts only good answers into the page; the words of a refusal belong there as well.
    answer = render(request, template, context, status=422 if problem and not request.htmx else 200)
    if problem:
        answer["HX-Retarget"], answer["HX-Reswap"] = f"#title-{run.id}", "innerHTML"
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _named(request: HttpRequest, run: Run, before: str) -> HttpResponse:
    answer = HttpResponseRedirect(_address(request), status=303)
    if run.title != before:
        deeds.remember(request, answer, "rename", [run.id], before)
    return answer


def _address(request: HttpRequest) -> str:
    """The page of the list this came from, read and written again: never another site's address."""
    wanted, problems = asked_runs.read(request.GET)
    asked = "" if problems else asked_runs.here(wanted)
    return reverse("experiments:runs") + (f"?{asked}" if asked else "")
