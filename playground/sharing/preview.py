"""What a chat app says about a link: a title and a description in words. The picture is a trainer's work (training.cards)."""

from django.utils.translation import gettext as _

from playground.experiments import declarations
from playground.experiments.words import network, planted, state
from playground.experiments.written import counted
from playground.languages.joining import joined
from playground.runs import recipes


def words(run, spec) -> dict[str, str]:
    """{"title", "description"} of a run: data, network, optimizer, and how far it has come with what result."""
    data, optimizer = declarations.entry("data", spec.data.name), declarations.entry("optimizer", spec.optimizer.name)
    layers = network(recipes.expanded(spec)["network"]["layers"])
    recipe = _("{data}, {network}, {optimizer} at {rate}").format(
        data=data["title"], network=layers, optimizer=optimizer["title"], rate=f"{spec.optimizer.lr:g}"
    )
    sentences = [_("{words}.").format(words=one) for one in (recipe, planted(spec.faults), _course(run)) if one]
    return {"title": run.title or recipe, "description": joined(*sentences, *_result(run, spec))}


def _course(run) -> str:
    if run.state in ("diverged", "failed"):
        return state(run)["words"]
    epochs = {"epoch": counted(run.epoch), "epochs": counted(run.epochs)}
    return _("{state}, epoch {epoch} of {epochs}").format(state=state(run)["words"], **epochs)


def _result(run, spec) -> list[str]:
    """Sentences with the newest figures, as far as there are finite ones."""
    figures = []
    if run.last_loss is not None:
        figures.append(_("Test loss {loss}.").format(loss=f"{run.last_loss:.3g}"))
    if run.last_metric is not None and spec.data.task != "regression":
        figures.append(_right(run.last_metric, spec))
    return figures


def _right(share: float, spec) -> str:
    if not spec.data.test_is_train:
        return _("{percent} % of unseen points are right.").format(percent=round(100 * share))
    train, _test = spec.data.sizes()
    if share == 1:
        return _("All {total} points are right.").format(total=train)
    return _("{right} of {total} points are right.").format(right=round(share * train), total=train)
