"""What a fault is: a classic mistake of a training program, planted on purpose, and where in the program it sits."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from torch import Tensor

from engine.registry import Entry
from engine.sentences import Sentence


class Fault(Entry):
    """One mistake. It acts where it overrides one of the hooks below, on every run of its cohort, and nowhere else.

    A fault without its trigger would do nothing and look like a cure: ``idle`` says where it has none, and the spec is refused.
    """

    label: ClassVar[str] = "planted faults"
    about: ClassVar[str] = (
        "Mistakes that programs are known for, made on purpose, so that you can see what each does to gradients and losses. "
        "None: the program is right. With one the run is marked wherever it is shown."
    )
    caught: ClassVar[bool] = False  # whether a gradient check can show it
    seen: ClassVar[str] = ""  # how a gradient check shows it, or why it cannot
    any_optimizer: ClassVar[bool] = False  # it sits apart from the steps, so full-batch optimizers can have it too
    slots: ClassVar[tuple[str, ...]] = ()  # tensors like the parameters that it keeps from step to step, zeros at first
    drops_at_test: ClassVar[bool] = False  # evaluation draws dropout masks too

    @staticmethod
    def idle(spec) -> Sentence | None:
        """Why it would do nothing to this spec; None where it does."""
        return None

    @staticmethod
    def wire(stack: list) -> None:
        """Change the frames that train, from input to output (engine/frames.py): their slopes and their backward pass."""

    @staticmethod
    def step(gradient: Tensor, slots: dict[str, Tensor]) -> None:
        """Change the gradient of a step, (rows, size), in place, before clipping and the optimizer."""

    @staticmethod
    def loss(loss):
        """The loss in place of ``loss``: anything with its ``pointwise`` and ``gradient``."""
        return loss

    @staticmethod
    def data(split):
        """The split in place of ``split``."""
        return split

    @staticmethod
    def sizes(train: int, test: int) -> tuple[int, int]:
        """Training and test points after :meth:`data`."""
        return train, test

    @staticmethod
    def order(order: Tensor) -> None:
        """Change an epoch's order of the training points, int64 (points,), in place."""

    @staticmethod
    def first(flat: Tensor) -> None:
        """Change the first parameters (size,), in place."""

    @staticmethod
    def rate(batch: int) -> float:
        """What the learning rate is multiplied by, given the points of a batch."""
        return 1.0


class Around:
    """A loss with another in it: what a fault does not change, the other answers."""

    def __init__(self, inner):
        self.inner = inner

    def __getattr__(self, name: str):
        return getattr(self.inner, name)

    def bound(self, y: Tensor, target: Tensor, h: dict[str, Tensor], out: Tensor):
        """The slope of this loss, not of the one inside: see :meth:`engine.losses.base.Loss.bound`."""
        return partial(self.gradient, y, target, h, out)


def before_backward(frame, change) -> None:
    """Let ``change(frame)`` happen before the layer's backward pass, which then reads a changed ``frame.da``."""
    backward = frame.backward

    def changed(f):
        change(f)
        backward(f)

    frame.backward = changed


def after_backward(frame, change) -> None:
    """Let ``change(frame)`` happen after the layer's backward pass, on the gradient it left in ``frame.gw``."""
    backward = frame.backward

    def changed(f):
        backward(f)
        change(f)

    frame.backward = changed
