"""The sixteen experiments a newcomer is offered: each one set-up, one sentence, one thing to see. Declared once, here.

The sheet, the strip, the cards on the empty X-ray, their pictures and the tests of what each one shows read this list.
"""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from playground.experiments import links
from playground.experiments.declarations import LAYERS

FIRST_CARDS = ("first-light", "deep-sigmoid", "too-long-a-step")  # on the X-ray before anything is trained
ON_THE_STRIP = 12  # below the instrument; the sheet holds them all


@dataclass(frozen=True)
class Preset:
    """One experiment. `settings` are flat keys, what they leave out is First light's; `speed` in epochs a second, None as usual.

    `first_try` is the one change that is the second half of the lesson, as the verdict's button names it: a flat key and
    its value, "all.activation" for every layer, or "do" with one of `reshaping.reshape`'s words. None: the lesson is whole.
    """

    key: str
    name: str
    sentence: str
    settings: dict[str, str]
    speed: int | None = None
    first_try: tuple[str, str] | None = None

    @property
    def spec(self):
        """The set-up, parsed."""
        return links.parse(self.settings)

    @cached_property
    def query(self) -> str:
        """The set-up as the shortest link's query; empty for First light. Raises engine.spec.Refused for a bad one."""
        return links.query_of(self.spec)

    def opened(self, kept=()) -> str:
        """The link that opens it at epoch 0; nothing starts by itself. `kept`: (name, value) of how the page looks, to go on."""
        speed = f"speed={self.speed}" if self.speed else ""
        parts = [part for part in (self.query, speed, urlencode(kept, safe=",")) if part]
        return f"/?{'&'.join(parts)}" if parts else "/"

    @property
    def address(self) -> str:
        return self.opened()


def dense(units: list[int], **fields: str) -> dict[str, str]:
    """Hidden layers of these sizes, all with the same other fields; an empty list means none."""
    if not units:
        return {LAYERS: "none"}
    rows = [{"name": "dense", "units": str(count), **fields} for count in units]
    return {f"{LAYERS}.{index}.{name}": value for index, row in enumerate(rows) for name, value in row.items()}


XOR_TABLE = {"data.name": "xor_table", "optimizer.lr": "0.3", "training.batch_size": "none", "training.epochs": "600"}

PRESETS = (
    Preset("first-light", _("First light"), _("Ten neurons bend straight lines into a ring."), {}),
    Preset(
        "one-line",
        _("One line is enough"),
        _("Some problems need no hidden layer at all."),
        {"data.name": "gaussians", "training.epochs": "100", **dense([])},
    ),
    Preset(
        "one-neuron",
        _("One neuron meets XOR"),
        _("The gradient goes to zero and the answer is still wrong: blame the model."),
        {**XOR_TABLE, **dense([])},
        speed=120,
        first_try=("do", "layer.add"),
    ),
    Preset(
        "four-neurons",
        _("Four neurons solve it"),
        _("One hidden layer, and it can be done."),
        {**XOR_TABLE, **dense([4])},
        speed=120,
    ),
    Preset(
        "two-lines",
        _("Two lines make no ring"),
        _("Two neurons draw two lines; add the third."),
        {"data.noise": "0.05", "optimizer.lr": "0.3", **dense([2])},
        first_try=("do", "units.more.0"),
    ),
    Preset(
        "better-inputs",
        _("Better inputs"),
        _("The right inputs can replace a whole network."),
        {"data.features": "x1_squared,x2_squared", "training.epochs": "100", **dense([])},
    ),
    Preset(
        "deep-sigmoid",
        _("Why deep nets were hard"),
        _("Each sigmoid layer passes on a fraction of the gradient."),
        {"optimizer.lr": "0.1", **dense([6] * 6, activation="sigmoid")},
        first_try=("all.activation", "tanh"),
    ),
    Preset(
        "too-long-a-step",
        _("One step too long"),
        _("Just above 2/curvature every step overshoots further."),
        {
            "data.name": "noisy_line",
            "loss.name": "mse",
            "optimizer.lr": "1.1",
            "training.batch_size": "none",
            **dense([]),
        },
        first_try=("optimizer.lr", "0.11"),
    ),
    Preset(
        "dead-neurons",
        _("Dead neurons"),
        _("One giant step can switch a ReLU off for good."),
        {
            "network.initializer.name": "he_normal",
            "optimizer.lr": "5",
            "training.epochs": "100",
            **dense([6, 4], activation="relu"),
        },
        speed=5,
        first_try=("optimizer.lr", "0.03"),
    ),
    Preset(
        "by-heart",
        pgettext_lazy("experiment", "Learning by heart"),
        _("Training loss falls, test loss turns up: that is over-fitting."),
        {
            "data.name": "xor",
            "data.samples": "100",
            "data.noise": "0.35",
            "optimizer.name": "adam",
            "optimizer.lr": "0.01",
            "training.batch_size": "10",
            "training.epochs": "400",
            **dense([16, 16]),
        },
        first_try=("regularization.l2", "0.03"),
    ),
    Preset(
        "two-spirals",
        _("Two spirals"),
        _("The hard one: watch the arms unroll."),
        {"data.name": "spirals", "data.test_share": "0.3", "optimizer.name": "adam", "optimizer.lr": "0.01", **dense([16, 16])},
    ),
    Preset(
        "rolling-downhill",
        _("Rolling downhill"),
        _("Momentum adds up small pushes; try it without."),
        {"data.name": "moons", "optimizer.name": "momentum", "optimizer.lr": "0.01", "training.epochs": "200"},
    ),
    Preset(
        "all-zero",
        _("All zero"),
        _("If all weights are equal, nothing can learn to differ."),
        {"network.initializer.name": "zeros"},
        first_try=("network.initializer.name", "xavier_uniform"),
    ),
    Preset(
        "too-loud",
        _("Too loud a start"),
        _("Saturated neurons answer loudly and learn nothing."),
        {"network.initializer.name": "normal", "network.initializer.scale": "10"},
        first_try=("network.initializer.name", "xavier_uniform"),
    ),
    Preset(
        "bold-then-careful",
        _("Bold, then careful"),
        _("A falling rate turns trembling into rest."),
        {
            "data.name": "xor",
            "optimizer.lr": "1",
            "schedule.name": "cosine",
            "training.batch_size": "8",
            "training.epochs": "100",
            **dense([8, 8]),
        },
    ),
    Preset(
        "iris-flowers",
        _("Iris flowers"),
        _("Three kinds of flowers from four measurements."),
        {
            "data.name": "iris",
            "loss.name": "cross_entropy",
            "network.initializer.name": "he_uniform",
            "optimizer.name": "adam",
            "optimizer.lr": "0.01",
            "training.batch_size": "none",
            **dense([10], activation="relu"),
        },
    ),
)


def offered(kept=()) -> dict[str, list[dict]]:
    """Template context of a page that offers them all, the strip's and the first cards'; their links keep how the page looks."""
    cards = {preset.key: _card(preset, kept) for preset in PRESETS}
    every = list(cards.values())
    return {"presets": every, "strip_presets": every[:ON_THE_STRIP], "first_presets": [cards[key] for key in FIRST_CARDS]}


def _card(preset: Preset, kept) -> dict:
    facts = {name: getattr(preset, name) for name in ("key", "name", "sentence", "query")}
    return facts | {"address": preset.opened(kept)}


def named(key: str) -> Preset:
    """The preset of this key; KeyError for a name nobody declared."""
    return {preset.key: preset for preset in PRESETS}[key]
