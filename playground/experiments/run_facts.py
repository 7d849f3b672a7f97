"""What a run's own page says below the instrument: how it went, what its recipe is, what was edited when, who its kin are."""

import re

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from playground.experiments import links, run_rows, words, written
from playground.experiments.controls import pretty
from playground.experiments.declarations import LAYERS
from playground.experiments.recipe_form import RecipeForm
from playground.runs import edits, recipes, selectors
from playground.runs.models import Run
from playground.training import thinning


def told(run: Run) -> dict:
    """Template context of the page: {"name", "story", "results", "recipe", "edits", "attempts", "kin_words", "forks"}."""
    form = RecipeForm.of_spec(recipes.parse(edits.beginning(run.spec)))
    return {
        "name": run_rows.name(run),
        "story": story(run),
        "results": results(run, form),
        "recipe": differences(form),
        "changed": [{"epoch": one.epoch, "words": edited(one, form)} for one in edits.history(run)],
        "attempts": [attempt(mark) for mark in run.detail.get("attempts", ())],
        "kin_words": kin_words(run),
        "forks": [{"run": one, "name": run_rows.name(one), "words": fork_words(one)} for one in selectors.forks_of(run)],
    }


def story(run: Run) -> str:
    """How it stands, where there is more to say than its state."""
    epoch = written.counted(run.detail.get("epoch", run.epoch))
    if run.state == "diverged":
        said = _("Its numbers grew beyond all bounds at epoch {epoch}: a result too. Look at earlier ones, or fork from one.")
        return said.format(epoch=epoch)
    if run.state == "failed":
        return words.failure(run)
    if run.state == "stopped" and run.detail.get("reason") == "person":
        return _("You stopped it at epoch {epoch}. A fork can go on from there.").format(epoch=epoch)
    if run.state == "stopped" and run.detail.get("reason") == "pruned":
        said = _(
            "At epoch {epoch} it was not among the best {kept} of {of} runs of its sweep, so it ended. "
            "A fork can go on from there."
        )
        return said.format(epoch=epoch, kept=run.detail["kept"], of=run.detail["of"])
    if run.state == "waiting" and run.seq == 0:
        return _("It waits for its turn; nothing has been recorded yet.")
    if run.detail_level != "full":
        task = selectors.tasks_of(run.id, thinning.AGAIN).first()
        if task and task.state == "failed":
            return _("Some of what it recorded was dropped to save room, and training it again here gave other bits or none.")
        return _("Some of what it recorded was dropped to save room. It is trained again just now, and comes back bit for bit.")
    return ""


def results(run: Run, form: RecipeForm) -> list[dict]:
    """[{"label", "value"}]: figures of the run and what it took."""
    regression = "test_r2" in str(run.schema)
    metric = _("Test R²") if regression else _("Test accuracy")
    show = written.readout if regression else _share
    seconds = selectors.seconds_of(run)
    rows = [
        (_("Epochs"), f"{run.epoch:,} / {run.epochs:,}"),
        (_("Test loss"), written.readout(run.last_loss)),
        (metric, _("{last}, at best {best}").format(last=show(run.last_metric), best=show(run.best_metric))),
        (_("Steps"), f"{run.step:,}"),
        (_("Computing time"), _("{seconds} s").format(seconds=f"{seconds:.2g}" if seconds < 10 else f"{seconds:,.0f}")),
        (_("Size"), words.cost(form.spec)),
        (_("Seed"), str(run.seed)),
        (_("Fingerprint"), run.fingerprint or _("not trained yet")),
    ]
    return [{"label": label, "value": value} for label, value in rows]


def differences(form: RecipeForm) -> list[dict]:
    """[{"label", "value"}] of what the set-up has otherwise than First light, in the words of its fields."""
    found = []
    for key in links.shortest(form.spec):
        control = form.control(key)
        if key.startswith("edits."):
            continue
        if control is None:
            label, value = (_("Hidden layers"), _("none")) if key == LAYERS else (key, form.values.get(key, ""))
        else:
            label, value = _placed(key, control.label), control.words
            value = f"{value} {control.facts['unit']}".strip() if control.is_number else value
        found.append({"label": label, "value": value})
    return found


def _placed(key: str, label: str) -> str:
    """A layer's field says which layer."""
    if not key.startswith(f"{LAYERS}."):
        return label
    return _("Layer {number}: {field}").format(number=int(key.split(".")[2]) + 1, field=label.lower())


def edited(one: edits.Edited, form: RecipeForm) -> str:
    """One edit: "Learning rate 0.03 → 0.3", "Weight from x₁ to unit 3 of layer 1: 0.84 → 2"."""
    kind, *place = one.path.split(".")
    if edits.is_parameter(one.path):
        layer, unit = int(place[0]), int(place[-1]) + 1
        output = layer == len(form.spec.network.layers) + 1
        if kind == "biases" and output:
            what = _("Bias of unit {unit} of the output layer").format(unit=unit)
        elif kind == "biases":
            what = _("Bias of unit {unit} of layer {layer}").format(unit=unit, layer=layer)
        else:
            source = _source(form, layer, int(place[1]))
            words = _("Weight from {source} to unit {unit} of layer {layer}")
            if output:
                words = _("Weight from {source} to unit {unit} of the output layer")
            what = words.format(source=source, unit=unit, layer=layer)
    else:
        what = form.control(one.path).label
    after = written.readout(one.after) if edits.is_parameter(one.path) else written.exactly(one.after)
    if one.before is None:
        change = _("set to {after}").format(after=after)
    else:
        before = written.readout(one.before) if edits.is_parameter(one.path) else written.exactly(one.before)
        change = f"{before} → {after}"
    if one.batch:
        said = ngettext(
            "{what}: {change}, after {count} batch of the next epoch",
            "{what}: {change}, after {count} batches of the next epoch",
            one.batch,
        )
        return said.format(what=what, change=change, count=one.batch)
    return _("{what}: {change}").format(what=what, change=change)


def _source(form: RecipeForm, layer: int, index: int) -> str:
    if layer > 1:
        return _("unit {number}").format(number=index + 1)
    return pretty(form.spec.data.feature_names()[index])


def _why(reason: str) -> str:
    """A trainer's reason for a new attempt, in the reader's language; one that is not known as it was written."""
    if found := re.fullmatch(r"record (\d+) was retrained and came out different", reason):
        return _("record {seq} was retrained and came out different").format(seq=found[1])
    if found := re.fullmatch(r"continued on (.+), begun on (.+)", reason):
        return _("continued on {here}, begun on {there}").format(here=found[1], there=found[2])
    return reason


def attempt(mark: dict) -> str:
    """Why another attempt took over, and where."""
    reason = _why(mark.get("reason", ""))
    return _("Attempt {number} took over at epoch {epoch}: {reason}.").format(
        number=mark.get("attempt"), epoch=mark.get("epoch"), reason=reason
    )


def kin_words(run: Run) -> str:
    """What it has from its parent, with a link to it; "" without one."""
    if run.parent_id is None:
        return ""
    address = reverse("experiments:run", args=[run.parent_id])
    link = format_html('<a href="{}" dir="auto">{}</a>', address, run_rows.name(run.parent))
    if run.parent_epoch:
        said = _("Up to epoch {epoch} it is the same as {link}, whose curve stands behind its own.")
    else:
        said = _("It differs from {link} in a thing or two, with the same seed; that run's curve stands behind its own.")
    return format_html(said, epoch=written.counted(run.parent_epoch), link=link)


def fork_words(run: Run) -> str:
    """Where a fork left, and how it stands."""
    state = words.state(run)["words"]
    if not run.parent_epoch:
        return _("from epoch 0 · {state}").format(state=state)
    return _("from epoch {epoch} · {state}").format(epoch=written.counted(run.parent_epoch), state=state)


def _share(value: float | None) -> str:
    return "–" if value is None else _("{percent} %").format(percent=round(100 * value))
