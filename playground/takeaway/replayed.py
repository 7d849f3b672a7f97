"""One file that replays runs without a network: the page's own figures, its words and the runs' stored bytes, all in it.

Its content security policy lets nothing be loaded: scripts are the page's own by hash and the modules of the import map. What
comes from people (titles, recipes, names of columns) stands in escaped text and in JSON that cannot end its element.
"""

import hashlib
import json
import secrets
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from playground.compare import facts
from playground.compare.asked import View
from playground.compare.table import table
from playground.experiments import words
from playground.runs import edits, pictures, recipes, selectors
from playground.runs.models import Run
from playground.runs.seen import Compared
from playground.takeaway.document import chunks_of, frames_of
from playground.takeaway.modules import import_map, text_of

STYLES = (
    "css/tokens.css", "css/base.css", "css/controls.css", "css/figures.css", "css/editing.css", "vendor/uplot/uPlot.min.css",
    "css/replay.css",
)  # fmt: skip
CHARTS = "vendor/uplot/uPlot.iife.min.js"
WHOLE = 40  # runs with all their key frames in one file; of more, curves and settings alone


def of_run(run: Run, name: str) -> str:
    """The file of one run."""
    spec = recipes.parse(edits.present(run.spec))
    one = carried(run, "1") | {"picture": pictures.picture(spec), "values": recipes.flat_values(spec)}
    context = {"row": _row(run, name), "title": name}
    return "".join(page("takeaway/run.html", "js/offline/run.js", iter([one]), context, STYLES))


def of_runs(compared: list[Compared], view: View) -> Iterator[str]:
    """The file of a comparison in pieces, looked at as the page was: with more than WHOLE runs without their key frames.

    Its runs are known by their places: no id goes out, and no token.
    """
    keys = {one.key: str(place) for place, one in enumerate(compared, start=1)}
    rows = table(compared, view.base, view.every)
    told = facts.page(compared, rows)
    for one, told_of in zip(compared, told["runs"], strict=True):
        spec = recipes.parse(edits.present(one.run.spec))
        key = keys[one.key]
        where = {"bytes": f"{_as_address(selectors.record_seconds(one.run))}#", "socket": key, "href": f"#run-{key}"}
        drawn = json.dumps(recipes.as_json(pictures.picture(spec)), allow_nan=False).encode()
        told_of |= where | {"key": key, "points": _as_address(drawn, "application/json")}
        yield ""  # whoever writes this beside other work goes on with that
    seen = asdict(view) | {"base": keys.get(view.base, "")}
    whole = len(compared) <= WHOLE
    context = {
        "title": _("Comparison"),
        "rows": rows,
        "runs": [_row(one.run, told_of["name"]) for one, told_of in zip(compared, told["runs"], strict=True)],
        "compared": in_script(told | {"view": seen}),
        "whole": whole,
    }
    runs = (carried(one.run, keys[one.key], whole) for one in compared)
    yield from page("takeaway/runs.html", "js/offline/runs.js", runs, context, (*STYLES[:-1], "css/compare.css", STYLES[-1]))


def _row(run: Run, name: str) -> dict:
    return {"name": name, "state": words.state(run), "begun": run.created_at}


def carried(run: Run, key: str, whole: bool = True) -> dict:
    """What a page knows of a run once all of it has come (static/js/offline/carried.js); not `whole`: no key frames."""
    hello = {name: getattr(run, name) for name in ("schema", "frame_schema", *selectors.STATUS, "edits")}
    frames = frames_of(run) if whole else []
    return {
        "key": key,
        "hello": hello if whole else hello | {"frame_seq": -1},
        "records": b64encode(b"".join(chunks_of(run))).decode(),
        "frames": b64encode(b"".join(one.data for one in frames)).decode(),
        "seconds": f"{_as_address(selectors.record_seconds(run))}#",  # a page asks for this and "seconds" after it
    }


def page(template: str, module: str, runs: Iterator[dict], context: dict, styles: tuple[str, ...]) -> Iterator[str]:
    """The whole file in pieces: `runs` is what its scripts read, a run at a time, `context` what its template says."""
    begin = mark_safe(f'import "{module}";')
    scripts = {"import_map": mark_safe(import_map(module)), "charts": _charts(), "begin": begin}
    here = secrets.token_hex(16)  # where the runs go: nobody's title can hold it
    said = {"carried": here, "styles": _styles(styles), "policy": _policy(*scripts.values()), "replay": True}
    before, _here, after = render_to_string(template, {**context, **scripts, **said, "shared": True}).partition(here)
    yield f'{before}{{"runs":['
    for place, one in enumerate(runs):
        yield ("," if place else "") + in_script(one)
    yield f"]}}{after}"


def in_script(told: dict) -> SafeString:
    """JSON that no parser of HTML can take for the end of its element, nor for the beginning of another."""
    text = json.dumps(recipes.as_json(told), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return mark_safe(text)


def _policy(*scripts: str) -> SafeString:
    hashes = (b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts)
    allowed = " ".join(f"'sha256-{one}'" for one in hashes)
    rules = f"default-src 'none'; script-src {allowed} data:; style-src 'unsafe-inline'; img-src data: blob:; connect-src data:"
    return mark_safe(f"{rules}; base-uri 'none'; form-action 'none'")


@cache
def _charts() -> SafeString:
    return mark_safe(text_of(CHARTS).replace("</script", "<\\/script"))


@cache
def _styles(names: tuple[str, ...]) -> SafeString:
    return mark_safe("\n".join(text_of(name) for name in names))


def _as_address(data: bytes, kind: str = "application/octet-stream") -> str:
    return f"data:{kind};base64,{b64encode(data).decode()}"
