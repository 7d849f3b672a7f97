"""What the script of a second-order run has beside the usual: the functions through which its rule asks."""

from __future__ import annotations

import inspect

from engine import torch_optimizers
from engine.export.draft import Draft
from engine.export.learning import penalised
from engine.sentences import Sentence
from engine.torch_optimizers import curvature

ASKED = Sentence("Each epoch is one step, which asks for the loss of all training points as often as its rule wants.")


def asked(draft: Draft) -> list[str]:
    """The functions that the rule calls: the loss, and a matrix of curvatures where it wants one."""
    pull = f"penalty({'step' if draft.spec.edits else ''})"
    lines = [
        "def closure():",
        '    """The loss of all training points where the weights stand now."""',
        f"    return criterion(model(train_x), train_y){f' + {pull}' if penalised(draft) else ''}",
        "",
        "",
    ]
    if not _wants_matrix(draft):
        return lines
    if not draft.spec.optimizer.squares_outputs():
        name = draft.parts.add(curvature.hessian)
        return [*lines, "def matrix():", f"    return {name}(closure(), model.parameters())", "", ""]
    lines += ["def matrix():"]
    found = f"{draft.parts.add(curvature.gauss_newton)}(model, criterion, train_x, train_y)"
    if penalised(draft):
        found += f" + {draft.parts.add(curvature.hessian)}({pull}, model.parameters())"
    return [*lines, f"    return {found}", "", ""]


def step(draft: Draft) -> str:
    return f"optimizer.step(closure{', matrix' if _wants_matrix(draft) else ''})"


def _wants_matrix(draft: Draft) -> bool:
    kind = torch_optimizers.find(draft.spec.optimizer.in_torch()[0])
    return "matrix" in inspect.signature(kind.step).parameters
