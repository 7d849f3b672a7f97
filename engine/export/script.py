"""A spec as a program that anybody can read and run with PyTorch alone: the script, and the same as a notebook."""

from __future__ import annotations

from collections.abc import Callable

from engine.export import data, learning, loop, model
from engine.export.draft import Draft, Stored
from engine.export.learning import acts
from engine.export.sections import Section, as_notebook, as_script, wrapped
from engine.plan import Plan
from engine.sentences import Sentence


def script(plan: Plan, stored: Stored | None = None, translate: Callable[[str], str] = str) -> str:
    """The whole program as a Python file. With ``stored`` its last line asserts the stored training loss."""
    return _written(plan, stored, translate, as_script)


def notebook(plan: Plan, stored: Stored | None = None, translate: Callable[[str], str] = str) -> str:
    """The same as a Jupyter notebook's JSON."""
    return _written(plan, stored, translate, as_notebook)


def _written(plan: Plan, stored: Stored | None, translate: Callable[[str], str], form: Callable) -> str:
    draft = Draft(plan, stored.epoch if stored else plan.spec.training.epochs, stored)
    sections = [
        data.section(draft),
        model.network(draft),
        model.first_weights(draft),
        learning.section(draft),
        loop.training(draft),
        loop.evaluation(draft),
        *([loop.comparison(draft)] if stored else []),
    ]
    imports = _imports(draft, sections)
    return form(_header(draft, translate), f"{imports}\n\n{_settings(draft)}", sections, translate)


def _header(draft: Draft, translate: Callable[[str], str]) -> str:
    spec = draft.spec
    sizes = " → ".join(str(size) for size in [draft.plan.slots[0].fan_in, *(slot.fan_out for slot in draft.plan.slots)])
    title = f"{translate(spec.data.title)} · {sizes} · {translate(spec.optimizer.title)}"
    text = Sentence("A set-up of Backprop Playground as a program. It needs Python and PyTorch, nothing else.")
    if draft.stored:
        text = Sentence("A run of Backprop Playground as a program. It needs Python and PyTorch, nothing else.")
    return title + "\n\n" + "\n".join(wrapped(text.said(translate), 100))


def _imports(draft: Draft, sections: list[Section]) -> str:
    """Whole modules first, then PyTorch; nn where a section names it."""
    needed = {"import torch", *draft.parts.imports}
    if any("nn." in section.code for section in sections):
        needed.add("from torch import nn")
    if any("math." in section.code for section in sections):
        needed.add("import math")
    standard = sorted(line for line in needed if "torch" not in line)
    own = sorted((line for line in needed if "torch" in line), key=lambda line: (line.startswith("from"), line))
    return "\n".join([*standard, *([""] if standard else []), *own])


def _settings(draft: Draft) -> str:
    """What a reader may want to change, in one place."""
    spec, lines = draft.spec, []
    lines += [f"SEED = {spec.seed}", f"EPOCHS = {draft.epochs}"]
    lines += [] if spec.optimizer.full_batch else [f"BATCH_SIZE = {draft.plan.batch}"]
    lines += [f"LEARNING_RATE = {spec.optimizer.lr!r}"]
    if draft.edits_of("optimizer.lr"):
        lines += [f"LEARNING_RATES = {[(0, spec.optimizer.lr), *draft.edits_of('optimizer.lr')]!r}  # (from step, value)"]
    for name in learning.PENALTIES:
        path = f"regularization.{name}"
        if acts(draft, name):
            changes = draft.edits_of(path)
            value = [(0, draft.setting(path)), *changes] if changes else draft.setting(path)
            lines += [f"{name.upper()} = {value!r}" + ("  # (from step, value)" if changes else "")]
    if draft.weight_edits:
        lines += [f"EDITS = {draft.weight_edits!r}  # step: (parameter, place, value)"]
    lines += ["", "torch.set_num_threads(1)  # a small network gains nothing from more"]
    return "\n".join(lines)
