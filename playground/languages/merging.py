"""Bringing a catalogue up to date with what is written: translations stay, what nobody says any more goes."""

from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation import to_locale

from playground.languages.gathering import Message

WIDTH = 120
PLURALS = {"zh-hans": "nplurals=1; plural=0;"}


def merged(language: str, messages: list[Message], before: Path) -> polib.POFile:
    """A catalogue of exactly these messages, with the translations `before` has of them; the others are empty."""
    known = {(one.msgctxt, one.msgid): one for one in polib.pofile(str(before))} if before.exists() else {}
    catalogue = polib.POFile(wrapwidth=WIDTH)
    catalogue.metadata = {
        "Project-Id-Version": "backprop-playground",
        "Language": to_locale(language),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    for message in messages:
        old = known.get((message.context, message.text))
        # A sentence that has become countable, or is so no more, needs its translation looked at again.
        same_kind = old is not None and bool(old.msgid_plural) == bool(message.plural)
        catalogue.append(
            polib.POEntry(
                msgctxt=message.context,
                msgid=message.text,
                msgid_plural=message.plural,
                msgstr=old.msgstr if same_kind and not message.plural else "",
                msgstr_plural=(old.msgstr_plural if same_kind else {0: ""}) if message.plural else {},
                occurrences=[(place, "") for place in sorted(message.places)],
                comment=old.comment if old else "",
                tcomment=old.tcomment if old else "",
            )
        )
    return catalogue


def untranslated(catalogue: polib.POFile) -> list[str]:
    """What a reader of this language would still read in English."""
    return [one.msgid for one in catalogue if not one.translated() or "fuzzy" in one.flags]


def translated_languages() -> list[str]:
    """Every language of the site but the one the sentences are written in."""
    return [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
