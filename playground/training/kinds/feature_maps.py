"""Filters and feature maps of a run at one of its epochs, for one test example, as small pictures."""

import base64
import io
import json
from collections.abc import Iterator

import numpy as np
from django.utils.translation import gettext as _

from playground.runs import recipes
from playground.runs.models import Run
from playground.training.kinds.base import Kind, TaskRefused, epoch_of, run_of

EXAMPLES = 12  # as in the output panel
SHOWN, SHOWN_OF_MANY, MANY = 16, 4, 8  # channels of a layer; where there are more layers than MANY, fewer: at most 1 MB a look
INPUTS = 4  # of a filter over several channels, one below the other


class FeatureMaps(Kind):
    def clean(self, owner: str, given: dict) -> dict:
        run, text = run_of(owner, given), str(given.get("example") or "1").strip()
        if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= EXAMPLES):
            words = _("Test example: “{value}” is not a whole number from 1 to {most}.")
            raise TaskRefused(words.format(value=text[:20], most=EXAMPLES))
        return {"run": run.id, "epoch": epoch_of(run, given), "example": int(text)}

    def work(self, given: dict, fingerprint: str) -> Iterator[float]:
        from engine.feature_maps import look
        from engine.plan import Plan
        from playground.training.returning import state_at

        run = Run.objects.get(id=given["run"])
        plan = Plan(recipes.parse(run.spec))
        state = yield from state_at(run, plan, given["epoch"])
        if given["example"] > plan.test_count:
            words = _("Test example: this run has only {count} of them.")
            raise TaskRefused(words.format(count=plan.test_count))
        found = look(plan, state, given["example"] - 1)
        shown = SHOWN if len(found.windows) <= MANY else SHOWN_OF_MANY
        report = {
            "epoch": state.epoch,
            "example": given["example"],
            "target": found.target,
            "outputs": found.outputs.tolist(),
            "loss": found.loss,
            "picture": tiles(found.picture, 1)["tiles"][0],
            "legend": png(np.linspace(-1, 1, 64)[None]),
            "layers": [_layer(window, shown) for window in found.windows],
        }
        return json.dumps(recipes.as_json(report)).encode()


def _layer(window, shown: int) -> dict:
    channels, *size = window.maps.shape
    groups = {"maps": tiles(window.maps, shown), "map_gradients": tiles(window.map_gradients, shown)}
    if window.filters is not None:
        for name in ("filters", "filter_gradients"):
            below = getattr(window, name)[:, :INPUTS]
            groups[name] = tiles(below.reshape(channels, -1, below.shape[-1]), shown)
        groups["inputs"], groups["inputs_shown"] = window.filters.shape[1], min(INPUTS, window.filters.shape[1])
    return {"number": window.number, "name": window.name, "channels": channels, "size": size} | groups


def tiles(pictures: np.ndarray, shown: int) -> dict:
    """{"tiles": [{"png", "width", "height", "low", "high"}], "most", "silent"} of pictures (n, height, width), one scale ±most.

    `silent`: how many of all n are 0 everywhere.
    """
    with np.errstate(invalid="ignore"):
        most = float(np.abs(pictures).max())
        silent = int((pictures == 0).all(axis=(1, 2)).sum())
        made = [
            {
                "png": png(one / most if most > 0 else one),
                "width": one.shape[1], "height": one.shape[0], "low": float(one.min()), "high": float(one.max()),
            }
            for one in pictures[:shown]
        ]  # fmt: skip
    return {"tiles": made, "most": most, "silent": silent}


def png(values: np.ndarray) -> str:
    """A PNG of signed values −1 … 1 in the map's colours, one pixel each, base64."""
    from PIL import Image

    from playground.training.cards.paper import diverging

    file = io.BytesIO()
    Image.fromarray(diverging(values)).save(file, "PNG", optimize=True)
    return base64.b64encode(file.getvalue()).decode()


KIND = FeatureMaps()
