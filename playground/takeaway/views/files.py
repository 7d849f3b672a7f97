"""Files to keep: `…/files/json`, `csv`, `html`. Read by whoever may see the runs, and never stored here."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from playground.compare import asked, facts, found
from playground.experiments import run_rows
from playground.live.views import visible_run
from playground.runs.models import Run, Share
from playground.sharing.doors import bytes_by_token
from playground.takeaway import document, replayed, spreadsheet

TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8", "html": "text/html; charset=utf-8"}
MOST_NUMBERS = 4_000_000  # of a comparison: what one answer may take of the time of everybody else


@require_safe
def of_run(request: HttpRequest, run_id: str, form: str) -> HttpResponse:
    """`/runs/<id>/files/<form>`: one's own run."""
    run = visible_run(request, run_id)
    return _of(run, form, f"run-{run.number}", run_rows.name(run))


@require_safe
@bytes_by_token
def of_share(request: HttpRequest, share: Share, token: str, form: str) -> HttpResponse:
    """`/s/<token>/files/<form>`: the run behind a link."""
    return _of(share.run, form, "shared-run", share.run.title or _("Shared run"))


@require_safe
def of_comparison(request: HttpRequest, form: str) -> HttpResponse:
    """`/compare/files/<form>?run=…`: the runs of a comparison that this visitor may see."""
    compared, _unknown = found.find(request.owner, asked.keys(request.GET)[: asked.MOST_RUNS])
    if not compared:
        raise Http404
    numbers = sum(one.run.seq * len(one.run.schema["columns"]) for one in compared)
    if numbers > MOST_NUMBERS:
        words = _("These runs hold {count} numbers; at most {most} go into one file. Take fewer runs.")
        return _too_much(words.format(count=f"{numbers:,}", most=f"{MOST_NUMBERS:,}"))
    runs = [(name, one.run) for name, one in zip(facts.names(compared), compared, strict=True)]
    write = {
        "json": lambda: document.of_runs(runs),
        "csv": lambda: spreadsheet.of_runs(runs),
        "html": lambda: replayed.of_runs(compared, asked.view(request.GET)[0]),
    }
    try:
        return _file(form, "comparison", write)
    except replayed.TooMany as refused:
        return _too_much(str(refused))


def _of(run: Run, form: str, stem: str, name: str) -> HttpResponse:
    write = {
        "json": lambda: document.of_run(run),
        "csv": lambda: spreadsheet.of_run(run),
        "html": lambda: replayed.of_run(run, name),
    }
    return _file(form, stem, write)


def _file(form: str, stem: str, write: dict[str, Callable[[], str]]) -> HttpResponse:
    if form not in TYPES:
        raise Http404
    answer = HttpResponse(write[form](), content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{stem}.{form}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _too_much(said: str) -> HttpResponse:
    return HttpResponse(f"{said}\n", status=413, content_type="text/plain; charset=utf-8")
