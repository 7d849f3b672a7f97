"""The path of a run whose key frames carry no weights, because it has too many: trained again to a few of its moments.

What that costs is known before: so many numbers at once, so many seconds. Beyond either it is refused in words.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from playground.runs import pasts, recipes
from playground.runs.models import Run
from playground.training.patience import scaled

MOMENTS = 16  # of each run: epoch 0, and equal factors from there on
NUMBERS = 4_000_000  # weights of all runs at all moments: 32 MB as they are, some 160 while directions are sought
SECONDS = 120  # to train all of them again


def needed(run: Run) -> bool:
    """Whether the run's key frames leave its weights out."""
    return not pasts.has_section(run.frame_schema, "weights")


def seconds(runs: list[Run]) -> float:
    """About how long it takes to train these runs again, as far as that is needed."""
    return sum(recipes.estimate(recipes.parse(run.spec)).seconds_per_epoch * run.epoch for run in runs if needed(run))


def cost(runs: list[Run]) -> str:
    """What it takes, in a sentence; "" where nothing is trained again."""
    if not any(map(needed, runs)):
        return ""
    said = _(
        "Above 10,000 parameters weights are not kept epoch by epoch: these runs are trained again to {count} moments each, "
        "about {seconds} s."
    )
    return said.format(count=MOMENTS, seconds=max(1, round(seconds(runs))))


def unfit(runs: list[Run]) -> str:
    """Why they are not trained again, in a sentence; "" where they are."""
    parameters = recipes.estimate(recipes.parse(runs[0].spec)).parameters
    if (held := parameters * MOMENTS * len(runs)) > NUMBERS:
        words = _(
            "Parameters: {runs} runs of {count} each come to {held} weights; a map takes {most}. Take fewer runs, or a smaller "
            "network."
        )
        said = {"runs": len(runs), "count": parameters, "held": held, "most": NUMBERS}
        return words.format(**{name: f"{count:,}" for name, count in said.items()})
    if (long := seconds(runs)) > SECONDS:
        words = _(
            "Epochs: to train these runs again takes about {seconds} s; a map is given {most} s. Take fewer or shorter runs."
        )
        return words.format(seconds=f"{long:,.0f}", most=SECONDS)
    return ""


def path(run: Run, epoch: int) -> Iterator[float]:
    """Yields its progress (0–1); returns (epochs, weights) of the run's moments up to `epoch`."""
    import numpy as np

    from engine.plan import Plan
    from playground.training.returning import state_at

    plan, state, weights = Plan(recipes.parse(run.spec)), None, []
    later = np.geomspace(1, epoch, min(epoch, MOMENTS - 1)).round() if epoch else []
    moments = np.unique(np.concatenate([[0], later])).astype(int)
    for place, moment in enumerate(moments):
        state = yield from scaled(state_at(run, plan, int(moment), state), place / len(moments), (place + 1) / len(moments))
        weights.append(state.judged(plan).numpy().copy())
    return moments, np.stack(weights)
