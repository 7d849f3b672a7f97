"""What an optimizer that asks for more than one gradient a step does not go with, in words; and how large it may be."""

from __future__ import annotations

from engine.cost import Cost, estimate
from engine.flat import NOTHING
from engine.layout import Misfit, slots_of
from engine.refusals import Problem, show
from engine.sentences import Sentence, Word

STEP_FLOPS = 3 * 10**9  # of one step: about half a second on one slow core, so that pause and edits are obeyed in time


def full_batch_problems(spec) -> list[Problem]:
    """Nothing for first-order optimizers."""
    if not spec.optimizer.full_batch:
        return []
    values = [*_batch(spec), *_summed(spec), *_no_curvature(spec), *_changed_gradients(spec), *_dropout(spec)]
    return [*values, *_statistics(spec), *_edits(spec), *_size(spec)]


def _batch(spec) -> list[Problem]:
    size, (train, _) = spec.training.batch_size, spec.sizes()
    if size is None or size >= train:
        return []
    sentence = Sentence(
        "Batch size: {optimizer} needs the full batch, and {value} of {points} training points is less. Set it to all.",
        optimizer=Word(spec.optimizer.title),
        value=show(size),
        points=show(train),
    )
    return [Problem("training.batch_size", size, sentence, "all", NOTHING, "full_batch")]


def _summed(spec) -> list[Problem]:
    if not spec.loss.summed:
        return []
    sentence = Sentence(
        "Loss: {loss} is a sum, and {optimizer} is written for a mean.",
        loss=Word(spec.loss.title),
        optimizer=Word(spec.optimizer.title),
    )
    return [Problem("loss.name", spec.loss.name, sentence, "", "binary_cross_entropy", "full_batch")]


def _no_curvature(spec) -> list[Problem]:
    """Straight pieces have none; what is left is the network's own, which Gauss–Newton leaves out and a single layer lacks."""
    straight = not spec.loss.bends and (spec.optimizer.squares_outputs() or not spec.network.layers)
    if not straight or spec.regularization.l2 or getattr(spec.optimizer, "damping", None) != 0:
        return []
    sentence = Sentence(
        "Damping: {loss} is made of straight pieces, so without damping {optimizer} finds no curvature here and never moves. "
        "Set it above 0.",
        loss=Word(spec.loss.title),
        optimizer=Word(spec.optimizer.title),
    )
    return [Problem("optimizer.damping", 0, sentence, "above 0", 1, "full_batch")]


# what makes the direction another than that of the loss whose curvature is asked for → (field, value that leaves it alone)
CHANGES = {
    "training.clip_norm": (NOTHING, Word("Clipping: {optimizer} finds the length of its step itself. Set it to none.")),
    "training.clip_value": (NOTHING, Word("Clipping: {optimizer} finds the length of its step itself. Set it to none.")),
    "training.adversarial": (
        NOTHING,
        Word(
            "Adversarial training: the points would move with every look, and {optimizer} compares losses of the same points. "
            "Set it to none."
        ),
    ),
    "regularization.l1": (0, Word("L1: {optimizer} needs a curvature, and L1 has a corner at 0. Set it to 0, or use L2.")),
    "regularization.decay": (
        0,
        Word("Weight decay: it acts apart from the loss, where {optimizer} would not see it. Set it to 0, or use L2."),
    ),
}


def _changed_gradients(spec) -> list[Problem]:
    problems = []
    for path, (left_alone, words) in CHANGES.items():
        section, name = path.split(".")
        value = getattr(getattr(spec, section), name)
        if value:
            sentence = Sentence(words, optimizer=Word(spec.optimizer.title))
            problems.append(Problem(path, value, sentence, str(left_alone), left_alone, "full_batch"))
    return problems


def _dropout(spec) -> list[Problem]:
    problems = []
    for index, layer in enumerate(spec.network.layers):
        for name in ("dropout", "rate"):
            value = getattr(layer, name, 0)
            if value:
                sentence = Sentence(
                    "Dropout: {optimizer} compares losses of one network, and dropout makes another one each time. Set it to 0.",
                    optimizer=Word(spec.optimizer.title),
                )
                problems.append(Problem(f"network.layers.{index}.{name}", value, sentence, "0", 0, "full_batch"))
    return problems


def _statistics(spec) -> list[Problem]:
    """Layers that keep numbers of every batch they see."""
    problems = []
    for slot in slots_of(spec)[:-1]:
        if slot.layer.buffers(slot.in_shape):
            sentence = Sentence(
                "Layers: {optimizer} looks at places it never goes to, and {layer} would count them in its running mean. "
                "layer_norm keeps none.",
                optimizer=Word(spec.optimizer.title),
                layer=slot.layer.name,
            )
            path = f"network.layers.{slot.index - 1}.name"
            problems.append(Problem(path, slot.layer.name, sentence, "layer_norm", "layer_norm", "full_batch"))
    return problems


def _edits(spec) -> list[Problem]:
    """What may not be set at the start may not be set later."""
    problems = []
    for index, edit in enumerate(spec.edits):
        if edit.path in CHANGES and edit.value:
            sentence = Sentence(CHANGES[edit.path][1], optimizer=Word(spec.optimizer.title))
            problems.append(Problem(f"edits.{index}.value", edit.value, sentence, "0", 0, "full_batch"))
    return problems


def _size(spec) -> list[Problem]:
    cost, most = estimate(spec), spec.optimizer.most
    if cost.parameters > most:
        sentence = Sentence(
            "{optimizer} takes networks of at most {most} parameters here, and this one has {value}. L-BFGS and conjugate "
            "gradient go further, first-order optimizers as far as you like.",
            optimizer=Word(spec.optimizer.title),
            most=show(most),
            value=show(cost.parameters),
        )
        fits = _layers_that_fit(spec, lambda small: small.parameters <= most)
        return [Problem("network.layers", cost.parameters, sentence, f"at most {most}", fits, "full_batch_size")]
    if cost.flops_per_epoch > STEP_FLOPS:
        sentence = Sentence(
            "One step of {optimizer} would take {value} million operations with {parameters} parameters and {points} training "
            "points; at most {limit} million are allowed here. Take fewer of either.",
            optimizer=Word(spec.optimizer.title),
            value=show(cost.flops_per_epoch // 10**6),
            parameters=show(cost.parameters),
            points=show(spec.sizes()[0]),
            limit=show(STEP_FLOPS // 10**6),
        )
        fits = _layers_that_fit(spec, lambda small: small.flops_per_epoch <= STEP_FLOPS)
        return [Problem("network.layers", cost.flops_per_epoch, sentence, "", fits, "full_batch_size")]
    return []


def _layers_that_fit(spec, fits) -> int | None:
    """The most of the layers, from the first on, with which it would do; None where none would."""
    for count in range(len(spec.network.layers) - 1, -1, -1):
        network = spec.network.model_copy(update={"layers": spec.network.layers[:count]})
        try:
            smaller: Cost = estimate(spec.model_copy(update={"network": network}))
        except Misfit:  # what is left does not fit by itself
            continue
        if fits(smaller):
            return count
    return None
