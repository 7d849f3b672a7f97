"""The columns of a record: the run's own numbers first, then every per-layer instrument of cadence "record"."""

from __future__ import annotations

from engine.metrics import metric_names
from engine.records import Schema

RUN_COLUMNS = (
    ("epoch", "u32"),
    ("step", "f64"),
    ("gradient_evaluations", "f64"),
    ("lr", "f32"),
    ("train_loss", "f32"),
    ("test_loss", "f32"),
    ("penalty", "f32"),
)


def record_schema(plan) -> Schema:
    """Columns of a plan's records, in stored order."""
    from engine.instruments import registry

    columns = [(name, kind, ()) for name, kind in RUN_COLUMNS]
    columns += [(name, "f32", ()) for name in metric_names(plan.task)]
    columns.append(("grad_norm", "f32", ()))
    columns += [(name, "f32", ()) for name in plan.spec.optimizer.columns]
    names = [entry.model_fields["name"].default for entry in registry if entry.cadence == "record"]
    columns += [(f"layer.{slot.index}.{name}", "f32", ()) for slot in plan.trained for name in names]
    return Schema(tuple(columns))
