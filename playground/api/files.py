"""Runs as files: taken away, and brought back."""

from datetime import datetime
from typing import Literal

from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Query
from pydantic import Field

from playground.api import errors
from playground.api.comparisons import KEYS
from playground.api.door import Desk
from playground.api.run_shapes import Strict, WholeRun
from playground.api.runs import mine
from playground.api.tasks import TaskFacts
from playground.bodies import RUN
from playground.experiments import large_files
from playground.runs import seen, selectors
from playground.runs.models import Task
from playground.takeaway import imports
from playground.takeaway.reading import ImportRefused
from playground.takeaway.views import exports
from playground.takeaway.wanted import AT_ONCE, TYPES, File, run_of
from playground.training import tasks

desk = Desk(tags=[_("Files")])


class FilesAsked(Strict):
    run: list[str] = KEYS


class AskExport(Strict):
    runs: list[str] = KEYS
    form: Literal[tuple(TYPES)]


@desk.offers(
    "GET",
    "/runs/{run:run_id}/files/{form}",
    _("A run as a file: json, csv, or html that replays without a network"),
    gives=bytes,
    note=_("At most 8 MiB; what is larger a trainer writes: POST /exports."),
)
def get_run_file(request, run_id: str, form: str):
    return _at_once(run_of(mine(request, run_id), form))


@desk.offers(
    "GET",
    "/comparison/files/{form}",
    _("Several runs in one file: json, csv or html"),
    gives=bytes,
    note=_("At most 8 MiB; what is larger a trainer writes: POST /exports."),
)
def get_comparison_file(request, form: str, asked: Query[FilesAsked]):
    compared, _unknown = seen.find(request.owner, list(dict.fromkeys(asked.run)))
    if not compared:
        raise Http404
    return _at_once(File(form, compared))


def _at_once(file: File) -> HttpResponse:
    if file.form not in TYPES:
        raise Http404
    if words := file.refusal():
        raise errors.Refused(413, [errors.wrong(words)])
    if file.size() > AT_ONCE:
        words = gettext("{cost} POST /exports has it written, GET /exports/…/file gives it.")
        raise errors.Refused(409, [errors.wrong(words.format(cost=file.cost()))])
    return HttpResponse("".join(file.pieces()), content_type="application/octet-stream")


@desk.offers(
    "POST",
    "/exports",
    _("Have a trainer write a file of runs"),
    gives=TaskFacts,
    status=202,
    starts=True,
    note=_("GET /tasks/{task_id} tells how far it is. Up to 40 runs bring their key frames into html, up to 200 their records."),
)
def start_export(request, asked: AskExport):
    return tasks.once(request.owner, "export", **asked.model_dump(), alone=len(asked.runs) == 1)


class Written(TaskFacts):
    name: str = Field(description=_("What the file is called."))
    bytes: int | None = Field(description=_("How large it is; null until it is written."))
    created_at: datetime


@desk.offers("GET", "/exports", _("The files you had written or asked for, newest first"), gives=list[Written])
def list_exports(request):
    return [_written(task) for task in selectors.files_of(request.owner)[:50]]


def _written(task: Task) -> dict:
    facts = {name: getattr(task, name) for name in (*TaskFacts.model_fields, "created_at")}
    return facts | {"name": large_files.name(task), "bytes": task.size}


@desk.offers("GET", "/exports/{run:task_id}/file", _("A file that a trainer has written"), gives=bytes)
def get_export(request, task_id: str):
    return exports.sent(request, exports.written(request.owner, task_id))


@desk.offers(
    "POST",
    "/imports",
    _("Bring a run back: the body is its JSON file itself"),
    gives=WholeRun,
    status=201,
    starts=True,
    takes=bytes,
    note=_("At most 8 MiB. The same file again finds the run it became."),
)
def import_run(request):
    if getattr(request, "scope", {}).get("cut_off"):
        words = gettext("The file is larger than {most} MiB, the most that is taken.")
        raise errors.Refused(413, [errors.wrong(words.format(most=RUN // 2**20))])
    try:
        return imports.take_in(request.owner, request.read())
    except ImportRefused as refused:
        raise errors.Refused(422, [errors.wrong(str(refused))]) from None
