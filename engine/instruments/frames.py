"""The sections of a key frame: weights and gradients of small networks, then every instrument of cadence "frame"."""

from __future__ import annotations

from engine.records import Schema

WHOLE_WEIGHTS = 10_000  # up to this many parameters a key frame carries them all


def frame_schema(plan) -> Schema:
    """Sections of a plan's key frames, in stored order."""
    from engine.instruments import registry

    sections: list[tuple[str, str, tuple[int, ...]]] = []
    if plan.size <= WHOLE_WEIGHTS:
        sections += [("weights", "f32", (plan.size,)), ("gradients", "f32", (plan.size,))]
    for entry in registry:
        if entry.cadence == "frame":
            sections.append((entry.model_fields["name"].default, entry.kind, entry.shape(plan)))
    if plan.classes:
        sections.append(("confusion", "u32", (plan.classes, plan.classes)))
    return Schema(tuple(sections))
