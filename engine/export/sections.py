"""What a script is made of: sections of prose and code, written out as a Python file or as a notebook."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from engine.sentences import Sentence, Word

WIDTH = 100  # of comments


@dataclass(frozen=True)
class Section:
    """A step of the program: its title, what it does in words, and the code."""

    title: Word
    text: tuple[Sentence, ...]
    code: str


def as_script(header: str, imports: str, sections: list[Section], translate: Callable[[str], str]) -> str:
    """One Python file: prose as comments."""
    parts = [f'"""{header}\n"""', imports]
    for number, section in enumerate(sections, start=1):
        title = f"# {number}. {translate(section.title)} "
        words = [title + "-" * max(0, WIDTH - _columns(title)), *_comments(section, translate)]
        parts.append("\n".join(words) + "\n\n" + section.code)
    return "\n\n".join(parts).rstrip() + "\n"


def as_notebook(header: str, imports: str, sections: list[Section], translate: Callable[[str], str]) -> str:
    """The same as a Jupyter notebook (nbformat 4.5): prose as Markdown, a cell a section."""
    title, _, rest = header.partition("\n")
    cells = [_cell("markdown", 0, f"# {title}\n{rest}".rstrip()), _cell("code", 1, imports)]
    for number, section in enumerate(sections, start=1):
        prose = "\n\n".join(said.said(translate) for said in section.text)
        cells.append(_cell("markdown", 2 * number, f"## {number}. {translate(section.title)}\n\n{prose}".rstrip()))
        cells.append(_cell("code", 2 * number + 1, section.code))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    book = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(book, indent=1, ensure_ascii=False) + "\n"


def _cell(kind: str, number: int, source: str) -> dict:
    cell = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": source.splitlines(keepends=True)}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _comments(section: Section, translate: Callable[[str], str]) -> list[str]:
    lines = []
    for sentence in section.text:
        lines += wrapped(sentence.said(translate), WIDTH - 2)
    return [f"# {line}" for line in lines]


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` columns; Chinese has no spaces to break at and takes two columns a character."""
    if text.isascii() or _columns(text) < len(text) * 1.2:
        return textwrap.wrap(text, width)
    lines, line = [], ""
    for character in text:
        if _columns(line + character) > width and character not in "，。；：、）":
            lines, line = [*lines, line], ""
        line += character
    return [*lines, line]


def _columns(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)
