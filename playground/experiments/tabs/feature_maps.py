"""Filters and feature maps: what each convolution looks for, found in one test example, and what the gradient asks of both."""

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from playground.experiments import declarations
from playground.experiments.declarations import LAYERS
from playground.experiments.tabs.base import Tab
from playground.experiments.written import readout
from playground.runs.models import Run
from playground.training.kinds.feature_maps import EXAMPLES

SIDE = 56  # px of a map's longer side
GROUPS = {
    "filters": gettext_lazy("Filters"),
    "filter_gradients": gettext_lazy("Gradient of the filters"),
    "maps": gettext_lazy("Feature maps"),
    "map_gradients": gettext_lazy("Gradient of the feature maps"),
}


class FeatureMaps(Tab):
    key = "feature-maps"
    rank = 15
    title = gettext_lazy("Filters and feature maps")
    about = gettext_lazy(
        "A filter is a small picture of weights that slides over its input; its feature map says where it found what it looks "
        "for. Below each stands its gradient: where that is blue, more would raise the loss of this one example, where orange, "
        "lower it."
    )
    kind = "feature_maps"
    start = gettext_lazy("Look inside")
    form = True

    def unfit(self, run: Run) -> str:
        if any(layer["name"].endswith("2d") for layer in run.spec["network"]["layers"]):
            return ""
        return _("This network has no convolution or pooling layer, so there are no filters and no feature maps.")

    def given(self, asked: QueryDict) -> dict:
        return super().given(asked) | {"example": asked.get("example", "")}

    def context(self, run: Run, asked: QueryDict) -> dict:
        return {"numbers": range(1, EXAMPLES + 1)}

    def shown(self, run: Run, result: dict) -> dict:
        return result | {"rows": [_row(layer) for layer in result["layers"]], "loss": readout(result["loss"])}


def _row(layer: dict) -> dict:
    entry = declarations.entry(LAYERS, layer["name"]) or {"title": layer["name"]}
    shape = " × ".join(str(size) for size in (layer["channels"], *layer["size"]))
    groups = [_group(title, layer[name], layer, name) for name, title in GROUPS.items() if name in layer]
    return {"number": layer["number"], "title": entry["title"], "shape": shape, "groups": groups}


def _group(title, group: dict, layer: dict, name: str) -> dict:
    """One line of pictures, with what is said of all of them."""
    aside = [_("up to ±{most}").format(most=readout(group["most"]))]
    if group["silent"]:
        aside.append(_("{count} of {all} are 0 everywhere").format(count=group["silent"], all=layer["channels"]))
    if len(group["tiles"]) < layer["channels"]:
        aside.append(_("the first {count} of {all}").format(count=len(group["tiles"]), all=layer["channels"]))
    if name.startswith("filter") and layer["inputs"] > 1:
        said = _("one below the other for {count} of {all} inputs")
        aside.append(said.format(count=layer["inputs_shown"], all=layer["inputs"]))
    tiles = [_tile(tile, name) for tile in group["tiles"]]
    return {"title": title, "aside": ", ".join(str(one) for one in aside), "tiles": tiles}


def _tile(tile: dict, name: str) -> dict:
    """Its size on the page: whole pixels each as large as all others of the layer, and its range in words."""
    stacked = name.startswith("filter") and tile["height"] > tile["width"]
    pixel = max(1, SIDE // (2 * tile["width"] if stacked else max(tile["width"], tile["height"])))
    words = _("from {low} to {high}").format(low=readout(tile["low"]), high=readout(tile["high"]))
    return {"png": tile["png"], "width": pixel * tile["width"], "height": pixel * tile["height"], "words": words}


TAB = FeatureMaps()
