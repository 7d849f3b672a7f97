"""What the writers of sections share: the plan, what is to be reproduced, and the parts carried along so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import torch
from torch import nn

from engine import audit, reference
from engine.export.dropout import Dropout
from engine.export.parts import Parts
from engine.plan import Plan


@dataclass(frozen=True)
class Stored:
    """What a run's record says, for the script to arrive at."""

    epoch: int
    train_loss: float
    tolerance: float
    reason: str = "finished"  # why it ended there: finished, threshold, patience, diverged, or "" for a run under way


@dataclass
class Draft:
    """A script being written. ``epochs`` is how long it trains."""

    plan: Plan
    epochs: int
    stored: Stored | None = None
    parts: Parts = field(default_factory=Parts)
    written: int = 0

    def __post_init__(self) -> None:
        self.spec = self.plan.spec
        self.model = reference.build(self.plan, torch.float32)
        for path, module in list(self.model.named_modules()):
            if isinstance(module, reference.FedDropout):
                own = Dropout(module.p, layer=module.layer, batch_size=self.plan.batch, seed=self.spec.seed)
                self.model.set_submodule(path, own)

    def edits_of(self, path: str) -> list[tuple[int, float]]:
        """Changes of a live field while training, in their order: [(step, value)…]."""
        return [(edit.step, edit.value) for edit in self.spec.edits if edit.path == path]

    def setting(self, path: str) -> float:
        section, name = path.split(".")
        return getattr(getattr(self.spec, section), name)

    def with_parts(self, code: str) -> str:
        """``code`` after the parts that were added since the section before."""
        sources = list(self.parts.sources.values())[self.written :]
        self.written += len(sources)
        return "\n\n".join([*_spaced(sources), code.strip("\n")])

    def path_of(self, module: nn.Module) -> str:
        """Where a module stands: "2", or "2.0" inside another."""
        return next(path for path, one in self.model.named_modules() if one is module)

    @cached_property
    def shortcuts(self) -> dict[int, int]:
        """Residual connections: place of the module after which something is added → place of the one whose input that is."""
        found, places, place = {}, [], 0
        for slot in self.plan.slots:
            places.append(place)
            place += audit.modules_of(slot)
            if slot.layer.reach:
                found[place - 1] = places[-1 - slot.layer.reach]
        return found

    @cached_property
    def weighted(self) -> list[type[nn.Module]]:
        """Kinds of modules whose weights are penalised, in the order they come."""
        pulled = {id(weight) for weight in self.model.weights()}
        kinds = [type(module) for module in self.model.modules() if pulled & {id(p) for p in module.parameters(recurse=False)}]
        return list(dict.fromkeys(kinds))

    @cached_property
    def weight_edits(self) -> dict[int, list[tuple[str, tuple[int, ...], float]]]:
        """Parameters a person set, by step: (name, place in the tensor, value)."""
        if not self.plan.weight_edits:
            return {}
        numbered = audit.sequential(self.plan, torch.arange(self.plan.size, dtype=torch.float64))
        where = {
            int(tensor.flatten()[i]): (name, tuple(int(one) for one in np.unravel_index(i, tensor.shape)))
            for name, tensor in numbered.items()
            for i in range(tensor.numel())
        }
        return {
            step: [(*where[place], value) for place, value in edits if place in where]
            for step, edits in sorted(self.plan.weight_edits.items())
        }


def _spaced(sources: list[str]) -> list[str]:
    """Numbers close together, functions and classes apart."""
    return [f"{source}\n" if source.startswith(("def", "class", "@")) else source for source in sources]
