"""Shrink it: leave out the smallest weights, keep the rest on few levels, and see what the network still can."""

import json

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from playground.experiments.tabs.base import Tab
from playground.runs.models import Run


class Shrink(Tab):
    key = "shrink"
    rank = 70
    title = gettext_lazy("Shrink it")
    about = gettext_lazy(
        "Most weights of a trained network can go. Pruning sets those nearest to 0 to 0; fewer bits leave each layer's weights "
        "only a few levels to stand on. Nothing is trained again: this is what the network can do as it is."
    )
    kind = "shrink"
    start = gettext_lazy("Work it out")

    def shown(self, run: Run, result: dict) -> dict:
        """The report with a table of all scores, and what scripts draw from."""
        accuracy = result["metric"] == "test_accuracy"
        return result | {
            "metric_words": _("Test accuracy") if accuracy else _("Test R²"),
            "rows": [
                {"share": f"{share:.0%}", "cells": [_cell(one, accuracy) for one in settings]}
                for share, settings in zip(result["shares"], result["settings"], strict=True)
            ],
            "last_share": len(result["shares"]) - 1,
            "last_bits": len(result["bits"]) - 1,
            "drawn": json.dumps({**result, "accuracy": accuracy}),
        }


def _cell(setting: dict, accuracy: bool) -> str:
    score = setting["score"]
    if isinstance(score, str):
        return score
    return f"{score:.1%}" if accuracy else f"{score:.3f}".replace("-", "−")


TAB = Shrink()
