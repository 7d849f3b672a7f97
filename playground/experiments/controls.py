"""One control of the form: a declared field, its value and what is wrong with it."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from playground.experiments import declarations
from playground.experiments.written import counted, exactly

TELLING = 16  # characters of a long text that are shown


@dataclass(frozen=True)
class Control:
    """What the template needs. `facts` is the field's declaration (`engine.catalogue.field_facts`)."""

    key: str
    facts: dict
    value: str
    default: str
    problem: object | None = None
    entries: tuple[dict, ...] = ()  # where the choices are entries: their titles and summaries
    plain: bool = False  # hidden by the link: the value is read, not changed

    @property
    def id(self) -> str:
        return "f-" + self.key.replace(".", "-")

    @property
    def path(self) -> str:
        return self.key.rpartition(".")[0]

    @property
    def kind(self) -> str:
        return self.facts["kind"]

    @property
    def label(self) -> str:
        label = self.facts["label"]
        return label[:1].upper() + label[1:] if label[:1].isascii() else label  # β₁ has no business as Β₁

    @property
    def aside(self) -> str:
        """The symbol or unit shown at the control's right end."""
        symbol = self.facts["symbol"]
        aside = symbol or self.facts["unit"]
        return "" if aside == self.facts["label"] else aside

    @property
    def shown_value(self) -> str:
        """Text of an input; an optional field at "none" is empty."""
        return "" if self.value == "none" and self.facts["optional"] else self._compact(self.value)

    @property
    def shown_default(self) -> str:
        return {"none": self.none_words, "true": _("on"), "false": _("off")}.get(self.default, self._compact(self.default))

    def _compact(self, text: str) -> str:
        return compact(text) if self.kind == "float" else text

    @property
    def placeholder(self) -> str:
        return self.none_words if self.facts["optional"] else ""

    @property
    def none_words(self) -> str:
        """What an empty optional field means, in a word."""
        return _("all") if self.key == "training.batch_size" else _("none")

    @property
    def changed(self) -> bool:
        return self.value != self.default

    @property
    def is_list(self) -> bool:
        return self.kind == "list"

    @property
    def chosen(self) -> list[dict]:
        """The options that are chosen."""
        return [option for option in self.options if option["chosen"]]

    @property
    def is_number(self) -> bool:
        return self.kind in ("int", "float")

    @property
    def ticked(self) -> bool:
        return self.value == "true"

    @property
    def options(self) -> list[dict]:
        """Choices with what people read: {"value", "title", "short", "summary", "chosen"}."""
        chosen = set(self.value.split(",")) if self.is_list else {self.value}
        entries = tuple(declarations.entries(self.facts["name"])) if self.facts["name"] in declarations.OUTSIDE else self.entries
        known = {one["name"]: one for one in entries}
        options = [
            {
                "value": name,
                "title": known.get(name, {}).get("title") or pretty(name),
                "short": known.get(name, {}).get("short") or pretty(name),
                "summary": known.get(name, {}).get("summary", ""),
                "chosen": name in chosen,
            }
            for name in (self.facts["choices"] or known)
        ]
        if not self.is_list and self.value and self.value not in {one["value"] for one in options}:
            typed = {"value": self.value, "title": self.value, "short": self.value, "summary": "", "chosen": True}
            options.insert(0, typed)  # what was typed stays
        return options

    @property
    def words(self) -> str:
        """The value as it is read where it cannot be changed."""
        if self.kind == "bool":
            return _("on") if self.ticked else _("off")
        if self.is_number and self.value != "none":
            return self._number
        if self.is_number or self.kind == "text":
            return shortened(self.shown_value) or self.none_words
        return ", ".join(option["title"] for option in self.options if option["chosen"]) or self.none_words

    @property
    def _number(self) -> str:
        """As people write it; a seed is a name, and what is no number stays as it was typed."""
        try:
            if self.kind == "int":
                return self.value if self.facts["name"] == "seed" else counted(int(self.value))
            return exactly(float(self.value))
        except (ValueError, OverflowError):
            return shortened(self.shown_value)

    @property
    def bounds(self) -> str:
        """The allowed range in words, or nothing."""
        low, high = self.facts["minimum"], self.facts["maximum"]
        if low is None and high is None:
            return ""
        words = []
        if low is not None:
            words.append(
                (_("more than {low}") if self.facts["exclusive_minimum"] else _("at least {low}")).format(
                    low=compact(declarations.spelled("x", low))
                )
            )
        if high is not None:
            words.append(
                (_("less than {high}") if self.facts["exclusive_maximum"] else _("at most {high}")).format(
                    high=compact(declarations.spelled("x", high))
                )
            )
        return _(", ").join(words)


def entry_control(path: str, values: dict[str, str], default: str, problem=None) -> Control:
    """The control that chooses one entry of a concept."""
    entries = tuple(declarations.entries(path))
    facts = CHOICE | {"default": default, **declarations.choice(path)}
    return Control(f"{path}.name", facts, values.get(f"{path}.name", ""), default, problem, entries)


def compact(text: str) -> str:
    """1000000000 → 1e9, 1e-08 → 1e-8; every other text as it is. Reading it back gives the same number."""
    zeros = re.fullmatch(r"([1-9])(0{6,})", text)
    if zeros:
        return f"{zeros[1]}e{len(zeros[2])}"
    return re.sub(r"e([+-])0+(?=\d)", lambda found: "e" + found[1].replace("+", ""), text)


def shortened(text: str) -> str:
    """Text for reading: drawn points and digests say nothing to people."""
    return text if len(text) <= TELLING else f"{text[:TELLING]}…"


def pretty(name: str) -> str:
    """Names of inputs as people write them: x1_squared → x₁², sin_x2 → sin x₂, x1_x2 → x₁x₂; other words as they are."""
    if not re.fullmatch(r"(sin_)?x[12](_x[12])?(_squared)?", name):
        return name.replace("_", " ")
    return name.replace("_squared", "²").replace("sin_", "sin ").replace("_", "").replace("1", "₁").replace("2", "₂")


# The facts of a field that chooses an entry, spelled as `engine.catalogue.field_facts` spells those of any other field.
CHOICE = {"name": "name", "kind": "entry", "scale": "linear"} | dict.fromkeys(("choices", "minimum", "maximum"))
CHOICE |= dict.fromkeys(("optional", "exclusive_minimum", "exclusive_maximum", "live"), False)
CHOICE |= dict.fromkeys(("symbol", "unit", "about", "low", "high"), "")
