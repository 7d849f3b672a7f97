"""What the sweep's form says: a set-up in which some fields' texts ask for several values, and what that would cost."""

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from playground.experiments import declarations, links
from playground.experiments.controls import Control
from playground.experiments.declarations import LAYERS, MADE
from playground.experiments.recipe_form import RecipeForm
from playground.experiments.sweeping import labels, pruning
from playground.runs import halving, recipes, searching

BESIDE = ("draws", "draw_seed", *pruning.FIELDS)
TAKES = ("int", "float", "bool", "choice", "entry")  # kinds of fields that may vary
FIRST = ("optimizer.name", "optimizer.lr", "training.batch_size", "training.epochs", "seed", "data.noise")
DRAWS = 50


@dataclass
class Asked:
    """A question put by the form. `problems` is empty exactly when `found` can be started."""

    base: RecipeForm
    texts: dict[str, str]  # path → text, of the fields that vary
    draws: str = str(DRAWS)
    draw_seed: int = 1
    problems: list = field(default_factory=list)
    found: searching.Found | None = None
    pruned: pruning.Pruning = field(default_factory=pruning.Pruning)

    @cached_property
    def _problem_at(self) -> dict:
        return {problem.path: problem for problem in reversed(self.problems)}

    def text(self, control: Control) -> str:
        return self.texts.get(control.key, control.shown_value)

    def rows(self, controls: list[Control]) -> list[dict]:
        """One a control: what is typed, what may be, and what is wrong with it."""
        return [
            {
                "control": one,
                "label": labels.label_of(one.key),
                "id": f"s-{one.key.replace('.', '-')}",
                "text": self.text(one),
                "many": one.key in self.texts,
                "choices": ", ".join(option["value"] for option in one.options) if one.kind in ("choice", "entry") else "",
                "problem": self._problem_at.get(one.key) or (one.kind == "entry" and self._problem_at.get(one.path)) or None,
            }
            for one in controls
        ]

    @property
    def shown(self) -> tuple[list[dict], list[dict]]:
        """The rows people see at once, and those behind "more fields"."""
        form = self.base
        first = [one for key in FIRST if (one := form.control(key))]
        for layer in form.layers:
            first += [one for name, one in layer.controls.items() if name in ("units", "channels", "activation")]
        listed = [one for path in (*declarations.concepts(), *declarations.sections()) for one in form.section(path) if one]
        listed += [one for layer in form.layers for one in layer.controls.values()]
        known, rest = {one.key for one in first}, []
        for one in listed:
            if one.key not in known and one.kind in TAKES and one.key not in MADE:
                known.add(one.key)
                rest.append(one)
        return self.rows(first), self.rows(rest)

    @property
    def carried(self) -> dict[str, str]:
        """What the form has no field for, to be sent along."""
        first, rest = self.shown
        there = {row["control"].key for row in (*first, *rest)}
        return {key: value for key, value in self.base.values.items() if key not in there}

    @property
    def stray(self) -> list[str]:
        """Problems that stand at no field of the page."""
        first, rest = self.shown
        there = {row["problem"].path for row in (*first, *rest) if row["problem"]}
        return [problem.message for problem in self.problems if problem.path not in there]

    @property
    def cost(self) -> str:
        """One line: "400 runs · 51 parameters each · 80,000 epochs ≈ 10 s"."""
        bill = self.found.bill
        runs = ngettext("{count} run", "{count} runs", bill.runs).format(count=f"{bill.runs:,}")
        low, high = bill.parameters
        sizes = f"{low:,}" if low == high else f"{low:,}–{high:,}"
        parameters = ngettext("{count} parameter each", "{count} parameters each", high).format(count=sizes)
        epochs = _("{count} epochs in all").format(count=f"{bill.epochs:,}")
        said = f"{runs} · {parameters} · {epochs} · ≈ {_duration(bill.seconds)}"
        if self.pruned.halving:
            each = self.base.spec.training.epochs
            most = halving.most_epochs(bill.runs, self.pruned.halving, each)
            said += " · " + _("pruned: about {count} epochs").format(count=f"{most:,}")
        return said


def _duration(seconds: float) -> str:
    if seconds < 90:
        return _("{seconds} s").format(seconds=f"{max(1, seconds):.0f}")
    if seconds < 5400:
        return _("{minutes} min").format(minutes=f"{seconds / 60:.0f}")
    return _("{hours} h").format(hours=f"{seconds / 3600:.1f}")


def read(query: QueryDict) -> Asked:
    """The question of a query or form body. Nothing is made; everything wrong stands in `problems`."""
    flat = {key: value for key, value in links.read(query).items() if key not in BESIDE}
    lists = declarations.list_keys() | MADE
    texts = {key: value for key, value in flat.items() if key not in lists and searching.is_many(value)}
    base = {**flat, **{key: _first(key, text, flat) for key, text in texts.items()}}
    for path in declarations.concepts():  # fields of an entry that is not the first any more
        if f"{path}.name" in base:
            base = {key: value for key, value in base.items() if _belongs(key, path, base)}
    asked = Asked(RecipeForm.of(base), texts, query.get("draws", "").strip() or str(DRAWS), _whole(query.get("draw_seed"), 1))
    if asked.base.problems:
        asked.problems = asked.base.problems
        return asked
    asked.pruned = pruning.read(query, asked.base.spec, "training.epochs" in texts)
    if not texts:
        return asked
    try:
        asked.found = searching.found(asked.base.spec, texts, _whole(asked.draws, DRAWS), asked.draw_seed)
    except recipes.refusal() as refused:
        asked.problems = list(refused.problems)
    return asked


def _belongs(key: str, path: str, flat: dict[str, str]) -> bool:
    """Whether the entry chosen at a path has this field, or the field is of something else."""
    return not key.startswith(f"{path}.") or key.endswith(".name") or declarations.field(key, flat) is not None


def _first(key: str, text: str, flat: dict[str, str]) -> str:
    """A value to stand for a field that has many: its first, or what the set-up has by default."""
    word = text.strip().removeprefix("~").partition(",")[0].strip()
    if ".." not in word:
        return word
    facts = declarations.field(key, flat)
    return declarations.spelled(key.rpartition(".")[2], facts["default"]) if facts else word.partition("..")[0]


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def suggestions(asked: Asked) -> list[dict]:
    """Three sweeps worth trying on any set-up, as links: {"words", "query"}."""
    flat = links.shortest(asked.base.spec) if asked.base.spec else {}
    layer = f"{LAYERS}.0.units"
    offered = [
        (_("Forty learning rates"), {"optimizer.lr": "1e-4..10 log 40"}),
        (_("Rate against batch size"), {"training.batch_size": "4..128 log 6", "optimizer.lr": "1e-3..10 log 12"}),
        (_("Three optimizers at thirteen rates"), {"optimizer.name": "sgd, momentum, adam", "optimizer.lr": "1e-4..1 log 13"}),
        (_("A hundred at random"), {"optimizer.lr": "~1e-3..10 log", layer: "~1..16 log", "draws": "100"}),
    ]
    known = asked.base.values
    return [
        {"words": words, "query": _query({**flat, **changes})}
        for words, changes in offered
        if layer not in changes or layer in known
    ]


def _query(flat: dict[str, str]) -> str:
    return urlencode(flat, safe=",~")
