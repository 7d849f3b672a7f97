"""The field by which a layer names its activation: one declaration for every layer that has one."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from engine.activations import registry as activations
from engine.params import Shown


def _known(name: str) -> str:
    if name not in activations.entries:
        raise PydanticCustomError("unknown_choice", "unknown", {"known": list(activations.entries)})
    return name


Activation = Annotated[
    str,
    AfterValidator(_known),
    Shown(
        "activation",
        about="What bends a neuron's output. identity: the whole network is one straight line. "
        "sigmoid: fades gradients in deep nets. relu: fast, but can die.",
    ),
]
