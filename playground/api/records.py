"""What a run recorded: as JSON, or in the very bytes that are stored (docs/architecture.md says how to read them)."""

from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Query

from playground.api import errors
from playground.api.door import Desk
from playground.api.run_shapes import BytesAsked, Frame, FrameAsked, Records, RecordsAsked
from playground.api.runs import mine
from playground.live import views as stored
from playground.runs import pasts, selectors
from playground.runs.models import Run

MOST = 1000  # records of one answer
desk = Desk(tags=[_("Records")])


@desk.offers(
    "GET",
    "/runs/{run:run_id}/records",
    _("Records as JSON, by column"),
    gives=Records,
    note=_("At most 1,000 an answer. What is not finite is spelled “NaN”, “Infinity” and “-Infinity”, as text."),
)
def get_records(request, run_id: str, asked: Query[RecordsAsked]):
    return records_of(mine(request, run_id), asked)


def records_of(run: Run, asked: RecordsAsked) -> dict:
    """The records asked for of a run whose right to be seen is settled."""
    names = _names(run, asked.columns)
    end = min(asked.begin + MOST, (run.seq if asked.to is None else min(asked.to + 1, run.seq)))
    parts, cursor, first = [], asked.begin, None
    for chunk in selectors.chunks(run.id, run.attempt, asked.begin):
        if cursor >= end or chunk.first_seq > cursor:
            break
        first = chunk.first_seq if first is None else first
        parts.append(chunk.data)
        cursor = chunk.first_seq + chunk.rows
    skipped, cursor = asked.begin - (first or 0), max(asked.begin, min(cursor, end))
    found = pasts.columns(run.schema, parts, names) if parts else {name: [] for name in names}
    found = {name: values[skipped : skipped + cursor - asked.begin] for name, values in found.items()}
    more = parts and cursor < run.seq and (asked.to is None or cursor <= asked.to)
    return {"attempt": run.attempt, "first": asked.begin, "following": cursor if more else None, "columns": found}


def _names(run: Run, asked: str) -> tuple[str, ...]:
    known = [column[0] for column in run.schema["columns"]]
    for name in (names := [one.strip() for one in asked.split(",") if one.strip()]):
        if name not in known:
            words = gettext("There is no column {name}. Known: {known}.")
            said = words.format(name=repr(name[:40]), known=", ".join(known))
            raise errors.Refused(422, [errors.wrong(said, "columns", name)])
    return tuple(dict.fromkeys(names)) or tuple(known)


@desk.offers(
    "GET",
    "/runs/{run:run_id}/chunks",
    _("Records as the bytes that are stored"),
    gives=bytes,
    note=_(
        "Chunks one after another, from the one that holds record “from” on. "
        "The header X-Next-Seq, if there is one, begins the next answer."
    ),
)
def get_chunks(request, run_id: str, asked: Query[BytesAsked]):
    return stored.records_of(request, same_attempt(mine(request, run_id), asked.attempt))


@desk.offers(
    "GET",
    "/runs/{run:run_id}/frames",
    _("Key frames as the bytes that are stored"),
    gives=bytes,
    note=_("Those from record “from” to record “to”, one after another; each tells its length. X-Next-Seq as for chunks."),
)
def get_frames(request, run_id: str, asked: Query[BytesAsked]):
    return stored.frames_of(request, same_attempt(mine(request, run_id), asked.attempt))


@desk.offers("GET", "/runs/{run:run_id}/seconds", _("Seconds of training of each epoch, float32, a record each"), gives=bytes)
def get_seconds(request, run_id: str):
    return stored.seconds_of(request, mine(request, run_id))


@desk.offers("GET", "/runs/{run:run_id}/frame", _("One key frame as JSON: weights, gradients, histograms"), gives=Frame)
def get_frame(request, run_id: str, asked: Query[FrameAsked]):
    return frame_of(mine(request, run_id), asked)


def frame_of(run: Run, asked: FrameAsked) -> dict:
    """The key frame asked for, likewise."""
    if asked.epoch is None:
        frame = selectors.latest_frame(run.id, run.attempt)
    else:
        frame = selectors.frame_at(run.id, run.attempt, pasts.record_seq(asked.epoch))
    if frame is None:
        raise Http404
    return {"epoch": frame.epoch, "seq": frame.seq, "sections": pasts.frame(run.frame_schema, frame.data)}


def same_attempt(run: Run, attempt: int | None) -> Run:
    """The run, if its records are still those of this attempt (None, 0: of whichever). Raises errors.Refused."""
    if attempt not in (None, 0, run.attempt):
        words = gettext("Attempt {attempt} was overtaken: read the records again from the first one.")
        raise errors.Refused(409, [errors.wrong(words.format(attempt=attempt), "attempt", attempt)])
    return run
