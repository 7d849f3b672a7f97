"""The catalogues of the site's languages, compiled into the checkout. No system package is needed: polib does it."""

import environment
from steps import ROOT, Failed, digest, once

SOURCES = "locale/*/LC_MESSAGES/django.po"


def prepare() -> None:
    """Have every catalogue compiled as it stands now."""
    sources = sorted(ROOT.glob(SOURCES))
    compiled = [path.with_name(name) for path in sources for name in ("django.mo", "page.json")]
    stamp = environment.VENV / ".words-compiled"
    if not all(path.is_file() for path in compiled):
        stamp.unlink(missing_ok=True)
    once(stamp, digest(sources), "Compiling the words of every language", _compile)


def _compile() -> None:
    if environment.python("manage.py", "compilewords"):
        raise Failed("`manage.py compilewords` failed; its own words are above")
