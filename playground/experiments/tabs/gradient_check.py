"""Check the gradients: our backward pass, autograd and difference quotients of every layer, side by side."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from playground.experiments import declarations
from playground.experiments.tabs.base import Tab
from playground.experiments.written import readout
from playground.languages.joining import joined
from playground.runs.models import Run


class GradientCheck(Tab):
    key = "gradient-check"
    rank = 10
    title = gettext_lazy("Check the gradients")
    about = gettext_lazy(
        "Three ways to the same slope. The backward pass is what trains this run; autograd is PyTorch's; a difference quotient "
        "moves one parameter up and down and looks at the loss, so it knows no calculus to get wrong."
    )
    kind = "gradient_check"
    start = gettext_lazy("Check the gradients")

    def shown(self, run: Run, result: dict) -> dict:
        rows = [row | _columns(row, result["wrong_from"]) for row in result["layers"]]
        blind = [_blind(_fault(one["name"])) for one in result["unseen"]]
        return result | {"rows": rows, "words": words(result), "good": result["verdict"] == "ok", "blind": blind}


def words(result: dict) -> str:
    """The verdict in a sentence or two."""
    if result["verdict"] == "ok":
        limit = readout(result["wrong_from"])
        return _("The gradients are right: no layer's columns are further apart than {limit}.").format(limit=limit)
    if result["verdict"] == "undecided":
        return _("Nothing can be said: some weights or gradients are no finite numbers at this epoch.")
    if not result["suspects"]:
        return _("The backward pass does not give the slope of the loss, and in a way that is none of the faults known here.")
    found = [_fault(name) for name in result["suspects"]]
    suspected = _("Suspected: {faults}.").format(faults=_(", ").join(one["title"] for one in found))
    return joined(suspected, *(one["seen"] for one in found))


def _blind(fault: dict) -> str:
    """Why a planted fault stays unseen."""
    return joined(_("A gradient check cannot see “{fault}”.").format(fault=fault["title"]), fault["seen"])


def _fault(name: str) -> dict:
    return declarations.entry("faults", name) or {"title": name, "seen": ""}


def _columns(row: dict, wrong_from: float) -> dict:
    """What a row of the table says: the parameter that is furthest off by name, its three slopes, how far apart in words."""
    worst = row["worst"]
    differences = worst["differences"]
    return {
        "place": _place(worst["parameter"]),
        "ours": _signed(worst["ours"]),
        "exact": _signed(worst["autograd"]),
        "quotient": "–" if differences is None else _signed(differences),
        "to_autograd": readout(row["autograd"]),
        "to_quotient": readout(row["differences"]) if row["compared"] else "–",
        "bad": max(row["autograd"], row["differences"], row["again"]) > wrong_from,
        "left_out": row["parameters"] - row["compared"],
    }


def _place(path: str) -> str:
    kind, _layer, *place = path.split(".")
    numbers = [str(int(one) + 1) for one in place]
    if kind == "biases":
        return _("bias of unit {unit}").format(unit=numbers[0])
    return _("weight {source} → {unit}").format(source=numbers[0], unit=numbers[1])


def _signed(value) -> str:
    return value if isinstance(value, str) else f"{value:.9g}".replace("-", "−")


TAB = GradientCheck()
