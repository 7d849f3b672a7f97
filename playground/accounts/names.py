"""What an account may be called, and when two names are the same."""

import re
import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LONGEST_NAME = 40
LONGEST_PASSWORD = 256  # hashing a megabyte would keep a processor busy for everybody else


def key_of(name: str) -> str:
    """What names are compared by: "Ada" and "ＡＤＡ" are the same person's."""
    return unicodedata.normalize("NFKC", name).casefold()


def problems_of_name(name: str) -> list[str]:
    """What is wrong with a new account's name, in words; whether somebody has it is not asked here."""
    if not name:
        return [_("Name: it is empty. Any letters, digits and @ . + - _ will do.")]
    if len(name) > LONGEST_NAME or len(key_of(name)) > LONGEST_NAME:
        words = ngettext(
            "Name: {count} character is more than the {most} allowed.",
            "Name: {count} characters are more than the {most} allowed.",
            len(name),
        )
        return [words.format(count=len(name), most=LONGEST_NAME)]
    wrong = sorted(set(re.sub(r"[\w.@+-]", "", name)))
    if wrong:
        shown = " ".join("␣" if char.isspace() else char if char.isprintable() else "�" for char in wrong)
        return [_("Name: {wrong} cannot be in it. Letters, digits and @ . + - _ can.").format(wrong=shown)]
    return []


def problems_of_password(password: str) -> list[str]:
    """What is wrong with a password before anybody looks at how good it is."""
    if not password:
        return [_("Password: it is empty.")]
    if len(password) > LONGEST_PASSWORD:
        words = _("Password: {count} characters are more than the {most} allowed.")
        return [words.format(count=len(password), most=LONGEST_PASSWORD)]
    return []
