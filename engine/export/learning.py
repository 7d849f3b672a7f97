"""The section that says what is made smaller and by which rule: loss, penalties, optimizer and schedule."""

from __future__ import annotations

import inspect

import torch
from torch import nn

from engine import torch_optimizers
from engine.export.changes import newest
from engine.export.draft import Draft
from engine.export.modules import constructor
from engine.export.sections import Section
from engine.sentences import Sentence, Word

RATE = "LEARNING_RATE"
PENALTIES = ("l1", "l2", "decay")
PRECISE = [
    "model.double()",
    "train_x, train_y, test_x, test_y = (one.double() for one in (train_x, train_y, test_x, test_y))",
    "",
]


def section(draft: Draft) -> Section:
    lines = [f"criterion = {criterion(draft)}", f"optimizer = {optimizer(draft)}", *averaged(draft)]
    text = [
        Sentence(
            "{loss}, made smaller by {optimizer}.", loss=Word(draft.spec.loss.title), optimizer=Word(draft.spec.optimizer.title)
        )
    ]
    if draft.spec.optimizer.full_batch:
        lines = [*PRECISE, *lines]
        text += [
            Sentence(
                "Curvatures and searches along a line compare numbers that hardly differ, so they take 64 bits here as in the "
                "run. Between two steps the weights have 32."
            )
        ]
    if draft.spec.optimizer.judged:
        text += [Sentence("Steps are taken from the newest weights; what is judged is their mean.")]
    schedule = scheduled(draft)
    if schedule:
        lines += schedule
        text += [Sentence("Schedule of the learning rate: {title}.", title=Word(draft.spec.schedule.title))]
    if penalised(draft) or acts(draft, "decay"):
        lines += ["", *_weights(draft)]
        text += [Sentence("Penalties pull on weights only, never on biases.")]
    if penalised(draft):
        lines += ["", "", *penalty(draft)]
    return Section(Word("Loss and optimizer"), tuple(text), draft.with_parts("\n".join(lines)))


def _weights(draft: Draft) -> list[str]:
    """The tensors that penalties pull on."""
    kinds = ", ".join(kind.__name__ if kind.__name__ in draft.parts.sources else f"nn.{kind.__name__}" for kind in draft.weighted)
    only = f"({kinds})" if len(draft.weighted) > 1 else kinds
    if set(draft.weighted) <= {nn.Linear, nn.Conv2d}:
        return [f"weights = [module.weight for module in model.modules() if isinstance(module, {only})]"]
    return [
        "weights = [",
        "    weight",
        f"    for module in model.modules() if isinstance(module, {only})",
        '    for name, weight in module.named_parameters() if name.startswith("weight")',
        "]",
    ]


def criterion(draft: Draft) -> str:
    given = draft.spec.loss.in_torch()
    return constructor(given, draft.parts) if isinstance(given, nn.Module) else draft.parts.add(given)


def optimizer(draft: Draft) -> str:
    called, settings = draft.spec.optimizer.in_torch()
    kind = torch_optimizers.find(called)
    name = f"torch.optim.{called}" if hasattr(torch.optim, called) else draft.parts.add(kind)
    usual = {key: parameter.default for key, parameter in inspect.signature(kind).parameters.items()}
    given = [
        f"lr={RATE}" if key == "lr" else f"{key}={value!r}"
        for key, value in settings.items()
        if key == "lr" or usual.get(key) != value
    ]
    return f"{name}({', '.join(['model.parameters()', *given])})"


def averaged(draft: Draft) -> list[str]:
    """For optimizers that judge by an average of the weights and not by the newest."""
    return ["averaged = torch.optim.swa_utils.AveragedModel(model)"] if draft.spec.optimizer.judged else []


def acts(draft: Draft, name: str) -> bool:
    """Whether a penalty is switched on at any time."""
    path = f"regularization.{name}"
    return draft.setting(path) > 0 or any(value > 0 for _, value in draft.edits_of(path))


def penalised(draft: Draft) -> bool:
    return acts(draft, "l1") or acts(draft, "l2")


def live(draft: Draft, path: str, constant: str) -> str:
    """How the loop writes a field that edits may have changed: a name, or the newest of the values set so far."""
    if not draft.edits_of(path):
        return constant
    return f"{draft.parts.add(newest)}({constant}, step)"


def penalty(draft: Draft) -> list[str]:
    terms = []
    if acts(draft, "l1"):
        terms.append(f"{live(draft, 'regularization.l1', 'L1')} * sum(w.abs().sum() for w in weights)")
    if acts(draft, "l2"):
        terms.append(f"0.5 * {live(draft, 'regularization.l2', 'L2')} * sum(w.square().sum() for w in weights)")
    return [f"def penalty({'step' if draft.spec.edits else ''}):", f"    return {' + '.join(terms)}"]


def by_hand(draft: Draft) -> bool:
    """Whether the loop itself sets the rate, because torch has no scheduler for this: warm-ups, edits, past the horizon."""
    if draft.edits_of("optimizer.lr") or draft.spec.schedule.warmup:
        return True
    plain = draft.spec.schedule.name == "constant"
    return not plain and draft.spec.schedule.in_torch(draft.epochs, draft.plan.steps_per_epoch) is None


def scheduled(draft: Draft) -> list[str]:
    """Lines that make the scheduler, or the function ``rate``; none where the rate never changes."""
    schedule, per_epoch = draft.spec.schedule, draft.plan.steps_per_epoch
    if not by_hand(draft):
        known = schedule.in_torch(draft.epochs, per_epoch)
        if known is None:
            return []
        name, settings, _ = known
        given = "".join(f", {key}={'LEARNING_RATE' if key == 'max_lr' else repr(value)}" for key, value in settings.items())
        return [f"scheduler = torch.optim.lr_scheduler.{name}(optimizer{given})"]
    base = live(draft, "optimizer.lr", "LEARNING_RATE" if not draft.edits_of("optimizer.lr") else "LEARNING_RATES")
    lines, factors = [], [base]
    warm = schedule.warmup * per_epoch
    later = f"max(step - {warm}, 0)" if warm else "step"
    if warm:
        factors.append(f"min(1, (step + 1) / {warm})")
    if schedule.watches_loss:
        made, settings = schedule.factor_in_torch(per_epoch)
        draft.parts.add(made)
        lines.append(f"plateau = {made.__name__}({', '.join(f'{k}={v!r}' for k, v in settings.items())})")
        factors.append("plateau.factor_now")
    elif schedule.name != "constant":
        made, settings = schedule.factor_in_torch(per_epoch)
        draft.parts.add(made)
        factors.append(f"{made.__name__}({later}, {', '.join(f'{k}={v!r}' for k, v in settings.items())})")
    return [*lines, "", "", "def rate(step):", f"    return {' * '.join(factors)}", ""]
