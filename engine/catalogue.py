"""Every entry and field as plain JSON, read from the declarations: what forms, reference pages and ``describe`` show."""

from __future__ import annotations

import inspect
import types
import typing
from typing import Any, Literal, Union

from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo

from engine.activations import registry as activations
from engine.arena.setup import Arena
from engine.curvature import registry as gauges
from engine.datasets.base import Dataset
from engine.faults import registry as faults
from engine.instruments import registry as instruments
from engine.optimizers.base import Optimizer
from engine.params import Shown, shown
from engine.spec import REGISTRIES, Network, Regularization, Spec, Training
from engine.surfaces import registry as surfaces

KINDS = {bool: "bool", int: "int", float: "float", str: "text"}
SECTIONS = {"": Spec, "network": Network, "regularization": Regularization, "training": Training}


def describe() -> dict[str, Any]:
    """All JSON-able: ``{"concepts": {path: [entry…]}, "choices": {path: words about choosing one}, "faults": [entry…],
    "activations": [entry…], "sections": {path: [field…]}, "instruments": [entry's words…], "gauges": [entry's words…],
    "surfaces": [entry…], "arena": [field…]}``."""
    return {
        "concepts": {path: [entry_facts(entry) for entry in registry] for path, registry in REGISTRIES.items()},
        "choices": {path: {"label": one.base.label, "about": one.base.about} for path, one in REGISTRIES.items()},
        "faults": [entry_facts(entry) for entry in faults],
        "activations": [entry_facts(entry) for entry in activations],
        "sections": {path: fields_of(model) for path, model in SECTIONS.items()},
        "instruments": [instrument_facts(entry) for entry in instruments],
        "gauges": [gauge_facts(gauge) for gauge in gauges],
        "surfaces": [entry_facts(entry) for entry in surfaces],
        "arena": fields_of(Arena),
    }


def entry_facts(entry: type) -> dict[str, Any]:
    """One entry: name, title, first sentence, whole docstring and fields; for data sets also what is known of the data."""
    doc = inspect.cleandoc(entry.__doc__ or "")
    facts = {
        "name": entry.model_fields["name"].default,
        "title": entry.title,
        "short": entry.short or entry.title,
        "summary": _first_sentence(doc),
        "doc": doc,
        "fields": fields_of(entry),
    }
    for extra in ("task", "columns", "classes", "test_is_train", "caught", "seen", "formula"):
        if hasattr(entry, extra):
            facts[extra] = getattr(entry, extra)
    if issubclass(entry, Dataset):
        usual = entry.model_construct()
        facts |= {"group": usual.group(), "shape": usual.shape()}
    if issubclass(entry, Optimizer):
        facts["kept"] = [{"name": slot, "title": entry.kept[slot]} for slot in entry.slots if slot in entry.kept]
    if hasattr(entry, "outputs") and isinstance(entry.outputs, dict):
        facts["tasks"] = list(entry.outputs)
    return facts


def instrument_facts(entry: type) -> dict[str, str]:
    """What is measured of every layer, what it tells, and whether each record has it or key frames only."""
    name, doc = entry.model_fields["name"].default, inspect.cleandoc(entry.__doc__)
    return {"name": name, "title": entry.title, "tells": entry.tells, "cadence": entry.cadence, "doc": doc}


def gauge_facts(gauge: type) -> dict[str, str]:
    """A gauge in words: nothing of it can be set."""
    name = gauge.model_fields["name"].default
    return {"name": name, "title": gauge.title, "tells": gauge.tells, "unit": gauge.unit}


def _first_sentence(doc: str) -> str:
    """The docstring's first lines, up to one that ends a sentence."""
    lines = []
    for line in doc.splitlines():
        lines.append(line)
        if line.endswith("."):
            break
    return " ".join(lines)


def fields_of(model: type) -> list[dict[str, Any]]:
    """The fields of a model that people see, in the order declared."""
    return [field_facts(name, field) for name, field in model.model_fields.items() if shown(field) and name != "version"]


def field_facts(name: str, field: FieldInfo) -> dict[str, Any]:
    """Kind, bounds, default, words: all a control needs."""
    note: Shown = shown(field)
    kind, choices, optional = _kind(field.annotation)
    if note.label == "activation":  # a word judged by a registry rather than by a Literal
        kind, choices = "choice", list(activations.entries)
    bounds = {type(item): item for item in field.metadata}
    low, high = bounds.get(Ge) or bounds.get(Gt), bounds.get(Le) or bounds.get(Lt)
    default = field.get_default(call_default_factory=True)
    return {
        "name": name,
        "kind": kind,
        "choices": choices,
        "optional": optional,
        "default": list(default) if isinstance(default, tuple) else default,
        "minimum": getattr(low, "ge", getattr(low, "gt", None)),
        "exclusive_minimum": isinstance(low, Gt),
        "maximum": getattr(high, "le", getattr(high, "lt", None)),
        "exclusive_maximum": isinstance(high, Lt),
        "label": note.label,
        "symbol": note.symbol,
        "unit": note.unit,
        "scale": note.scale,
        "about": note.about,
        "low": note.low,
        "high": note.high,
        "live": note.live,
        "varies": note.varies,
    }


def _kind(annotation: Any) -> tuple[str, list | None, bool]:
    """(kind, choices, may be null) of a field's type."""
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (Union, types.UnionType) and type(None) in args:
        kind, choices, _ = _kind(next(arg for arg in args if arg is not type(None)))
        return kind, choices, True
    if origin is Literal:
        return "choice", list(args), False
    if origin is tuple:
        _, choices, _ = _kind(args[0])
        return "list", choices, False
    if annotation not in KINDS:
        raise TypeError(f"no control is known for a field of type {annotation!r}")
    return KINDS[annotation], None, False
