"""The spec: the frozen recipe of an experiment, parsed once at the edge.

``parse()`` turns JSON into a :class:`Spec` or raises :class:`Refused` with *every* problem in words. What is omitted takes
its default, what is unknown is refused. A default never changes within a version: saved runs and links rely on it.
"""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator

from engine import datasets, initializers, layers, losses, optimizers, schedules
from engine.datasets.base import Told
from engine.faults import Fault
from engine.faults import registry as known_faults
from engine.params import Shown, shown
from engine.refusals import Problem, Refused, in_words
from engine.registry import Frozen, Registry
from engine.sentences import Sentence, Word
from engine.table import Table

__all__ = ["REGISTRIES", "Problem", "Refused", "Spec", "parse"]

REGISTRIES: dict[str, Registry] = {
    "data": datasets.registry,
    "network.layers": layers.registry,
    "network.initializer": initializers.registry,
    "loss": losses.registry,
    "optimizer": optimizers.registry,
    "schedule": schedules.registry,
}
FIRST_LAYERS = ({"name": "dense", "units": 6}, {"name": "dense", "units": 4})
AnyLayer = REGISTRIES["network.layers"].union()
AnyInitializer = REGISTRIES["network.initializer"].union()
TASK_LOSSES = {"binary": "binary_cross_entropy", "multiclass": "cross_entropy", "regression": "mse"}
FIRST_SEED = 1  # crosses 95 % test accuracy between epochs 60 and 100 (tests/engine/test_first_light.py)


class Network(Frozen):
    """Hidden layers from input to output; the output layer follows from data and loss."""

    layers: Annotated[tuple[AnyLayer, ...], Field(max_length=50)] = tuple(layers.registry["dense"](**kw) for kw in FIRST_LAYERS)
    initializer: AnyInitializer = initializers.registry["xavier_uniform"]()
    output_bias: Annotated[bool, Shown("output bias", low="Without: the output is pulled to the origin.")] = True


Penalty = Field(ge=0, le=10)


class Regularization(Frozen):
    """Pulls on the weights (never on biases): loss + l1·Σ|w| + ½·l2·Σw², and w ← w·(1 − η·decay) apart from the gradient."""

    l1: Annotated[
        float,
        Penalty,
        Shown("L1", symbol="λ₁", scale="log", varies=True, live=True, low="0: no pull.", high="Weights vanish one by one."),
    ] = 0.0
    l2: Annotated[
        float,
        Penalty,
        Shown(
            "L2",
            about="A pull on every weight towards 0. 0: free to over-fit. "
            "Too high (0.1 here): everything is pulled flat and it only guesses.",
            symbol="λ",
            scale="log",
            varies=True,
            live=True,
        ),
    ] = 0.0
    decay: Annotated[
        float,
        Penalty,
        Shown(
            "weight decay", scale="log", varies=True, live=True, low="0: no decay.", high="Weights shrink faster than they learn."
        ),
    ] = 0.0


class Training(Frozen):
    epochs: Annotated[
        int,
        Field(ge=1, le=100_000),
        Shown(
            "epochs",
            about="How often all training points are seen. Too few: stops while still falling. "
            "Too many: may start to over-fit; ★ marks the best.",
            unit="epochs",
            varies=True,
        ),
    ] = 300
    batch_size: Annotated[
        int | None,
        Field(ge=1, le=5000),
        Shown(
            "batch size",
            about="How many points are averaged for one step. 1: many noisy steps. "
            "All: one smooth step per epoch, so slow progress.",
            unit="points",
        ),
    ] = 32
    stop_below: Annotated[float | None, Field(gt=0), Shown("stop when training loss is below", varies=True)] = None
    patience: Annotated[
        int | None,
        Field(ge=1, le=100_000),
        Shown("patience", unit="epochs", varies=True, low="Stops at the first bump.", high="Waits long after the best epoch."),
    ] = None
    clip_norm: Annotated[
        float | None,
        Field(gt=0),
        Shown(
            "clip gradient norm at", varies=True, low="Small: every step has the same short length.", high="Large: never acts."
        ),
    ] = None
    clip_value: Annotated[
        float | None,
        Field(gt=0),
        Shown("clip gradient values at", varies=True, low="Small: only signs are left.", high="Large: never acts."),
    ] = None
    # Younger than the first stored runs: left out of a recipe where it is off, so theirs stay what they are.
    adversarial: Annotated[
        float | None,
        Field(gt=0, le=10, exclude_if=lambda epsilon: epsilon is None),
        Shown(
            "adversarial ε",
            about="Before each step points are moved by ε, the way that makes the loss larger (FGSM), and learned from there. "
            "ε is a share of full ink in pictures, a way along each axis on the plane, else standard deviations. "
            "Small: nothing changes. Large: the classes run into each other.",
            varies=True,
        ),
    ] = None


class Edit(Frozen):
    """One change made while training: from global step ``step`` on, the field or parameter at ``path`` is ``value``."""

    step: Annotated[int, Field(ge=0)]
    path: Annotated[str, Field(max_length=80)]
    value: float


class Start(Frozen):
    """A stored state to start from instead of drawing weights; the digest is resolved by a function given to the engine."""

    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


AnyFault = Literal[tuple(known_faults.entries)]


class Spec(Frozen):
    version: Annotated[int, Field(ge=1, le=1), Shown("version")] = 1
    seed: Annotated[int, Field(ge=0, le=2**31 - 1), Shown("seed", varies=True)] = FIRST_SEED
    data: REGISTRIES["data"].union() = datasets.registry["circles"]()
    network: Network = Network()
    loss: REGISTRIES["loss"].union() = losses.registry["binary_cross_entropy"]()
    optimizer: REGISTRIES["optimizer"].union() = optimizers.registry["sgd"]()
    schedule: REGISTRIES["schedule"].union() = schedules.registry["constant"]()
    regularization: Regularization = Regularization()
    training: Training = Training()
    faults: Annotated[tuple[AnyFault, ...], Shown(known_faults.base.label, about=known_faults.base.about)] = ()
    edits: Annotated[tuple[Edit, ...], Field(max_length=1000)] = ()
    start: Start | None = None

    @field_validator("faults")
    @classmethod
    def _each_once(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        """In the order of the registry, each once: equal programs are equal specs."""
        return tuple(name for name in known_faults.entries if name in names)

    def planted(self) -> tuple[type[Fault], ...]:
        """The entries of its faults."""
        return tuple(known_faults[name] for name in self.faults)

    def sizes(self) -> tuple[int, int]:
        """(training points, test points) without drawing them."""
        train, test = self.data.sizes()
        for fault in self.planted():
            train, test = fault.sizes(train, test)
        return train, test

    def expanded(self) -> dict[str, Any]:
        """The whole spec as JSON, every default filled in: what a run stores and links may shorten."""
        return self.model_dump(mode="json")

    def whole(self) -> dict[str, Any]:
        """:meth:`expanded` with those fields of training that a recipe leaves out while they are off."""
        stored = self.expanded()
        return stored | {"training": dict.fromkeys(Training.model_fields) | stored["training"]}


Find = Callable[[str], Table | None]


def parse(data: Any, find: Find | None = None) -> Spec:
    """A spec from JSON. Raises :class:`Refused` naming every problem, including those between fields and those of cost.

    ``find`` gives the table of a digest, or None for one that is not there or not to be seen by whoever asks.
    """
    from engine.agreement import disagreements  # it needs Spec's type only to read one

    if not isinstance(data, dict):
        raise Refused([Problem("", data, Sentence("A set-up is a group of named fields."), "a JSON object", None, "dict_type")])
    if _deeper_than(data, DEEPEST):
        raise Refused([Problem("", None, Sentence("The set-up is nested too deeply."), "", None, "depth")])
    try:
        spec = Spec.model_validate(_with_names(data, find), context={"find": find})
    except ValidationError as error:
        tags = {name for registry in REGISTRIES.values() for name in registry.entries}
        raise Refused(in_words(error, tags, label_of)) from None
    spec = _freeze_horizon(spec)
    problems = disagreements(spec)
    if problems:
        raise Refused(problems)
    return spec


DEEPEST = 32  # groups within groups; a set-up has four


def _deeper_than(data: Any, most: int) -> bool:
    """Whether lists and groups lie more than `most` within each other; asked before anything that works by recursion."""
    level = [data]
    for _ in range(most):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list | tuple)
        ]
        if not level:
            return False
    return True


DEFAULT_DATA = {"name": "circles"}
DEFAULT_NAMES = {"data": "circles", "optimizer": "sgd", "schedule": "constant"}


def _with_names(data: dict, find: Find | None) -> dict:
    """Fill in names left out: the default entry's, and for a loss the usual one of the data's task."""
    data = data | {key: {"name": name, **data[key]} for key, name in DEFAULT_NAMES.items() if isinstance(data.get(key), dict)}
    network = data.get("network")
    if isinstance(network, dict) and isinstance(network.get("layers"), list | tuple):  # links older than the second kind
        named = [{"name": FIRST_LAYERS[0]["name"], **one} if isinstance(one, dict) else one for one in network["layers"]]
        data = data | {"network": network | {"layers": named}}
    source, loss = data.get("data", DEFAULT_DATA), data.get("loss", {})
    if not (isinstance(source, dict) and isinstance(loss, dict)):
        return data  # the models refuse it, in words
    entry = datasets.registry.entries.get(str(source.get("name")))
    return data | {"loss": {"name": TASK_LOSSES[_task(entry, source, find)], **loss}} if entry else data


def _task(entry: type, source: dict, find: Find | None) -> str:
    """What a data set asks of a network; some only say so once their own data are known."""
    if isinstance(inspect.getattr_static(entry, "task"), Told):
        with contextlib.suppress(ValidationError):  # refused with the rest, in words
            return entry.model_validate(source, context={"find": find}).task
    return entry.task


def _freeze_horizon(spec: Spec) -> Spec:
    if spec.schedule.horizon is not None:
        return spec
    schedule = spec.schedule.model_copy(update={"horizon": spec.training.epochs})
    return spec.model_copy(update={"schedule": schedule})


def label_of(path: str) -> str:
    """The words beside a field, found from its declaration; the path itself where there is no such field."""
    section, _, name = path.rpartition(".")
    group = section
    while group and group not in REGISTRIES:  # "network.layers.0" belongs to "network.layers"
        group = group.rpartition(".")[0]
    sections = {"network": Network, "regularization": Regularization, "training": Training, "": Spec}
    candidates = [sections[section]] if section in sections else []
    if path in REGISTRIES or (name == "name" and group in REGISTRIES):
        return Word(REGISTRIES[path if path in REGISTRIES else group].base.label)
    for model in [*candidates, *(REGISTRIES[group] if group else ())]:
        field = model.model_fields.get(name)
        if field is not None and shown(field):
            return Word(shown(field).label)
    if name.isdigit():  # an item of a list speaks as the list
        return label_of(section)
    return path.replace("_", " ") or Word("set-up")
