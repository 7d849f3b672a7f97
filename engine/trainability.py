"""Thousands of tiny runs that differ in two numbers, and of each no more than what became of it.

Sohl-Dickstein, "The boundary of neural network trainability is fractal" (2024). The runs go through the same cohorts and the same
evaluation as any other,
so a cell's losses are those of the run with exactly its values, bit for bit; what is left out is its records.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from engine import hyper
from engine.bounds import BEYOND
from engine.cohort import Cohort
from engine.cost import NS_PER_FLOP, estimate
from engine.device import CPU, training_on
from engine.divergence import astray, bound_of
from engine.evaluation import Evaluation
from engine.params import shown
from engine.plan import Plan
from engine.refusals import Problem, Refused, show
from engine.search.axes import Axis, rounded, spelled
from engine.search.bill import MEMBER_NS
from engine.search.points import Search, facts_at
from engine.search.specs import specs_of
from engine.sentences import Sentence, Word
from engine.spec import Find, Spec, parse
from engine.state import State

CONVERGED, NOT, DIVERGED = 1, 2, 3  # 0 is a cell that was not reached
SHARE = 0.5  # of its first training loss that a run has to come down to
STEPS = 100  # of each run, rounded up to whole epochs
WIDTH, TURN_NS = 256, 50e6  # runs side by side, fewer where their epoch would take longer than this
MOST_NS = 300e9  # of the slowest run of a map, times its cells: five minutes of a core
SECTIONS = ("optimizer", "regularization", "network", "data", "schedule", "training")


@dataclass(frozen=True)
class Span:
    """A field and the stretch of it that a map covers."""

    path: str
    low: float
    high: float
    log: bool

    def values(self, count: int) -> tuple[str, ...]:
        """So many values from one end to the other, as texts with as few digits as tell them well apart."""
        shares = [place / (count - 1) for place in range(count)]
        found = [self.low * (self.high / self.low) ** s if self.log else self.low + s * (self.high - self.low) for s in shares]
        gap = (self.high - self.low) / (count - 1) / max(abs(self.low), abs(self.high))
        gap = min(gap, (self.high / self.low) ** (1 / (count - 1)) - 1) if self.log else gap
        digits = min(15, max(4, 3 - math.floor(math.log10(gap))))
        return tuple(spelled(rounded(value, digits)) for value in found)


def base_of(spec: Spec, find: Find | None = None) -> Spec:
    """The set-up of a map's runs: as short as a map needs, without edits and rules that end a run early. Raises Refused."""
    recipe = spec.expanded() | {"edits": []}
    epochs = math.ceil(STEPS / estimate(spec).steps_per_epoch)
    recipe["training"] = recipe["training"] | {"epochs": epochs, "patience": None, "stop_below": None}
    recipe["schedule"] = recipe["schedule"] | {"horizon": epochs, "warmup": min(recipe["schedule"]["warmup"], epochs)}
    made = parse(recipe, find)
    if made.optimizer.alone or any(layer.alone for layer in made.network.layers):
        raise _refused(
            "optimizer.name", Word("A map trains hundreds of runs side by side; this optimizer, or a layer, goes alone.")
        )
    if made.schedule.watches_loss:
        raise _refused("schedule.name", Word("A map's runs cannot watch their own losses: choose another schedule."))
    return made


def fields_of(spec: Spec) -> list[str]:
    """Paths that a map may vary: numbers with a fraction that runs side by side need not share."""
    found = []
    for section in SECTIONS:
        part = getattr(spec, section)
        parts = (
            [(f"{section}.layers.{n}", layer) for n, layer in enumerate(part.layers)]
            if section == "network"
            else [(section, part)]
        )
        if section == "network" and hasattr(part, "initializer"):
            parts.append((f"{section}.initializer", part.initializer))
        for path, entry in parts:
            for name, field in type(entry).model_fields.items():
                if shown(field) and shown(field).varies and isinstance(getattr(entry, name), float):
                    found.append(f"{path}.{name}")
    return [path for path in found if not path.startswith(("data.test_share", "training."))]


def check(spec: Spec, x: Span, y: Span, side: int, find: Find | None = None) -> Spec:
    """The base of a map, once it is known that all its cells can be trained in reasonable time. Raises Refused."""
    base, problems = base_of(spec, find), []
    for span in (x, y):
        if span.path not in fields_of(base):
            problems += _refused(span.path, Word("{path} is no field that a map can vary."), path=show(span.path)).problems
        elif not span.low < span.high or (span.log and span.low <= 0):
            problems += _refused(span.path, BAD_SPAN, field=Word(facts_at(base, span.path, {})["label"])).problems
    if not problems and x.path == y.path:
        problems += _refused(y.path, Word("A map varies two fields; choose another one for the second axis.")).problems
    if problems:
        raise Refused(problems)
    specs_of(base, _search(x, y, (spelled(x.low), spelled(x.high)), (spelled(y.low), spelled(y.high))), find)
    cost = estimate(base)
    if (cost.flops * NS_PER_FLOP + cost.steps * MEMBER_NS) * side * side > MOST_NS:
        raise _refused(
            "",
            Word("This network is too large for {count} runs. Map fewer points, or a smaller network."),
            count=show(side * side),
        )
    return base


BAD_SPAN = Word("{field}: a map goes from a smaller to a larger number, on a log axis from above 0.")


def _refused(at: str, template: str, **places) -> Refused:
    return Refused([Problem(at, None, Sentence(template, **places), "", None, "search")])


def _search(x: Span, y: Span, across: tuple[str, ...], up: tuple[str, ...]) -> Search:
    return Search((Axis(y.path, "", up), Axis(x.path, "", across)), 1, 0)


@dataclass
class Outcomes:
    """What became of the runs of some cells, in rows from the lowest y, each from the lowest x."""

    kind: np.ndarray  # uint8
    epoch: np.ndarray  # uint16: when the loss first was down to SHARE of its beginning, or when it diverged; else the last
    train_loss: np.ndarray  # float32, of the last record
    test_loss: np.ndarray

    def put(self, places: list[int], found: Outcomes) -> None:
        """Set some of the cells."""
        for name in ("kind", "epoch", "train_loss", "test_loss"):
            getattr(self, name)[places] = getattr(found, name)


def survey(base: Spec, x: Span, y: Span, across: tuple[str, ...], up: tuple[str, ...], find: Find | None = None) -> Iterator:
    """Train the cells of these values; yields (cells done, the last cells' Outcomes or None) about every 50 ms."""
    points = specs_of(base, _search(x, y, across, up), find)
    cost = estimate(base)
    lone = (cost.flops * NS_PER_FLOP + cost.steps * MEMBER_NS) / base.training.epochs
    width = max(8, min(WIDTH, int(TURN_NS / max(1, lone))))
    first: Plan | None = None
    begun: dict = {}
    for low in range(0, len(points), width):
        plans = []
        for point in points[low : low + width]:
            spec = point.spec
            plan = Plan(spec, data=first.data if first and spec.data == first.spec.data else None)
            first = first or plan
            plans.append(plan)
        together = Outcomes(*(np.zeros(len(plans), kind) for kind in (np.uint8, np.uint16, np.float32, np.float32)))
        for places in _alike(plans):
            for found in _train([plans[place] for place in places], begun):
                if found:
                    together.put(places, found)
                else:
                    yield low, None
        yield low + len(plans), together


def _alike(plans: list[Plan]) -> list[list[int]]:
    """Places of runs that may share rows: a penalty or a dropout of exactly 0 is another program."""
    groups: dict[tuple, list[int]] = {}
    for place, plan in enumerate(plans):
        groups.setdefault((plan.cohort_key, hyper.switched_on(plan, 1)), []).append(place)
    return list(groups.values())


def _train(plans: list[Plan], begun: dict) -> Iterator[Outcomes | None]:
    """Train one cohort to its end; None after every epoch but the last."""
    states = []
    for plan in plans:  # runs of one network, seed and data begin alike
        key = (id(plan.spec.network), plan.spec.seed, id(plan.spec.data), type(plan.spec.optimizer))
        if key not in begun:
            begun[key] = (State.begin(plan), plan.spec)  # the spec stays with it, so that no id is given twice
        states.append(begun[key][0])
    with torch.inference_mode(), training_on(CPU):
        cohort = Cohort(plans, CPU)
        cohort.load(states)
        order = [cohort.row_of[member] for member in range(len(plans))]
        watch = _Watch(cohort)
        watch.look(0)
    for epoch in range(1, plans[0].spec.training.epochs + 1):
        with torch.inference_mode(), training_on(CPU):
            cohort.prepare()
            cohort.run()
            watch.look(epoch)
            cohort.finish_epoch()
        if epoch < plans[0].spec.training.epochs:
            yield None
    yield watch.outcomes(order)


class _Watch:
    """Losses of all rows at each epoch's end, and when each run was half way down, or lost: by the rules of engine.recorder."""

    def __init__(self, cohort: Cohort):
        rows = cohort.rows
        self.cohort = cohort
        self.evaluation = Evaluation(cohort.plans, rows, cohort.loss_settings, CPU)
        self.lost, self.down = np.zeros(rows, np.uint16), np.zeros(rows, np.uint16)
        self.train, self.test = np.zeros(rows, np.float32), np.zeros(rows, np.float32)
        self.memories: list[dict] = [{} for _ in range(rows)]
        self.epoch = 0

    def look(self, epoch: int) -> None:
        cohort, evaluation = self.cohort, self.evaluation
        evaluation.params[:] = cohort.judged() if epoch else cohort.params
        if cohort.plan.buffer_size:
            evaluation.buffers[:] = cohort.buffers
        with np.errstate(over="ignore", invalid="ignore"):
            if evaluation.drops:
                evaluation.drop(np.full(cohort.rows, epoch))
            losses = evaluation.losses()
            largest = np.abs(evaluation.params.numpy()).max(axis=1)
            bad = ~np.isfinite(losses["train_loss"]) | ~np.isfinite(largest) | (largest > bound_of(cohort.plan))
        running = self.lost == 0
        self.train[running], self.test[running] = losses["train_loss"][running], losses["test_loss"][running]
        self.epoch = epoch
        if epoch == 0:
            self.start = losses["train_loss"].copy()
            return
        for row in np.flatnonzero(running & ~bad & (largest > BEYOND)):
            astray_now, self.memories[row] = astray(
                cohort.plan, self.memories[row], float(losses["train_loss"][row]), float(largest[row])
            )
            bad[row] |= astray_now
        self.lost[running & bad] = epoch
        low = losses["train_loss"] <= SHARE * self.start
        self.down[(self.down == 0) & running & low] = epoch

    def outcomes(self, order: list[int]) -> Outcomes:
        kind = np.full(len(order), NOT, np.uint8)
        with np.errstate(invalid="ignore"):
            kind[self.train <= SHARE * self.start] = CONVERGED
        kind[self.lost > 0] = DIVERGED
        epoch = np.where(kind == DIVERGED, self.lost, np.where(kind == CONVERGED, self.down, self.epoch)).astype(np.uint16)
        train, test = (np.where(np.isnan(one), np.float32(np.nan), one) for one in (self.train, self.test))
        return Outcomes(kind[order], epoch[order], train[order], test[order])
