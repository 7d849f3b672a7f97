"""Whether a recipe can be written as a script, and the sentence when it cannot."""

from __future__ import annotations

from engine.sentences import Sentence, Word
from engine.spec import Spec, label_of

WRITTEN = {  # the parts of a spec that scripts obey; others must stand at their defaults
    "version", "seed", "data", "network", "loss", "optimizer", "schedule", "regularization", "training", "edits", "start",
}  # fmt: skip


def obstacle(spec: Spec) -> Sentence | None:
    """Why there can be no script of this recipe; None where there can."""
    for name, field in type(spec).model_fields.items():
        if name not in WRITTEN and getattr(spec, name) != field.get_default(call_default_factory=True):
            return Sentence("A script cannot say this: {field}.", field=label_of(name))
    if spec.training.adversarial is not None and getattr(spec.data, "features", spec.data.columns) != spec.data.columns:
        return Sentence("A script cannot move points whose inputs are computed from them, like x₁²: adversarial training.")
    try:
        spec.optimizer.in_torch()
    except NotImplementedError:
        return Sentence("{title} has no equivalent in PyTorch that a script could use.", title=Word(spec.optimizer.title))
    return None
