"""Whose work the site stands on, as their own packages say it: names, versions and licences of what is installed here."""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from django.conf import settings

LONGEST = 130  # characters: some packages put the whole text where its name should be


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    licence: str  # "" where the package does not say


@cache
def packages() -> tuple[Package, ...]:
    """What requirements/runtime.txt and package.json name, as far as it is installed, in alphabetical order."""
    pinned = (settings.BASE_DIR / "requirements" / "runtime.txt").read_text("utf-8")
    named = re.findall(r"^[A-Za-z0-9_.-]+(?=[\[=])", pinned, re.MULTILINE)
    modules = json.loads((settings.BASE_DIR / "package.json").read_text("utf-8"))["dependencies"]
    found = [*map(_of_python, named), *(_of_node(settings.BASE_DIR / "node_modules" / name / "package.json") for name in modules)]
    return tuple(sorted((one for one in found if one), key=lambda one: one.name.lower()))


def _of_python(name: str) -> Package | None:
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return None
    said = told.get("License-Expression") or _short(told.get("License")) or _classified(told.get_all("Classifier") or [])
    return Package(told["Name"], told["Version"], said)


def _short(text: str | None) -> str:
    return text if text and len(text) < 40 else ""


def _classified(classifiers: list[str]) -> str:
    licences = [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License :: ")]
    return ", ".join(licences)[:LONGEST]


def _of_node(file: Path) -> Package | None:
    if not file.is_file():
        return None
    told = json.loads(file.read_text("utf-8"))
    return Package(told["name"], told["version"], told.get("license", ""))


@cache
def version() -> str:
    """The site's own version."""
    return re.search(r'^version = "(.+)"', (settings.BASE_DIR / "pyproject.toml").read_text("utf-8"), re.MULTILINE)[1]
