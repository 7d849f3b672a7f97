"""The sections that train, evaluate and compare."""

from __future__ import annotations

import math

from engine import adversary
from engine.export import draws
from engine.export.draft import Draft
from engine.export.dropout import Dropout
from engine.export.full_batch import ASKED, asked
from engine.export.full_batch import step as rule
from engine.export.learning import acts, by_hand, live, penalised
from engine.export.literals import written
from engine.export.sections import Section
from engine.sentences import Sentence, Word


def training(draft: Draft) -> Section:
    spec = draft.spec
    full_batch = spec.optimizer.full_batch
    counted = _counts_steps(draft)
    known = (
        None
        if by_hand(draft) or spec.schedule.name == "constant"
        else spec.schedule.in_torch(draft.epochs, draft.plan.steps_per_epoch)
    )
    when = known[2] if known else "by hand" if by_hand(draft) else ""
    drops = any(isinstance(module, Dropout) for module in draft.model.modules())

    lines = [*_evaluate(draft), "", *_uphill(draft), *(asked(draft) if full_batch else [])]
    lines += ["step = 0  # updates made so far"] if counted else []
    lines += ["for epoch in range(1, EPOCHS + 1):", "    model.train()"]
    if not full_batch:
        batches = f"{draft.parts.add(draws.order)}(SEED, epoch, len(train_x)).split(BATCH_SIZE)"
        lines += [f"    for index, batch in enumerate({batches}):" if drops else f"    for batch in {batches}:"]
    within = "    " if full_batch else "        "
    lines += [f"{within}{line}" for line in _step(draft, when, drops)]
    lines += [f"{within}step += 1"] if counted else []
    lines += [f"{within}{line}" for line in _average(draft)]
    lines += [f"{within}scheduler.step()"] if when == "step" else []
    lines += ["    scheduler.step()"] if when == "epoch" else []
    lines += ["    scheduler.step(evaluate(test_x, test_y))"] if when == "loss" else []
    lines += ["    plateau.observe(evaluate(test_x, test_y))"] if when == "by hand" and spec.schedule.watches_loss else []
    lines += [
        "    if epoch % max(1, EPOCHS // 10) == 0:",
        "        train_loss, test_loss = evaluate(train_x, train_y), evaluate(test_x, test_y)",
        '        print(f"epoch {epoch:6d}   train loss {train_loss:.6f}   test loss {test_loss:.6f}")',
    ]
    text = [Sentence("Each epoch visits all training points once, in an order of its own, batch by batch.")]
    if full_batch:
        text = [ASKED]
    if drops:
        text += [Sentence("Dropout is told where training stands, so that it draws the run's masks.")]
    if spec.training.adversarial is not None:
        text += [Sentence("Before each step the points are moved to where the loss is larger: adversarial training by FGSM.")]
    if spec.edits:
        text += [Sentence("What was changed while the run trained is changed here at the same steps.")]
    return Section(Word("Training"), tuple(text), draft.with_parts("\n".join(lines)))


def _evaluate(draft: Draft) -> list[str]:
    return [
        "@torch.no_grad()",
        "def evaluate(x, y):",
        '    """The loss over a whole split, without penalties."""',
        f"    {judged(draft)}.eval()",
        f"    return criterion({judged(draft)}(x), y).item()",
        "",
    ]


def _uphill(draft: Draft) -> list[str]:
    """The function that moves a batch before each step, where the run trains adversarially."""
    epsilon = draft.spec.training.adversarial
    if epsilon is None:
        return []
    shape = draft.plan.slots[0].in_shape
    unit, low, high = adversary.box_of(draft.plan)
    step = written((unit * epsilon).float().view(shape)) if unit.unique().numel() > 1 else repr(float(unit[0] * epsilon))
    ends = f".clamp({float(low[0])!r}, {float(high[0])!r})" if low.isfinite().all() else ""
    return [
        f"STEP = {step}  # how far each input may move",
        "",
        "",
        "def uphill(x, y):",
        '    """The points after one step of FGSM: each input moved by STEP, the way that makes the loss larger."""',
        "    x = x.clone().requires_grad_()",
        "    (slope,) = torch.autograd.grad(criterion(model(x), y), x)",
        f"    return (x + STEP * slope.sign()){ends}.detach()",
        "",
        "",
    ]


def _counts_steps(draft: Draft) -> bool:
    return bool(draft.spec.edits) or by_hand(draft) or getattr(draft.spec.optimizer, "average_from", 0) > 0


def _step(draft: Draft, when: str, drops: bool) -> list[str]:
    """One update, line by line."""
    training, decays = draft.spec.training, acts(draft, "decay")
    lines = []
    if when == "by hand":
        lines += ["for group in optimizer.param_groups:", '    group["lr"] = rate(step)']
    if draft.weight_edits:
        lines += [
            "for name, place, value in EDITS.get(step, ()):",
            "    with torch.no_grad():",
            "        model.get_parameter(name)[place] = value",
        ]
    if draft.spec.optimizer.full_batch:
        return [*lines, rule(draft)]
    lines += ["Dropout.epoch, Dropout.batch = epoch, index"] if drops else []
    seen = "train_x[batch]" if training.adversarial is None else "uphill(train_x[batch], train_y[batch])"
    loss = f"criterion(model({seen}), train_y[batch])"
    if penalised(draft):
        loss += f" + penalty({'step' if draft.spec.edits else ''})"
    lines += ["optimizer.zero_grad()", f"loss = {loss}", "loss.backward()"]
    if training.clip_value is not None:
        lines += [f"nn.utils.clip_grad_value_(model.parameters(), {training.clip_value!r})"]
    if training.clip_norm is not None:
        lines += [f"nn.utils.clip_grad_norm_(model.parameters(), {training.clip_norm!r})"]
    if decays:
        lines += ["with torch.no_grad():", "    for w in weights:"]
        lines += [f'        w.mul_(1 - optimizer.param_groups[0]["lr"] * {live(draft, "regularization.decay", "DECAY")})']
    return [*lines, "optimizer.step()"]


def judged(draft: Draft) -> str:
    """What losses are measured on."""
    return "averaged" if draft.spec.optimizer.judged else "model"


def _average(draft: Draft) -> list[str]:
    """After an update: the mean takes it in; before its first step it is the newest weights themselves."""
    if not draft.spec.optimizer.judged:
        return []
    first = draft.spec.optimizer.average_from
    wait = [f"averaged.n_averaged *= step > {first + 1}  # until then the newest weights stand for the mean"] if first else []
    return [*wait, "averaged.update_parameters(model)"]


def evaluation(draft: Draft) -> Section:
    lines = ["train_loss, test_loss = evaluate(train_x, train_y), evaluate(test_x, test_y)"]
    lines += ['print(f"train loss {train_loss:.6g}   test loss {test_loss:.6g}")']
    if draft.plan.task != "regression":
        right = "outputs.argmax(1) == test_y.argmax(1)"
        if draft.plan.task == "binary":
            low, high = draft.spec.loss.binary_targets
            right = f"(outputs > {draft.spec.loss.threshold():g}) == (test_y > {(low + high) / 2:g})"
        lines += [
            "with torch.no_grad():",
            f"    outputs = {judged(draft)}(test_x)",
            f"accuracy = ({right}).float().mean().item()",
        ]
        lines += ['print(f"test accuracy {accuracy:.1%}")']
    text = (Sentence("The test points were never trained on: their loss tells what was learned and not just kept."),)
    if draft.spec.data.test_is_train:
        text = (Sentence("Here the test points are the training points, so nothing is unseen."),)
    return Section(Word("Evaluation"), text, draft.with_parts("\n".join(lines)))


ENDED = {
    "threshold": Sentence("The run stopped after epoch {epoch}: its training loss had fallen below the limit."),
    "patience": Sentence("The run stopped after epoch {epoch}: its test loss had not fallen for as long as it may."),
    "diverged": Sentence("The run stopped after epoch {epoch}: it diverged."),
}


STORED = Word("The run stored a training loss of {loss} after epoch {epoch}.")
ROUNDING = Word(
    "Both compute the same but add up in another order. Numbers of 32 bits then differ in their last digits, and training "
    "carries that on. How far was measured on this recipe, with first weights changed in the last digit: {tolerance} is allowed."
)
CHAOTIC = Word("This recipe carries the smallest rounding on without bound, so the two losses can only be printed side by side.")


def comparison(draft: Draft) -> Section:
    stored = draft.stored
    text = []
    if stored.reason in ENDED:
        text += [Sentence(ENDED[stored.reason].template, epoch=stored.epoch)]
    if not math.isfinite(stored.train_loss):
        code = "assert not math.isfinite(train_loss), train_loss"
        draft.parts.imports.add("import math")
        return Section(
            Word("Compared with the run"), (*text, Sentence("Its loss was no longer a number, and so it is here.")), code
        )
    text += [Sentence(STORED, loss=f"{stored.train_loss:.9g}", epoch=stored.epoch)]
    if not math.isfinite(stored.tolerance):
        code = 'print(f"stored {stored!r}, here {train_loss!r}")'
        return Section(Word("Compared with the run"), (*text, Sentence(CHAOTIC)), f"stored = {stored.train_loss!r}\n{code}")
    text += [Sentence(ROUNDING, tolerance=f"{stored.tolerance:.1g}")]
    code = f"stored = {stored.train_loss!r}\nassert abs(train_loss - stored) <= {stored.tolerance:.1e}, (train_loss, stored)"
    return Section(Word("Compared with the run"), tuple(text), code)
