"""The sections of a key frame: weights, gradients and running statistics of small networks, every instrument of cadence "frame",
what the test set was called, and the answers to a few test points where no map can show all."""

from __future__ import annotations

from engine.optimizers.line_search import MOST_TRIALS
from engine.records import Schema

WHOLE_WEIGHTS = 10_000  # up to this many parameters a key frame carries them all


def frame_schema(plan) -> Schema:
    """Sections of a plan's key frames, in stored order."""
    from engine.instruments import registry

    sections: list[tuple[str, str, tuple[int, ...]]] = []
    if plan.size <= WHOLE_WEIGHTS:
        sections += [("weights", "f32", (plan.size,)), ("gradients", "f32", (plan.size,))]
        if plan.buffer_size:
            sections.append(("buffers", "f32", (plan.buffer_size,)))  # running statistics: what the weights are judged with
    for entry in registry:
        if entry.cadence == "frame":
            sections.append((entry.model_fields["name"].default, entry.kind, entry.shape(plan)))
    if plan.spec.optimizer.searches:
        # α, φ(α), φ′(α) of each length looked at, NaN beyond the last; φ(0), φ′(0) and the α taken, 0 for none. In float64: near
        # the minimum, losses that decide agree in seven digits
        sections += [("line_search", "f64", (MOST_TRIALS, 3)), ("line_start", "f64", (3,))]
    if plan.classes:
        sections.append(("confusion", "u32", (plan.classes, plan.classes)))
    if plan.timed:
        sections.append(("time_gradients", "f32", (len(plan.timed), plan.timed[0].in_shape[0])))  # instruments/through_time.py
    if plan.examples:
        sections.append(("sample_outputs", "f32", (plan.examples, plan.spec.data.outputs())))
    return Schema(tuple(sections))
