"""Files that carry a run away: the program in PyTorch, the same as a notebook, the weights. Packed into one zip."""

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from subprocess import DEVNULL, Popen, TimeoutExpired
from tempfile import TemporaryDirectory
from time import monotonic
from zipfile import ZIP_DEFLATED, ZipFile

import structlog
from django.conf import settings
from django.utils.translation import gettext, override

from engine import checkpoint
from engine.export import onnx_file, rounding, script, weights
from engine.export.differences import marked
from engine.export.draft import Stored
from engine.export.fitting import obstacle
from engine.plan import Plan
from engine.records import Schema, decode, record_epoch, record_seq
from engine.state import State
from playground.runs import recipes, selectors
from playground.runs.models import Run
from playground.training.returning import state_at

PATIENCE, GLANCE = 300.0, 0.05  # s: the longest an ONNX file may take, and between two looks at it
log = structlog.get_logger(__name__)


def written(run: Run, epoch: int, language: str) -> Iterator[float]:
    """Yields its progress; returns the zip's bytes: facts.json and the files."""
    plan = Plan(recipes.parse(run.spec))
    measuring, reason = rounding.measure(plan, epoch), _reason(run, epoch)
    try:
        while True:
            yield 0.7 * next(measuring)
    except StopIteration as done:
        measured: Stored = done.value
    loss = stored_loss(run, epoch)
    stored = replace(measured, train_loss=measured.train_loss if loss is None else loss, reason=reason)
    state = yield from state_at(run, plan, epoch)
    before = run_before(run)
    with override(language):
        text = script.script(plan, stored, gettext)
        yield 0.8
        book = script.notebook(plan, stored, gettext)
        yield 0.9
        old = _script_before(before, stored) if before else None
    network = (yield from _onnx(plan, state)) if onnx_file.installed() else None
    facts = {
        "epoch": epoch,
        "onnx": "" if network else "failed" if onnx_file.installed() else "missing",
        "train_loss": stored.train_loss,
        "tolerance": stored.tolerance,
        "before": {"id": before.id, "number": before.number} if old else None,
        "lines": marked(old, text),
    }
    files = {"script.py": text, "notebook.ipynb": book, "weights.safetensors": weights.as_safetensors(plan, state)}
    files |= {"model.onnx": network} if network else {}
    return _zipped({"facts.json": json.dumps(recipes.as_json(facts), ensure_ascii=False), **files})


def _onnx(plan: Plan, state: State) -> Iterator[float]:
    """The network as an ONNX file, made by a process of its own: the exporter's imports take longer than a trainer may be
    silent. None where it could not be made; the log says why."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "recipe.json").write_text(json.dumps(plan.spec.expanded()), "utf-8")
        (folder / "state.safetensors").write_bytes(checkpoint.save(state))
        with (folder / "said").open("wb") as said:
            command = [sys.executable, "-m", "engine.export.onnx_file", name]
            process = Popen(command, cwd=settings.BASE_DIR, stdin=DEVNULL, stdout=DEVNULL, stderr=said)
        try:
            deadline = monotonic() + PATIENCE
            while process.poll() is None and monotonic() < deadline:
                yield 0.95
                with suppress(TimeoutExpired):
                    process.wait(GLANCE)
        finally:
            process.kill()
            process.wait()
        made = folder / "model.onnx"
        if process.returncode == 0 and made.is_file():
            return made.read_bytes()
        log.warning("no ONNX file", said=(folder / "said").read_text("utf-8", "replace")[-2000:])
        return None


def run_before(run: Run) -> Run | None:
    """What a run is compared with: its parent, else the run its owner started before it."""
    others = selectors.visible_to(run.owner)
    return others.filter(id=run.parent_id).first() or others.filter(number__lt=run.number).order_by("-number").first()


def _script_before(before: Run, stored: Stored) -> str | None:
    """The program of the run before; its own last loss, and the tolerance of the run it is laid beside."""
    spec = recipes.parse(before.spec)
    loss = stored_loss(before, before.epoch)
    if obstacle(spec) or loss is None or not before.epoch:
        return None
    return script.script(Plan(spec), Stored(before.epoch, loss, stored.tolerance, _reason(before, before.epoch)), gettext)


def stored_loss(run: Run, epoch: int) -> float | None:
    """The training loss that the run's record of an epoch holds; None where there is no such record."""
    seq = record_seq(epoch)
    chunk = next(selectors.chunks(run.id, run.attempt, seq, 1), None)
    if record_epoch(seq) != epoch or chunk is None:
        return None
    _, columns = decode(Schema.from_dict(run.schema), chunk.data)
    return float(columns["train_loss"][seq - chunk.first_seq])


def _reason(run: Run, epoch: int) -> str:
    """Why the run ended at this epoch, if it did."""
    return str(run.detail.get("reason", "")) if epoch == run.epoch else ""


def _zipped(files: dict[str, str | bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()
