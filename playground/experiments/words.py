"""Sentences the pages say about runs and costs. Glyph and word always together: never colour alone."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from playground.experiments import declarations
from playground.experiments.written import counted
from playground.languages.joining import joined
from playground.runs import recipes

GLYPHS = {"waiting": "◌", "training": "●", "paused": "❚❚", "finished": "✓", "diverged": "✕", "stopped": "■", "failed": "⚠"}


def state(run) -> dict:
    """{"name", "glyph", "words", "short", "details"} of a run, or of no run yet; details say why a run failed.

    `short` is for a chip, `words` the whole sentence.
    """
    if run is None:
        words = _("Not started")
        return {"name": "new", "glyph": "○", "words": words, "short": words, "details": ""}
    details = failure(run) if run.state == "failed" else ""
    words = _state_words(run)
    short = diverged((run.detail or {}).get("epoch", run.epoch), None) if run.state == "diverged" else words
    return {"name": run.state, "glyph": GLYPHS.get(run.state, "○"), "words": words, "short": short, "details": details}


def _state_words(run) -> str:
    detail = run.detail or {}
    if run.state == "diverged":
        return diverged(detail.get("epoch", run.epoch), detail.get("layer"), _layers(run))
    if run.state == "stopped":
        if detail.get("reason") == "pruned":
            return _("Pruned at epoch {epoch}").format(epoch=counted(detail.get("epoch", run.epoch)))
        reasons = {"threshold": _("Stopped: loss low enough"), "patience": _("Stopped: no better for a while")}
        return reasons.get(detail.get("reason"), _("Stopped"))
    if run.state == "failed":
        return _("Failed at epoch {epoch}").format(epoch=counted(run.epoch))
    return state_name(run.state)


STATE_NAMES = {
    "waiting": gettext_lazy("Waiting"), "training": gettext_lazy("Training"), "paused": gettext_lazy("Paused"),
    "finished": gettext_lazy("Finished"), "diverged": gettext_lazy("Diverged"), "stopped": gettext_lazy("Stopped"),
    "failed": gettext_lazy("Failed"),
}  # fmt: skip


def state_name(state: str) -> str:
    """A state in one word."""
    return str(STATE_NAMES.get(state, state))


def failure(run) -> str:
    """Why a run failed. What a trainer wrote down is English; the cause after its colon, an error's own words, stays so."""
    detail = run.detail or {}
    if detail.get("reason") == "crashed":
        said = _("It stopped its trainer twice in a row at epoch {epoch}, alone. Change its set-up and start again.")
        return said.format(epoch=counted(detail.get("epoch", run.epoch)))
    if detail.get("reason") == "memory":
        said = _(
            "It needed more memory than a trainer may use (estimate {estimate} MB, limit {limit} MB). "
            "Use less data or a smaller network."
        )
        return said.format(estimate=detail["estimate"], limit=detail["limit"])
    written, said = detail.get("words", ""), _("It could not be trained any further.")
    return joined(said, written.partition(": ")[2]) if ": " in written else written or said


def _layers(run) -> int:
    """How many layers a run has, the output layer among them; a row of a list brings its hidden ones along (listing)."""
    hidden = run.layers if hasattr(run, "layers") else run.spec["network"]["layers"]
    return len(hidden or ()) + 1


def diverged(epoch, layer, layers=None) -> str:
    """The result of a run whose numbers left the finite: never called an error. `layers`: how many there are, output included."""
    if layer is None:
        return _("Diverged at epoch {epoch}").format(epoch=counted(epoch))
    if layer == layers:
        return _("Diverged at epoch {epoch}, first in the output layer").format(epoch=counted(epoch))
    return _("Diverged at epoch {epoch}, first in layer {layer}").format(epoch=counted(epoch), layer=layer)


def network(layers: list[dict]) -> str:
    """Hidden layers as people say them: "6–4 tanh", or "8 relu – 4 tanh" where they differ. `layers`: as a recipe has them."""
    if not layers:
        return _("no hidden layer")
    activations = {layer["activation"] for layer in layers}
    if len(activations) == 1:
        return f"{'–'.join(str(layer['units']) for layer in layers)} {activations.pop()}"
    return " – ".join(f"{layer['units']} {layer['activation']}" for layer in layers)


def train(run) -> dict:
    """The primary button for a run's state: {"do", "words"}."""
    if run is None or run.state in ("diverged", "stopped", "failed"):
        return {"do": "train", "words": _("Train")}
    if run.state == "finished":
        return {"do": "extend", "words": _("Train {more} more").format(more=MORE)}
    if run.state == "paused":
        return {"do": "resume", "words": _("Continue")}
    return {"do": "pause", "words": _("Pause")}


def planted(faults) -> str:
    """What is wrong with a run on purpose: "Planted fault: missing minus"; "" for a right one. `faults`: names."""
    if not faults:
        return ""
    titles = [(declarations.entry("faults", name) or {"title": name})["title"] for name in faults]
    if len(titles) == 1:
        return _("Planted fault: {fault}").format(fault=titles[0])
    return _("Planted faults: {faults}").format(faults=_(", ").join(titles))


MORE = 300  # epochs that a finished run is given by one press


def cost(spec) -> str:
    """One line before Train: "51 parameters · 300 epochs ≈ 10 s"."""
    found = recipes.estimate(spec)
    parameters = ngettext("{count} parameter", "{count} parameters", found.parameters).format(count=f"{found.parameters:,}")
    epochs = ngettext("{count} epoch", "{count} epochs", spec.training.epochs).format(count=f"{spec.training.epochs:,}")
    return f"{parameters} · {epochs}"


def age(moment) -> str:
    """How long ago, in words: "3 min ago"."""
    passed = timezone.now() - moment
    if passed < timedelta(minutes=1):
        return _("just now")
    if passed < timedelta(hours=1):
        return _("{count} min ago").format(count=passed.seconds // 60)
    if passed < timedelta(days=1):
        return _("{count} h ago").format(count=passed.seconds // 3600)
    return ngettext("{count} day ago", "{count} days ago", passed.days).format(count=passed.days)
