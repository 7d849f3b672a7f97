from __future__ import annotations

from typing import ClassVar, Literal

from engine.activations import registry as activations
from engine.faults.base import Fault
from engine.sentences import Sentence


class DerivativeWrongForm(Fault):
    """The derivative written for the activation is fed the pre-activation: a·(1 − a) becomes z·(1 − z), 1 − a² becomes 1 − z².

    Right for a sigmoid: f′(z) = a·(1 − a) with a = σ(z). It goes wrong wherever a function `derivative(x)` expects a and is
    called with z. Activations whose derivative is written in z (ReLU, softplus) do not notice.
    """

    rank: ClassVar[int] = 10  # before the wrong layer, so that both together feed it that layer's z
    title: ClassVar[str] = "derivative of the wrong form"
    caught: ClassVar[bool] = True
    seen: ClassVar[str] = (
        "Gradients of every layer with such an activation, and of those below it, are off by a factor that differs from "
        "point to point."
    )
    name: Literal["derivative_wrong_form"] = "derivative_wrong_form"

    @staticmethod
    def idle(spec) -> Sentence | None:
        used = {layer.activation for layer in spec.network.layers if hasattr(layer, "activation")}
        used.add(spec.loss.outputs.get(spec.data.task, "identity"))
        if any(activations[name].slope_of_a for name in used):
            return None
        return Sentence("No layer has an activation whose derivative is written in its answer, as those of sigmoid and tanh are")

    @staticmethod
    def wire(stack: list) -> None:
        for frame in stack:
            if frame.z is not None and frame.slot.activation.slope_of_a:
                frame.slope = fed_z(frame.slope)


def fed_z(right):
    def slope(grad, z, a, out):
        return right(grad, z, z, out)

    return slope
