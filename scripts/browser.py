"""Chromium for the browser tests: found, or installed where we may (root on Debian or Ubuntu), or named as missing."""

import os
import shutil

from steps import Failed, run, say

# The headless shell first: a whole Chromium keeps a process for its own windows busy beside every page.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium-headless-shell", "chromium")  # Debian has both, Ubuntu only the second
APPLICATIONS = (  # macOS keeps them off the PATH
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
MISSING = (
    "the browser tests did NOT run: there is no Chromium here and this user may not install one.\n"
    "  Debian, Ubuntu:  sudo apt-get install chromium\n"
    "  otherwise install Chromium or Google Chrome, or set CHROMIUM=/path/to/it, and run `make test` again."
)


def find_or_install() -> str | None:
    """Path of a Chromium or Chrome; installs Debian's if root and missing; None if there is none."""
    found = _find()
    if found or not (shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0):
        return found
    say("Installing Debian's chromium for the browser tests (apt-get)")
    _apt_get("update", "-qq")
    for package in PACKAGES:
        _apt_get("install", "-y", "-qq", "--no-install-recommends", package)
        if found := _find():
            return found
    return None


def _apt_get(*arguments: str) -> None:
    try:
        run(["apt-get", *arguments], DEBIAN_FRONTEND="noninteractive")
    except Failed as problem:
        print(f"    {problem}", flush=True)


def _find() -> str | None:
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    on_path = next((path for path in map(shutil.which, NAMES) if path), None)
    return on_path or next((path for path in APPLICATIONS if os.path.exists(path)), None)
