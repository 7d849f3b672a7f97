"""How little a point must change before the answer is wrong: FGSM and PGD on test points, over a grid of ε.

fgsm   u + ε·sign(dL/du): one step. Goodfellow, Shlens and Szegedy, "Explaining and harnessing adversarial examples" (2015), eq. 3
pgd    ``STEPS`` steps u ← Π(u + 2.5·ε/STEPS·sign(dL/du)), where Π goes back to the nearest point within ε (and within what data
       can be). Madry et al., "Towards deep learning models resistant to adversarial attacks" (2018), section 2.1

Where we differ: PGD starts from what it found for the next smaller ε (its first from the point itself) instead of a random place,
and keeps, of all places on its way, the one that is furthest on the wrong side (:meth:`Trained.miss`). So the same question has
the same answer, and a larger ε is never the weaker attack. Both use the loss of the spec, without penalties and without dropout.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from engine.after.plane import DRAWN, classes_over, on_a_plane, rows, short
from engine.after.trained import Trained
from engine.plan import Plan
from engine.space import Space, space_of
from engine.state import State

POINTS = 250  # test points attacked at most
STEPS = 20
GRID = 10  # values of ε above 0
WORST = 6  # examples shown one by one
AT_ONCE = 64  # points of one pass: a slice stays short
METHODS = ("fgsm", "pgd")


def fgsm(trained: Trained, space: Space, epsilon: float, which: slice = slice(None)) -> Tensor:
    """Places (points, coordinates) after one step of size ``epsilon``."""
    here = space.start[which]
    return space.within(here + epsilon * _way(trained, space, here, which), epsilon, which)


def pgd(trained: Trained, space: Space, epsilon: float, start: Tensor, which: slice = slice(None)) -> Iterator[float]:
    """Yields after each step; returns the worst place (points, coordinates) found within ``epsilon``, starting from ``start``."""
    labels = space.labels[which]
    u = best = space.within(start, epsilon, which)
    worst = trained.miss(trained.outputs(space.inputs(u, which)), labels)
    for _step in range(STEPS):
        u = space.within(u + 2.5 * epsilon / STEPS * _way(trained, space, u, which), epsilon, which)
        miss = trained.miss(trained.outputs(space.inputs(u, which)), labels)
        better = miss > worst
        best, worst = torch.where(better.unsqueeze(1), u, best), torch.where(better, miss, worst)
        yield 0.0
    return best


def _way(trained: Trained, space: Space, u: Tensor, which: slice) -> Tensor:
    """sign(dL/du): uphill, whatever the loss's scale."""
    return torch.sign(space.pull(u, trained.slope(space.inputs(u, which), space.y[which])))


def attack(plan: Plan, state: State, points: int = POINTS) -> Iterator[float]:
    """Yields progress (0–1) after slices of about 50 ms; returns the report, JSON but for ∞ and NaN."""
    trained, space = Trained(plan, state), space_of(plan, points)
    count = len(space.x)
    facts = {"epoch": state.epoch, "points": count, "of": plan.test_count, "task": plan.task, "unit": space.unit}
    yield 0.0
    if not trained.sound:
        return facts | {"sound": False}
    epsilons = [space.largest * number / GRID for number in range(GRID + 1)]
    moved = {method: [space.start] for method in METHODS}
    parts = [slice(low, min(low + AT_ONCE, count)) for low in range(0, count, AT_ONCE)]
    for number, epsilon in enumerate(epsilons[1:]):
        places = {method: [] for method in METHODS}
        for place, part in enumerate(parts):
            places["fgsm"].append(fgsm(trained, space, epsilon, part))
            search = pgd(trained, space, epsilon, moved["pgd"][-1][part], part)
            while True:
                try:
                    next(search)
                except StopIteration as done:
                    places["pgd"].append(done.value)
                    break
                yield (number + place / len(parts)) / GRID
        for method in METHODS:
            moved[method].append(torch.cat(places[method]))
    return facts | {"sound": True, "epsilons": [short(one) for one in epsilons]} | _found(trained, space, moved)


def _found(trained: Trained, space: Space, moved: dict[str, list[Tensor]]) -> dict:
    """What the attacks did: accuracy (or the root mean square error) at each ε, the worst examples, the plane."""
    outputs = {method: [trained.outputs(space.inputs(u)) for u in places] for method, places in moved.items()}
    misses = {method: torch.stack([trained.miss(one, space.labels) for one in ones]) for method, ones in outputs.items()}
    if trained.plan.task == "regression":
        score = {method: miss.square().mean(1).sqrt().tolist() for method, miss in misses.items()}
        said = {method: torch.stack([one[:, 0] for one in ones]) for method, ones in outputs.items()}
    else:
        said = {method: torch.stack([trained.said(one) for one in ones]) for method, ones in outputs.items()}
        score = {method: (ones == space.labels).double().mean(1).tolist() for method, ones in said.items()}
    slope = trained.slope(space.x, space.y)
    report = {"score": score, "flat": int((slope == 0).all(1).sum()), "names": list(trained.plan.spec.data.feature_names())}
    report |= {"classes": list(trained.plan.spec.data.classes) if trained.plan.classes else [], "shape": list(trained.shape)}
    report["worst"] = [_example(space, moved, said, number) for number in _worst(said["pgd"], misses["pgd"], space)]
    return report | {"plane": _plane(trained, space, moved, said)}


def _worst(said: Tensor, miss: Tensor, space: Space) -> list[int]:
    """Those right at first that fall at the smallest ε, then those that come nearest; numbers of test points."""
    if miss.shape[1] and said.dtype == torch.float64:
        return (miss[-1] - miss[0]).argsort(descending=True, stable=True)[:WORST].tolist()
    wrong = said != space.labels
    falls = torch.where(wrong.any(0), wrong.double().argmax(0), len(said))
    order = sorted(
        range(said.shape[1]), key=lambda number: (int(falls[number]) == 0, int(falls[number]), -float(miss[-1, number]))
    )
    return order[:WORST]


def _example(space: Space, moved: dict, said: dict, number: int) -> dict:
    """One test point: what it is, and for each ε and method where it went and what it was then called."""
    places = {method: torch.stack([space.shown(u)[number] for u in ones]) for method, ones in moved.items()}
    return {
        "number": number + 1,
        "is": short(float(space.labels[number])),
        "called": {method: [short(one) for one in ones[:, number].tolist()] for method, ones in said.items()},
        "places": {method: _packed(ones) if space.unit == "ink" else rows(ones) for method, ones in places.items()},
    }


def _packed(levels: Tensor) -> str:
    """Ink of (ε, pixels) as one byte a pixel, base64: a picture shows no more."""
    return b64encode((levels * 255).round().numpy().astype(np.uint8).tobytes()).decode()


def _plane(trained: Trained, space: Space, moved: dict, said: dict) -> dict | None:
    """The classes over the plane and the points on their way; None where the data are no classes on a plane."""
    if not on_a_plane(trained, space):
        return None
    drawn = slice(0, DRAWN)
    return classes_over(trained, space, torch.cat([space.start, moved["fgsm"][-1], moved["pgd"][-1]])) | {
        "is": [int(one) for one in space.labels[drawn].tolist()],
        "called": {method: ones[:, drawn].tolist() for method, ones in said.items()},
        "places": {method: [rows(u[drawn]) for u in ones] for method, ones in moved.items()},
    }
