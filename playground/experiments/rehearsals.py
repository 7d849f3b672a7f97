"""The pictures of the presets: made once by the set-up, kept in the data folder, read by whoever shows the cards."""

import base64
import json
import os
from pathlib import Path

from django.conf import settings

from playground.experiments.presets import PRESETS

FILE = "experiments.json"


def path() -> Path:
    return settings.DATA_DIR / FILE


def make(presets=PRESETS) -> None:
    """Train each preset and write its picture: {key: {"picture": base64, "rows": layers, "strip": base64}}."""
    made = {preset.key: picture(preset) for preset in presets}
    unfinished = path().with_suffix(".part")
    unfinished.write_text(json.dumps(made, separators=(",", ":")))
    os.replace(unfinished, path())


def picture(preset) -> dict:
    from playground.training.rehearsal import rehearse  # loads torch: only the set-up needs it

    done = rehearse(preset.spec)
    return {"picture": _text(done.thumbnail), "rows": done.rows, "strip": _text(done.strip)}


def read() -> bytes:
    """The file's bytes; an empty object where the set-up has not made it: the cards then show their placeholder."""
    return path().read_bytes() if path().is_file() else b"{}"


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
