"""A CSV file read as it arrives, refused at the first byte that breaks a limit, in a sentence that names row and column.

Commas, semicolons or tabs between cells, as the first line has most of; with the latter two a decimal comma is a number too.
The first row names the columns unless all its cells are numbers. Cells lose the blanks around them and signs nobody sees.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator

import numpy as np

from engine.sentences import Sentence
from engine.table import BEYOND, BYTES, CELL, COLUMNS, ROWS, Column, Table

NUMBER = re.compile(r"[+-]?(\d{1,40}\.?\d{0,40}|\.\d{1,40})([eE][+-]?\d{1,5})?", re.ASCII)
NEVER_ENDING = re.compile(r"[+-]?(nan|inf|infinity|∞)", re.IGNORECASE)
LINE = 2 * COLUMNS * (CELL + 3)  # characters: every cell full and half of it quotation marks
ARCHIVES = {
    b"PK\x03\x04": "ZIP", b"\x1f\x8b": "GZIP", b"7z\xbc\xaf": "7z", b"BZh": "BZIP2", b"\xfd7zXZ": "XZ",
    b"\xd0\xcf\x11\xe0": "XLS",
}  # fmt: skip
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


class Unreadable(ValueError):
    """A file that makes no table. ``sentence`` says why."""

    def __init__(self, sentence: Sentence):
        self.sentence = sentence
        super().__init__(str(sentence))


def read(parts: Iterable[bytes]) -> Table:
    """The table of a file that comes in parts. Raises Unreadable; nothing is read beyond what breaks a limit."""
    lines = _lines(parts)
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        raise Unreadable(Sentence("The file is empty. A table needs a row of names and at least two rows below it."))
    separator = max(",;\t", key=first.count)
    rows, row = [], 0
    try:
        for cells in csv.reader(_with(first, lines), delimiter=separator):
            if not cells:
                continue
            row += 1
            rows.append(_checked(cells, row, rows))
    except csv.Error:
        raise Unreadable(Sentence("Row {row}: a quotation mark is never closed.", row=row + 1)) from None
    return _table(rows, decimal_comma=separator != ",")


def _with(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _lines(parts: Iterable[bytes]) -> Iterator[str]:
    """The file's lines with their ends, checked for size, coding and kind before anything looks into them."""
    decode, size, rest = codecs.getincrementaldecoder("utf-8")().decode, 0, ""
    for number, part in enumerate(_whole_start(parts)):
        size += len(part)
        if size > BYTES:
            raise Unreadable(Sentence("The file is larger than {most} MiB, the most that is taken.", most=BYTES // 1024**2))
        if number == 0:
            _check_kind(part)
            part = part.removeprefix(codecs.BOM_UTF8)
        for begin in range(0, len(part), 16_384):  # a long line ends the reading early, whatever the parts are
            rest += _decoded(decode, part[begin : begin + 16_384])
            *whole, rest = rest.splitlines(keepends=True) or [""]
            if rest.endswith("\n"):
                whole, rest = [*whole, rest], ""
            for line in whole:
                yield _short(line)
            _short(rest)
    rest += _decoded(decode, b"", final=True)
    if rest:
        yield rest


def _whole_start(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same with at least four bytes in the first part: by those a kind of file is known."""
    start = b""
    parts = iter(parts)
    for part in parts:
        start += part
        if len(start) >= 4:
            break
    yield start
    yield from parts


def _check_kind(start: bytes) -> None:
    if start.startswith(WIDE):
        raise Unreadable(Sentence("The file is written in UTF-16 or UTF-32. Save it as “CSV UTF-8” and choose it again."))
    archive = next((name for mark, name in ARCHIVES.items() if start.startswith(mark)), None)
    if archive:
        said = "This is no CSV file but {kind} (spreadsheets and archives are). Save it as CSV and choose that."
        words = Sentence(said, kind=archive)
        raise Unreadable(words)


def _decoded(decode, part: bytes, final: bool = False) -> str:
    try:
        text = decode(part, final)
    except UnicodeDecodeError:
        raise Unreadable(Sentence("The file is not written in UTF-8. Save it as “CSV UTF-8” and choose it again.")) from None
    if "\0" in text:
        said = "The file holds a NUL character, so it is no text. Save it as “CSV UTF-8” and choose it again."
        raise Unreadable(Sentence(said))
    return text


def _short(line: str) -> str:
    if len(line) <= LINE:
        return line
    if max(line.count(sign) for sign in ",;\t") >= COLUMNS:
        raise Unreadable(_columns(f"{COLUMNS}+"))
    said = "A line is longer than {most} characters: more than {columns} full cells."
    raise Unreadable(Sentence(said, most=f"{LINE:,}", columns=COLUMNS))


def _columns(count) -> Sentence:
    return Sentence("The table has {count} columns; {most} are allowed.", count=count, most=COLUMNS)


def _checked(cells: list[str], row: int, rows: list) -> list[str]:
    if len(cells) > COLUMNS:
        raise Unreadable(_columns(f"{len(cells):,}"))
    if row > ROWS + 1:
        raise Unreadable(Sentence("The table has more than {most} rows, the most that are taken.", most=f"{ROWS:,}"))
    if rows and len(cells) != len(rows[0]):
        said = "Row {row} has {cells} cells, the first row has {first}."
        words = Sentence(said, row=f"{row:,}", cells=len(cells), first=len(rows[0]))
        raise Unreadable(words)
    cleaned = ["".join(sign for sign in cell if sign.isprintable()).strip() if not cell.isalnum() else cell for cell in cells]
    for place, cell in enumerate(cleaned, start=1):
        if len(cell) > CELL:
            words = Sentence("Row {row}, column {column}: the cell has {count} characters; {most} are allowed.",
                             row=f"{row:,}", column=place, count=f"{len(cell):,}", most=CELL)  # fmt: skip
            raise Unreadable(words)
    return cleaned


def _table(rows: list[list[str]], decimal_comma: bool) -> Table:
    named = any(cell and not _is_number(cell, decimal_comma) for cell in rows[0])
    names, body = (rows[0], rows[1:]) if named else ([""] * len(rows[0]), rows)
    if len(body) < 2:
        raise Unreadable(Sentence("The table has {count} rows below the names; a network needs two at least.", count=len(body)))
    if len(body) > ROWS:
        raise Unreadable(Sentence("The table has more than {most} rows, the most that are taken.", most=f"{ROWS:,}"))
    if len(names) < 2:
        raise Unreadable(Sentence("The table has one column; it needs an input and a target. Are the cells separated by commas?"))
    return Table([_column(name, cells, decimal_comma, 1 + named)
                  for name, cells in zip(_distinct(names), zip(*body, strict=True), strict=True)])  # fmt: skip


def _distinct(names: list[str]) -> list[str]:
    """Names for columns that have none, and a number behind one that is there already."""
    made: list[str] = []
    for place, name in enumerate(names, start=1):
        name = name or f"column {place}"
        taken = next(n for n in range(1, COLUMNS + 2) if (name if n == 1 else f"{name} {n}") not in made)
        made.append(name if taken == 1 else f"{name} {taken}")
    return made


def _is_number(cell: str, decimal_comma: bool) -> bool:
    return NUMBER.fullmatch(_pointed(cell, decimal_comma)) is not None


def _pointed(cell: str, decimal_comma: bool) -> str:
    return cell.replace(",", ".") if decimal_comma and "." not in cell else cell


def _column(name: str, cells: tuple[str, ...], decimal_comma: bool, first_row: int) -> Column:
    if not all(_is_number(cell, decimal_comma) or NEVER_ENDING.fullmatch(cell) for cell in cells):
        return Column(name, words=cells)
    numbers = np.array([float(_pointed(cell, decimal_comma).replace("∞", "inf")) for cell in cells])
    numbers = np.where(numbers == 0, 0.0, numbers)  # one zero
    wrong = np.flatnonzero(~(np.abs(numbers) <= BEYOND))
    if len(wrong):
        row = int(wrong[0])
        words = Sentence("Row {row}, column “{column}”: {value} is not a number between −{most} and {most}.",
                         row=f"{row + first_row:,}", column=name, value=cells[row], most="10¹²")  # fmt: skip
        raise Unreadable(words)
    return Column(name, numbers)
