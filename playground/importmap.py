"""Third-party ES modules: the one inline import map of our pages, and the hash by which the CSP allows exactly it."""

import base64
import hashlib
import json
from functools import cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

MODULES = {"uplot": "js/curves/uplot.js"}  # import name -> static path
VENDORS = {"vendor/uplot": "uplot/dist"}  # static folder -> folder inside node_modules that is served there


def vendor_folders(node_modules: Path) -> list[tuple[str, Path]]:
    """STATICFILES_DIRS entries, only for what is installed: (prefix, folder)."""
    return [(prefix, node_modules / folder) for prefix, folder in VENDORS.items() if (node_modules / folder).is_dir()]


@cache
def text() -> str:
    """The map as it stands in the page. Needs the static files (collected, in production); never contains `<`."""
    present = {name: static(path) for name, path in MODULES.items() if finders.find(path)}
    return json.dumps({"imports": present}, separators=(",", ":")).replace("<", "\\u003c")


def csp_source() -> str:
    """`'sha256-…'` of the map's exact text, as CSP wants it."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text().encode()).digest()).decode() + "'"


@register.simple_tag
def import_map() -> SafeString:
    """`{% import_map %}`: the script element, to stand before the first module script."""
    return mark_safe(f'<script type="importmap">{text()}</script>')
