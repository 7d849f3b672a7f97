"""Our own script modules inside a page that loads nothing: each as a data: address, joined by an import map.

The sources are read as they lie in `static/`, from the module a page begins with to all that it imports. Where a module speaks to
the server, a stand-in takes its place that reads the file instead.
"""

import json
import posixpath
import re
from base64 import b64encode
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

from playground import importmap

STAND_INS = {
    "js/live/socket.js": "js/offline/socket.js",
    "js/live/history.js": "js/offline/history.js",
    "js/maps/painter.js": "js/offline/painter.js",
    "js/compare/following.js": "js/offline/following.js",
    "js/compare/map-queue.js": "js/offline/map-queue.js",
}
# `import … from "…"`, `export … from "…"`, `import "…"` at the beginning of a line, and `import("…")` anywhere.
IMPORT = re.compile(r'(^(?:import|export)\b[^"\n;=]*\bfrom\s+|^import\s+|\bimport\()"([^"\n]+)"', re.MULTILINE)


class NotFound(RuntimeError):
    """A static file that is not installed."""


@cache
def import_map(*begin: str) -> str:
    """JSON for a script element of type importmap: these modules and all they import, under their paths below `static/`."""
    texts: dict[str, str] = {}
    waiting = list(begin)
    while waiting:
        name = waiting.pop()
        if name not in texts:
            texts[name], imported = _joined(name)
            waiting += imported
    kind = "data:text/javascript;charset=utf-8;base64,"
    whole = {name: kind + b64encode(text.encode()).decode() for name, text in texts.items()}
    return json.dumps({"imports": whole}, sort_keys=True).replace("<", "\\u003c")


def _joined(name: str) -> tuple[str, list[str]]:
    """A module's text with every import spelled as the map spells it, and those spellings."""
    imported = []

    def spelled(found: re.Match) -> str:
        there = found[2]
        if there.startswith("."):
            there = posixpath.normpath(posixpath.join(posixpath.dirname(name), there))
        there = importmap.MODULES.get(there, there)
        there = STAND_INS.get(there, there)
        imported.append(there)
        return f'{found[1]}"{there}"'

    return IMPORT.sub(spelled, text_of(name)), imported


def text_of(name: str) -> str:
    """A static file as it was written; raises NotFound."""
    path = finders.find(name)
    if not path:
        raise NotFound(name)
    return Path(path).read_text("utf-8")
