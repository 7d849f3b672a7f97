"""My runs."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from playground.experiments import declarations, words
from playground.runs import selectors

PAGE_LENGTH = 50


@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """`/runs/`: newest first, by keyset: `?before=<created_at>,<id>` of the last run on the page before."""
    found = selectors.runs_page(request.owner, _before(request.GET.get("before", "")), PAGE_LENGTH + 1)
    page = found[:PAGE_LENGTH]
    older = f"{page[-1].created_at.isoformat()},{page[-1].id}" if len(found) > PAGE_LENGTH else ""
    rows = [
        {"run": run, "state": words.state(run), "age": words.age(run.created_at), "optimizer": _title("optimizer", run.optimizer)}
        for run in page
    ]
    return render(request, "experiments/runs.html", {"rows": rows, "older": older, "later": bool(request.GET.get("before"))})


def _before(text: str) -> tuple[datetime, str] | None:
    moment, _, run_id = text.partition(",")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (at, run_id) if run_id and at.tzinfo else None


def _title(path: str, name: str) -> str:
    return (declarations.entry(path, name) or {"title": name})["title"]
