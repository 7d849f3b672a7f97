"""A network's parameters as a file that other programs open, under the names of its torch equivalent."""

from __future__ import annotations

import json

from safetensors.torch import save

from engine.audit import sequential
from engine.plan import Plan
from engine.state import State


def as_safetensors(plan: Plan, state: State) -> bytes:
    """What ``model.load_state_dict`` of the exported script takes; recipe and epoch stand in the file's metadata."""
    about = {"epoch": str(state.epoch), "recipe": json.dumps(plan.spec.expanded(), sort_keys=True)}
    return save(sequential(plan, state.judged(plan), state.buffers), about)
