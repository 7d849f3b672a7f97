"""Sentences with places in them, kept apart from their values: whoever shows one may say it in another language first.

``Sentence("{field}: {value} is not {kind}.", field=Word("noise"), value="'abc'", kind=Word("a number"))``. The engine speaks
English; a translation is a function str → str, handed in by whoever has one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Word(str):
    """A word of ours inside a sentence ("learning rate"), to be said in the sentence's language; what people typed is a str."""


class Sentence:
    """A template and what stands in its places: words of ours, sentences, or anything that is the same in every language."""

    def __init__(self, template: str, **values: Any):
        self.template, self.values = template, values

    def said(self, translate: Callable[[str], str]) -> str:
        """The sentence with its own words put through ``translate``, its first letter a capital."""
        return capital(translate(self.template).format(**{name: _said(one, translate) for name, one in self.values.items()}))

    def __str__(self) -> str:
        return self.said(str)


def capital(text: str) -> str:
    """The first letter as a capital, where it is a plain one: β₁ has no business as Β₁."""
    return text[:1].upper() + text[1:] if text[:1].isascii() else text


def _said(value: Any, translate: Callable[[str], str]) -> Any:
    if isinstance(value, Sentence):
        return value.said(translate)
    return translate(str(value)) if isinstance(value, Word) else value
