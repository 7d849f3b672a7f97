"""Attack it: FGSM and PGD over a grid of ε, the accuracy that is left, and the examples that fall first."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from playground.experiments.tabs.base import Tab
from playground.experiments.written import exactly, readout
from playground.runs.models import Run

UNITS = {
    "ink": gettext_lazy("ε is how much each pixel may change, as a share of full ink; no pixel leaves 0 to 1."),
    "axis": gettext_lazy("ε is how far a point may move along each axis, in the axis's own units."),
    "deviation": gettext_lazy("ε is how far each input may change, in its standard deviations over the training set."),
}
LEFT, RIGHT, TOP, BOTTOM = 44, 348, 12, 148  # the chart's frame, px


class Attack(Tab):
    key = "attack"
    rank = 60
    title = gettext_lazy("Attack it")
    about = gettext_lazy(
        "The backward pass also tells how the loss changes with the inputs. Go uphill on it, a little, and see how soon the "
        "answers turn wrong: one step (FGSM), or twenty small ones (PGD)."
    )
    kind = "attack"
    start = gettext_lazy("Attack")

    def shown(self, run: Run, result: dict) -> dict:
        if not result["sound"]:
            return result | {"words": _("The weights are no longer numbers: there is nothing left to attack.")}
        share = result["task"] != "regression"
        say = percent if share else readout
        epsilons, score = result["epsilons"], result["score"]
        rows = [
            {"epsilon": exactly(epsilon), "fgsm": say(fgsm), "pgd": say(pgd)}
            for epsilon, fgsm, pgd in zip(epsilons, score["fgsm"], score["pgd"], strict=True)
        ]
        return result | {
            "words": _verdict(result, share, say),
            "unit_words": UNITS[result["unit"]],
            "measure": _("accuracy") if share else _("root mean square error"),
            "rows": rows,
            "chart": _chart(score, 1.0 if share else max(max(score["fgsm"]), max(score["pgd"])) or 1.0, say),
            "steps": len(epsilons) - 1,
            "drawn": len(result["plane"]["is"]) if result["plane"] else 0,
        }


def percent(value: float) -> str:
    return f"{100 * value:.3g} %"


def _chart(score: dict, top: float, say) -> dict:
    """Both curves over the grid of ε in the units of the SVG."""
    last = len(score["pgd"]) - 1

    def line(values: list[float]) -> list[tuple[float, float]]:
        return [
            (round(LEFT + place / last * (RIGHT - LEFT), 1), round(BOTTOM - value / top * (BOTTOM - TOP), 1))
            for place, value in enumerate(values)
        ]

    lines = {name: line(values) for name, values in score.items()}
    facts = {name: " ".join(f"{x},{y}" for x, y in ones) for name, ones in lines.items()}
    return facts | {"dots": lines["pgd"], "top": say(top), "bottom": say(0.0)}


def _verdict(result: dict, share: bool, say) -> str:
    """What a change of which size does, in a sentence."""
    epsilons, pgd = result["epsilons"], result["score"]["pgd"]
    if not share:
        words = _("As they are, the answers are off by {before}. Let every input move by up to {epsilon}, and it is {after}.")
        return words.format(before=say(pgd[0]), epsilon=exactly(epsilons[-1]), after=say(pgd[-1]))
    halved = next((place for place, left in enumerate(pgd) if place and left <= pgd[0] / 2), None)
    if halved is None:
        words = _(
            "{before} of {points} test points are right as they are. Even the largest change here, {epsilon}, leaves {after}."
        )
    else:
        words = _("{before} of {points} test points are right as they are. A change of at most {epsilon} leaves {after}.")
    place = halved or len(pgd) - 1
    return words.format(before=say(pgd[0]), points=result["points"], epsilon=exactly(epsilons[place]), after=say(pgd[place]))


TAB = Attack()
