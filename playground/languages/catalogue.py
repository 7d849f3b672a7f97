"""The catalogues: `locale/<language>/LC_MESSAGES/django.po` is the source, what is compiled from it stands beside it.

Compiled are `django.mo`, which Django reads, and `page.json`: the sentences the page's scripts say. One source for both; the
places noted at each message tell which of them is whose. No system package is needed, and nothing compiled is committed.
"""

import hashlib
import json
import tempfile
from functools import cache
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation import to_locale

SCRIPTS = "static/"  # a message found below it is said by a script
DATA = "engine/datasets/"  # and so are the names of columns and classes, which come with the data


def sources() -> list[Path]:
    """Every catalogue of ours."""
    return sorted(path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/django.po"))


def source(language: str) -> Path:
    """The catalogue of a language ("zh-hans"), there or not."""
    return Path(settings.LOCALE_PATHS[0]) / to_locale(language) / "LC_MESSAGES" / "django.po"


def is_compiled(po: Path) -> bool:
    """Whether what stands beside this catalogue was compiled from it as it is now."""
    page = po.with_name("page.json")
    return po.with_suffix(".mo").is_file() and page.is_file() and json.loads(page.read_text())["of"] == _digest(po)


def compile_catalogue(po: Path) -> None:
    """Write `django.mo` and `page.json` beside a catalogue. Raises polib's OSError or ValueError for one that is no catalogue."""
    read = polib.pofile(str(po))
    words = {one.msgid: one.msgstr for one in read.translated_entries() if is_said_by_scripts(one)}
    page = json.dumps({"of": _digest(po), "words": words}, ensure_ascii=False, sort_keys=True)
    _write(po.with_suffix(".mo"), read.to_binary())
    _write(po.with_name("page.json"), page.encode())


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all: a server may be reading it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        file.write(data)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


def is_said_by_scripts(entry: polib.POEntry) -> bool:
    return any(place.startswith(SCRIPTS) or place == DATA for place, _ in entry.occurrences)


@cache
def page_words(language: str) -> dict[str, str]:
    """The sentences that scripts say, in a language; empty for English, whose sentences are their own keys."""
    page = source(language).with_name("page.json")
    return json.loads(page.read_text())["words"] if page.is_file() else {}


def _digest(po: Path) -> str:
    return hashlib.sha256(po.read_bytes()).hexdigest()
