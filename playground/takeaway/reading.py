"""A document of a run as `document` writes it, read again. Nothing in it is believed before it was looked at.

A file may come from anybody: it is bounded in size and in how many values it holds before anything is parsed, its recipe passes
the engine's own checks, its columns are those that the recipe gives, its epochs those that are recorded, its key frames whole.
What is not so is refused in a sentence that names the field, the value and what is allowed.
"""

import json
import math
from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from playground.bodies import MOST
from playground.runs import pasts, recipes
from playground.runs.keeping import TitleRefused, cleaned_title
from playground.runs.states import ENDED, OUTCOMES, State
from playground.takeaway.document import COMPARISON, RUN, VERSION

LARGEST = MOST["/runs/imports/"]
MOST_VALUES = 900_000  # by their commas and brackets: what is parsed takes some 60 bytes of memory each
SPELLED = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
FLOAT = 3.4028234663852886e38  # the largest of 32 bits
REACH = {"f32": (-FLOAT, FLOAT), "u32": (0, 2**32 - 1), "f64": (0, 2**53)}  # what a finite number of a column may be
REQUIRED = ("format", "version", "recipe", "state", "epoch", "columns", "records")
KNOWN = (*REQUIRED, "title", "begun", "engine", "detail", "epochs", "step", "seconds", "frame_columns", "key_frames")


class ImportRefused(ValueError):
    """A file that is not taken, in words."""


@dataclass
class Incoming:
    """A run as a file tells it, checked. Records and key frames are those of `plan`'s schemas."""

    spec: object
    plan: dict
    title: str
    state: str
    detail: dict
    epoch: int
    records: dict[str, list[float]]
    seconds: list[float]
    frames: list[tuple[int, int, bytes]] = field(default_factory=list)  # (seq, epoch, bytes)

    @property
    def rows(self) -> int:
        return len(self.records["epoch"])


def read(data: bytes) -> Incoming:
    """What a file holds; raises ImportRefused."""
    told = _parsed(data)
    spec, plan = _recipe(told["recipe"])
    epoch = _whole("epoch", told["epoch"], spec.training.epochs)
    records = _records(told, plan["schema"], epoch)
    return Incoming(
        spec, plan, _title(told.get("title", "")), _state(told["state"]), _detail(told.get("detail", {}), epoch), epoch, records,
        _seconds(told.get("seconds", []), len(records["epoch"])), _frames(told, plan["frame_schema"], epoch),
    )  # fmt: skip


def _parsed(data: bytes) -> dict:
    if len(data) > LARGEST:
        raise ImportRefused(_("The file is larger than {most} MiB, the most that is taken.").format(most=LARGEST // 2**20))
    if sum(map(data.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise ImportRefused(_("The file holds more than {most} values, the most that are taken.").format(most=f"{MOST_VALUES:,}"))
    try:
        told = json.loads(data.decode("utf-8"), parse_constant=_no_number)
    except ImportRefused:
        raise
    except RecursionError:
        raise ImportRefused(_("The file is nested too deeply.")) from None
    except ValueError as error:
        if isinstance(error, json.JSONDecodeError):
            said = _("The file is not whole JSON: it cannot be read beyond line {line}, column {column}.")
            raise ImportRefused(said.format(line=error.lineno, column=error.colno)) from None
        raise ImportRefused(_("The file is no JSON.")) from None
    if not isinstance(told, dict) or told.get("format") != RUN:
        kind = told.get("format") if isinstance(told, dict) else None
        if kind == COMPARISON:
            raise ImportRefused(_("This is a comparison. Take each of its runs away by itself, as JSON, and import that."))
        raise ImportRefused(_("format: {value} is not “{known}”.").format(value=_shown(kind), known=RUN))
    if told.get("version") != VERSION or isinstance(told["version"], bool):
        raise _unexpected("version", told.get("version"), str(VERSION))
    for name in REQUIRED:
        if name not in told:
            raise ImportRefused(_("{field}: it is missing.").format(field=name))
    for name in told:
        if name not in KNOWN:
            raise ImportRefused(_("{field}: it is not known. Known: {known}.").format(field=_shown(name), known=", ".join(KNOWN)))
    return told


def _no_number(text: str):
    raise ImportRefused(_("{value} is no JSON. Spell it as a string: “{value}”.").format(value=text))


def _recipe(recipe):
    if not isinstance(recipe, dict):
        raise _unexpected("recipe", recipe, "{…}")
    try:
        spec = recipes.parse(recipe)
        return spec, recipes.plan_facts(spec)
    except recipes.refusal() as refused:
        problems = " ".join(one.message for one in refused.problems[:3])
        raise ImportRefused(_("recipe: {problem}").format(problem=problems)) from None


def _title(title) -> str:
    if not isinstance(title, str):
        raise _unexpected("title", title, _("text"))
    try:
        return cleaned_title(title)
    except TitleRefused as refused:
        raise ImportRefused(f"title: {refused}") from None


def _state(state) -> str:
    """How it stands from now on: what had not ended when it was taken away stops there."""
    if not isinstance(state, str) or state not in list(State):
        raise _unexpected("state", state, ", ".join(State))
    return state if state in ENDED else State.STOPPED


def _detail(detail, epoch: int) -> dict:
    if not isinstance(detail, dict):
        raise _unexpected("detail", detail, "{…}")
    kept = {}
    if detail.get("reason") in [*OUTCOMES]:
        kept["reason"] = detail["reason"]
    for name, most in (("epoch", epoch), ("layer", 1000)):
        if detail.get(name) is not None:
            kept[name] = _whole(f"detail.{name}", detail[name], most)
    return kept


def _records(told: dict, schema: dict, epoch: int) -> dict[str, list[float]]:
    _same_columns("columns", told["columns"], schema)
    records, names = told["records"], [name for name, *_type in schema["columns"]]
    if not isinstance(records, dict) or sorted(records) != sorted(names):
        raise _unexpected("records", sorted(records) if isinstance(records, dict) else records, ", ".join(names))
    rows = pasts.record_seq(epoch) + 1
    read_in = {name: _numbers(f"records.{name}", records[name], rows, kind) for name, kind in schema["columns"]}
    for seq, found in enumerate(read_in["epoch"]):
        if found != pasts.record_epoch(seq):
            expected = _("{epoch} in record {seq}").format(epoch=pasts.record_epoch(seq), seq=seq)
            raise _unexpected("records.epoch", found, expected)
    return read_in


def _numbers(name: str, values, rows: int, kind: str) -> list[float]:
    if not isinstance(values, list) or len(values) != rows:
        count = len(values) if isinstance(values, list) else 0
        words = _("{field}: {count} numbers where the run has {rows} records.")
        raise ImportRefused(words.format(field=name, count=count, rows=rows))
    return [_number(name, value, kind) for value in values]


def _number(name: str, value, kind: str) -> float:
    if isinstance(value, str) and kind == "f32":
        if value not in SPELLED:
            raise _unexpected(name, value, _("a number, or one of {known}").format(known=", ".join(SPELLED)))
        return SPELLED[value]
    least, most = REACH[kind]
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise _unexpected(name, value, _("a number from {least} to {most}").format(least=least, most=most))
    return float(value)


def _seconds(values, rows: int) -> list[float]:
    if not isinstance(values, list) or len(values) > rows:
        raise _unexpected("seconds", values, _("a list of at most {rows} numbers").format(rows=rows))
    return [abs(_number("seconds", one, "u32")) for one in values]


def _frames(told: dict, schema: dict, epoch: int) -> list[tuple[int, int, bytes]]:
    stored = told.get("key_frames", [])
    if not isinstance(stored, list):
        raise _unexpected("key_frames", stored, "[…]")
    if stored:
        _same_columns("frame_columns", told.get("frame_columns"), schema)
    found, last = [], -1
    for place, one in enumerate(stored):
        name = f"key_frames.{place}"
        if not isinstance(one, dict) or sorted(one) != ["bytes", "epoch"] or not isinstance(one["bytes"], str):
            raise _unexpected(name, one, '{"epoch", "bytes"}')
        at = _whole(f"{name}.epoch", one["epoch"], epoch)
        if at <= last or pasts.record_epoch(pasts.record_seq(at)) != at:
            raise _unexpected(f"{name}.epoch", at, _("a recorded epoch after {last}").format(last=last))
        try:
            data = b64decode(one["bytes"], validate=True)
        except (NotBase64, ValueError):
            data = b""
        if pasts.seq_of_frame(schema, data) != pasts.record_seq(at):
            said = _("{field}: its bytes are no key frame of this run at epoch {value}.")
            raise ImportRefused(said.format(field=name, value=at))
        found.append((pasts.record_seq(at), at, data))
        last = at
    return found


def _same_columns(name: str, columns, schema: dict) -> None:
    expected = schema["columns"]
    if columns == expected:
        return
    known = isinstance(columns, list)
    odd = next((one for one in columns if one not in expected), None) if known else columns
    lacking = next((one for one in expected if one not in columns), None) if known else None
    said = _("{field}: {value} does not fit the recipe, whose records have {count} columns here.")
    shown = _shown(str(odd if odd is not None else lacking if lacking is not None else name))
    raise ImportRefused(said.format(field=name, value=shown, count=len(expected)))


def _whole(name: str, value, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise _unexpected(name, value, _("a whole number from 0 to {most}").format(most=most))
    return value


def _unexpected(name: str, value, expected: str) -> ImportRefused:
    words = _("{field}: {value} is not what is expected here: {expected}.")
    return ImportRefused(words.format(field=name, value=_shown(value), expected=expected))


def _shown(value) -> str:
    text = value if isinstance(value, str) else "…" if isinstance(value, dict | list) else json.dumps(value)
    text = "".join(sign for sign in text[:41] if sign.isprintable())
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"
