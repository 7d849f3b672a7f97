"""Runs on one map of losses: which runs, seen on which plane, and the race that a run starts against other optimizers."""

import json
import secrets
from dataclasses import asdict
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from playground.arena import asked, racing
from playground.experiments import closer, declarations, run_rows, words
from playground.runs import selectors
from playground.runs.addresses import is_run_id
from playground.runs.models import Run
from playground.runs.states import ENDED, State
from playground.training import tasks
from playground.training.kinds import trails as kind
from playground.training.kinds.base import TaskRefused

KIND = "trails"
NAMES = ("run", "plane", "seed", "first", "second", *asked.LOOKS, "lang")


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """`/arena/runs/?run=…&run=…&plane=…`: paths of one's own runs. POST races the first of them with other optimizers: 303."""
    query = request.POST if request.method == "POST" else request.GET
    runs = _runs(request.owner, query)
    notice = ""
    if request.method == "POST":
        if not runs:
            raise Http404
        try:
            started = racing.start(request.owner, runs[0], request.POST)
            ids = [run.id for run in (runs[0], *started)]
            return HttpResponseRedirect(f"{reverse('arena:runs')}?{urlencode({'run': ids}, doseq=True)}", status=303)
        except racing.RaceRefused as refused:
            notice = str(refused)
    seen, problems = _look(query)
    typed = request.POST if notice else None
    context = _context(runs, query) | {
        "look": json.dumps(asdict(seen)), "problems": problems, "notice": notice,
        "rivals": racing.rivals(runs[0], typed) if runs else [], "token": secrets.token_urlsafe(16),
    }  # fmt: skip
    status = 422 if notice else 404 if query.getlist("run") and not runs else 400 if problems else 200
    return _private(render(request, "arena/runs.html", context, status=status))


@require_POST
def start(request: HttpRequest) -> JsonResponse:
    """Ask for the map of some runs: {"settings", "query", "problems", "task"}, as the arena's own races answer."""
    runs = _runs(request.owner, request.POST)
    context = _context(runs, request.POST)
    standings = [{"glyph": row["state"]["glyph"], "words": row["state"]["words"], "loss": row["loss"]} for row in context["rows"]]
    answer = {"query": context["query"], "problems": [], "task": None, "moving": context["moving"], "standings": standings}
    given = {name: request.POST.get(name, "") for name in ("plane", "seed", "first", "second")}
    try:
        task = tasks.once(request.owner, KIND, runs=[run.id for run in runs], **given)
        answer["task"] = closer.standing(task)
    except TaskRefused as refused:
        answer["problems"].append({"path": "", "message": str(refused), "nearest": None})
    answer["settings"] = render_to_string("arena/plane.html", context, request)
    waits = answer["task"] or context["moving"]  # who has only just started will have a path in a moment
    return _private(JsonResponse(answer, status=202 if waits else 422))


def _runs(owner: str, query: QueryDict) -> list[Run]:
    """The visitor's own runs among those named, in order, each once."""
    ids = [one for one in dict.fromkeys(query.getlist("run")) if is_run_id(one)][:40]
    found = {run.id: run for run in selectors.visible_to(owner).filter(id__in=ids)} if ids else {}
    return [found[one] for one in ids if one in found]


def _look(query: QueryDict) -> tuple[asked.View, list[str]]:
    """How to look at it; names that are not known are said."""
    looks = QueryDict(mutable=True)
    for name in asked.LOOKS:
        if name in query:
            looks[name] = query[name]
    seen, problems = asked.view(looks)
    beside = ("do", "rival", "token", "csrfmiddlewaretoken")
    for name in query:
        if name not in (*NAMES, *beside) and not name.startswith("rate."):
            sentence = _("A map of runs has nothing called “{name}”. There are: {names}.")
            problems.append(sentence.format(name=name[:40], names=", ".join(NAMES)))
    return seen, problems


def _context(runs: list[Run], query: QueryDict) -> dict:
    """What the page and its form show of the runs and the plane."""
    rows = [_row(run) for run in runs]
    plane = query.get("plane") or kind.PLANES[0]
    titles = {"principal": _("where the paths spread most"), "random": _("two random directions"), "weights": _("two parameters")}
    return {
        "rows": rows,
        "names": json.dumps([f"{row['optimizer']} {row['rate']}".strip() for row in rows]),
        "unfit": kind.unfit(runs) if runs else "",
        "moving": any(run.state not in ENDED and run.state != State.PAUSED for run in runs),
        "planes": [{"value": one, "title": titles[one], "chosen": one == plane} for one in kind.PLANES],
        "plane": plane,
        "fields": {name: query.get(name, usual)[:40] for name, usual in (("seed", "0"), ("first", "0"), ("second", "1"))},
        "query": _query(runs, query),
    }


def _row(run: Run) -> dict:
    """One run as the table has it."""
    optimizer = run.spec["optimizer"]
    title = (declarations.entry("optimizer", optimizer["name"]) or {"title": optimizer["name"]})["title"]
    facts = {"name": run_rows.name(run), "optimizer": title, "rate": f"{optimizer['lr']:g}"}
    return facts | {"run": run, "state": words.state(run), "loss": run_rows.readout(run.last_loss)}


def _query(runs: list[Run], query: QueryDict) -> str:
    kept = [("run", run.id) for run in runs]
    for name, usual in (("plane", "principal"), ("seed", "0"), ("first", "0"), ("second", "1")):
        value = query.get(name, usual)[:40]
        kept += [(name, value)] if value and value != usual else []
    return urlencode(kept)


def _private(response):
    patch_cache_control(response, private=True, no_store=True)
    return response
