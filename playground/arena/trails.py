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
from playground.experiments import closer, declarations, run_rows, words, written
from playground.experiments.recipe_form import RecipeForm
from playground.experiments.setting_names import label
from playground.runs import recipes, seen
from playground.runs.models import Run
from playground.runs.seen import Compared
from playground.runs.states import ENDED, State
from playground.training import retraced, tasks
from playground.training.kinds import trails as kind
from playground.training.kinds.base import TaskRefused

KIND = "trails"
NAMES = ("run", "plane", "seed", "first", "second", *asked.LOOKS, "lang")


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """`/arena/runs/?run=…&run=…&plane=…`: paths of runs one may see. POST races the first of one's own with more: 303."""
    query = request.POST if request.method == "POST" else request.GET
    compared = _found(request.owner, query)
    own = _own(compared)
    notice = ""
    if request.method == "POST":
        if not own:
            raise Http404
        try:
            there = [one.run for one in compared]
            started = racing.start(request.owner, own[0], racing.asked(request.POST), request.POST.get("token", ""), there)
            ids = [*(one.key for one in compared), *(run.id for run in started)]
            return HttpResponseRedirect(f"{reverse('arena:runs')}?{urlencode({'run': ids}, doseq=True)}", status=303)
        except racing.RaceRefused as refused:
            notice = str(refused)
    looked, problems = _look(query)
    typed = racing.asked(request.POST) if notice else None
    context = _context(compared, query) | {
        "look": json.dumps(asdict(looked)), "problems": problems, "notice": notice, "racing": own[0] if own else None,
        "racing_name": run_rows.name(own[0]) if own else "", "full": len(compared) > racing.MOST,
        "rivals": racing.rivals(own[0], typed, alone=len(compared) == 1) if own else [], "token": secrets.token_urlsafe(16),
    }  # fmt: skip
    status = 422 if notice else 404 if query.getlist("run") and not compared else 400 if problems else 200
    return _private(render(request, "arena/runs.html", context, status=status))


@require_POST
def start(request: HttpRequest) -> JsonResponse:
    """Ask for the map of some runs: {"settings", "query", "problems", "task"}, as the arena's own races answer."""
    compared = _found(request.owner, request.POST)
    context = _context(compared, request.POST)
    standings = [{"glyph": row["state"]["glyph"], "words": row["state"]["words"], "loss": row["loss"]} for row in context["rows"]]
    answer = {"query": context["query"], "problems": [], "task": None, "moving": context["moving"], "standings": standings}
    given = {name: request.POST.get(name, "") for name in ("plane", "seed", "first", "second")}
    try:
        if context["unfit"]:
            raise TaskRefused(context["unfit"])
        task = tasks.once(request.owner, KIND, runs=[one.key for one in compared], **given)
        answer["task"] = closer.standing(task)
    except TaskRefused as refused:
        answer["problems"].append({"path": "", "message": str(refused), "nearest": None})
    answer["settings"] = render_to_string("arena/plane.html", context, request)
    waits = answer["task"] or context["moving"]  # who has only just started will have a path in a moment
    return _private(JsonResponse(answer, status=202 if waits else 422))


def _found(owner: str, query: QueryDict) -> list[Compared]:
    """The runs named that this visitor may see, their own and those behind links, in order, each once."""
    return seen.find(owner, query.getlist("run")[:40])[0]


def _own(compared: list[Compared]) -> list[Run]:
    return [one.run for one in compared if not one.token]


def _look(query: QueryDict) -> tuple[asked.View, list[str]]:
    """How to look at it; names that are not known are said."""
    looks = QueryDict(mutable=True)
    for name in asked.LOOKS:
        if name in query:
            looks[name] = query[name]
    looked, problems = asked.view(looks)
    beside = ("do", "rival", "token", "csrfmiddlewaretoken")
    for name in query:
        if name not in (*NAMES, *beside) and not name.startswith("rate."):
            sentence = _("A map of runs has nothing called “{name}”. There are: {names}.")
            problems.append(sentence.format(name=name[:40], names=", ".join(NAMES)))
    return looked, problems


def _context(compared: list[Compared], query: QueryDict) -> dict:
    """What the page and its form show of the runs and the plane."""
    runs = [one.run for one in compared]
    rows = [_row(one, name) for one, name in zip(compared, run_rows.names(compared), strict=True)]
    plane = query.get("plane") or kind.PLANES[0]
    titles = {"principal": _("where the paths spread most"), "random": _("two random directions"), "weights": _("two parameters")}
    return {
        "rows": rows,
        "names": json.dumps([f"{row['optimizer']} {row['rate']}".strip() for row in rows]),
        "unfit": _unfit(compared),
        "cost": retraced.cost(runs),
        "moving": any(run.state not in ENDED and run.state != State.PAUSED for run in runs),
        "planes": [{"value": one, "title": titles[one], "chosen": one == plane} for one in kind.PLANES],
        "plane": plane,
        "fields": {name: query.get(name, usual)[:40] for name, usual in (("seed", "0"), ("first", "0"), ("second", "1"))},
        "query": _query(compared, query),
    }


def _unfit(compared: list[Compared]) -> str:
    """Why they have no map together, settings called as the comparison calls them."""
    if not compared:
        return ""
    forms = [RecipeForm(recipes.flatten(one.run.spec)) for one in compared]
    return kind.unfit(compared, lambda key: label(key, forms))


def _row(one: Compared, name: str) -> dict:
    """One run as the table has it."""
    run = one.run
    optimizer = run.spec["optimizer"]
    title = (declarations.entry("optimizer", optimizer["name"]) or {"title": optimizer["name"]})["title"]
    facts = {"key": one.key, "name": name, "optimizer": title, "rate": written.exactly(optimizer["lr"])}
    there = reverse("sharing:page", args=[one.token]) if one.token else reverse("experiments:run", args=[run.id])
    return facts | {"href": there, "state": words.state(run), "loss": written.readout(run.last_loss)}


def _query(compared: list[Compared], query: QueryDict) -> str:
    kept = [("run", one.key) for one in compared]
    for name, usual in (("plane", "principal"), ("seed", "0"), ("first", "0"), ("second", "1")):
        value = query.get(name, usual)[:40]
        kept += [(name, value)] if value and value != usual else []
    return urlencode(kept)


def _private(response):
    patch_cache_control(response, private=True, no_store=True)
    return response
