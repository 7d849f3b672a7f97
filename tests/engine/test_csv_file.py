"""Files as people have them, and files made to hurt: every one is a table or a sentence, early and in little memory."""

import csv
import io
import itertools
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.csv_file import Unreadable, read
from engine.table import BYTES, Table

PLAIN = "length,width,kind\n1.5,2,a\n2.5,3,b\n-1e-3,4,a\n"


def table(text: str | bytes, part: int = 7) -> Table:
    data = text.encode() if isinstance(text, str) else text
    return read(data[at : at + part] for at in range(0, len(data), part))


def cells(made: Table) -> list[list[str]]:
    return [[one.cell(row) for one in made.columns] for row in range(made.rows)]


@pytest.mark.parametrize("part", [1, 3, 64, 100_000])
def test_a_plain_file_is_read_the_same_in_parts_of_any_size(part):
    made = table(PLAIN, part)
    assert [one.name for one in made.columns] == ["length", "width", "kind"]
    np.testing.assert_array_equal(made.columns[0].numbers, [1.5, 2.5, -0.001])
    assert made.columns[2].words == ("a", "b", "a") and made.rows == 3


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r\n").replace(",", ";").replace(".", ","),  # a spreadsheet set to German or French
        PLAIN.replace(",", "\t"),
        "\ufeff" + PLAIN,
        PLAIN.replace("1.5", " 1.5 ").replace("a", '"a"'),
        "\n\n" + PLAIN + "\n\n",
        PLAIN.rstrip("\n"),
        PLAIN.replace("1.5", "+1.50"),
        PLAIN.replace("length", "\u202elength\u200b"),
    ],
    ids=["crlf", "semicolons and commas", "tabs", "bom", "quotes", "blank lines", "no last end", "plus", "unseen signs"],
)
def test_the_same_table_in_other_clothes_has_the_same_digest(text):
    assert table(text).digest == table(PLAIN).digest


def test_quoted_cells_hold_separators_quotes_and_ends_of_lines():
    made = table('a,b\n"x, y",1\n"say ""no""",2\n"two\nlines",3\n')
    assert made.columns[0].words == ("x, y", 'say "no"', "twolines")  # an end of line is no sign anybody sees


def test_columns_without_names_and_names_used_twice_get_others():
    assert [one.name for one in table("1,2\n3,4\n").columns] == ["column 1", "column 2"]
    assert [one.name for one in table("a,a,,a\n1,2,3,4\n1,2,3,4\n").columns] == ["a", "a 2", "column 3", "a 3"]


def test_a_column_with_one_word_or_gap_in_it_is_a_column_of_words():
    made = table("a,b,c\n1,2,3\n,x,4\n")
    assert [one.numeric for one in made.columns] == [False, False, True]


HURTING = {
    "empty": (b"", "empty"),
    "only blank lines": (b"\n\n \n", "empty"),
    "names alone": (b"a,b\n", "0 rows below the names"),
    "one row": (b"a,b\n1,2\n", "1 rows below the names"),
    "one column": (b"a\n1\n2\n", "one column"),
    "NUL": (b"a,b\n1,\x00\n1,2\n", "NUL"),
    "UTF-16 LE": (PLAIN.encode("utf-16"), "UTF-16"),
    "UTF-16 BE": (b"\xfe\xff" + PLAIN.encode("utf-16-be"), "UTF-16"),
    "UTF-16 without mark": (PLAIN.encode("utf-16-le"), "NUL"),
    "Latin-1": ("größe,b\n1,2\n3,4\n".encode("latin-1"), "not written in UTF-8"),
    "cut in a character": (b"a,b\n1,2\n3,\xe4\xb8", "not written in UTF-8"),
    "zip": (b"PK\x03\x04" + b"\x00" * 40, "ZIP"),
    "gzip": (b"\x1f\x8b\x08" + b"\x00" * 40, "GZIP"),
    "old Excel": (b"\xd0\xcf\x11\xe0" + b"\x00" * 40, "XLS"),
    "1e999": (b"a,b\n1,2\n1e999,3\n", "Row 3, column \u201ca\u201d: 1e999"),
    "1e13": (b"a,b\n1,2\n3,-1e13\n", "Row 3, column \u201cb\u201d: -1e13"),
    "nan": (b"a,b\n1,2\nnan,3\n", "nan is not a number"),
    "infinity": (b"a,b\n-Infinity,2\n1,3\n", "-Infinity is not a number"),
    "21 columns": (",".join("abcdefghijklmnopqrstu").encode() + b"\n", "21 columns; 20 are allowed"),
    "a million columns": (b"," * 10**6, "20+ columns; 20 are allowed"),
    "a million columns in tabs": (b"\t" * 10**6, "20+ columns; 20 are allowed"),
    "41 signs": (b"a,b\n1,2\n3," + b"x" * 41 + b"\n", "Row 3, column 2: the cell has 41 characters"),
    "one endless cell": (b"a,b\n" + b"x" * 10**6, "longer than"),
    "an endless quotation": (b'a,b\n1,"' + b"x\n" * 200_000, "never closed"),
    "quoted ends of lines": (b'a,b\n"' + b"\n" * 60 + b"y" * 41 + b'",1\n2,3\n', "41 characters"),
    "too few cells": (b"a,b\n1,2\n3\n", "Row 3 has 1 cells, the first row has 2"),
    "too many cells": (b"a,b\n1,2,3\n", "Row 2 has 3 cells, the first row has 2"),
    "20,001 rows": (b"a,b\n" + b"1,2\n" * 20_001, "more than 20,000 rows"),
    "20,001 rows without names": (b"1,2\n" * 20_001, "more than 20,000 rows"),
    "too many bytes": (b"a,b\n" + b"%b,%b\n" % (b"1234567890" * 3, b"1234567890" * 3) * 18_000, "larger than 1 MiB"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\x00\x01" * 50, "not written in UTF-8"),
    "markup": (b"<html><script>alert(1)</script>\n<p>\n<p>\n", "one column"),
}


@pytest.mark.parametrize("name", HURTING)
def test_a_file_made_to_hurt_is_refused_in_a_sentence(name):
    data, words = HURTING[name]
    with pytest.raises(Unreadable) as refused:
        table(data, 50_000)
    said = str(refused.value)
    assert words in said and len(said) < 200 and said.endswith((".", "?")), said


def test_there_are_thirty_of_them():
    assert len(HURTING) >= 30


@pytest.mark.parametrize("part", [b"," * 65536, b"1,2\n" * 16384, b'"' * 65536, b"\n" * 65536, b"x" * 65536])
def test_an_endless_file_is_let_go_of_at_its_limit_in_little_time_and_memory(part):
    taken = 0

    def endless():
        nonlocal taken
        while True:
            taken += len(part)
            yield part

    began = time.process_time()
    with pytest.raises(Unreadable):
        read(endless())
    assert time.process_time() - began < 3  # nothing that grows with more than the file
    assert taken <= BYTES + len(part)

    tracemalloc.start()
    try:
        with pytest.raises(Unreadable):
            read(endless())
        assert tracemalloc.get_traced_memory()[1] < 10 * 2**20
    finally:
        tracemalloc.stop()


@settings(max_examples=150)
@given(st.binary(max_size=400) | st.text(alphabet="1a,;\t\"\n\r.e-é\0", max_size=200).map(str.encode), st.integers(1, 50))
def test_any_bytes_are_a_table_or_a_sentence(data, part):
    try:
        made = table(data, part)
    except Unreadable as refusal:
        assert str(refusal)
        return
    assert Table.of(made.data) == made and cells(Table.of(made.data)) == cells(made)


NUMBERS = st.floats(-1e12, 1e12, allow_nan=False, allow_subnormal=False)
WORDS = st.text(alphabet="abc =+-@',;\"é中<>&", min_size=1, max_size=12).map(str.strip)
WORDS = WORDS.filter(lambda one: one and not one.isdigit())


@settings(max_examples=60)
@given(st.lists(st.tuples(NUMBERS, WORDS), min_size=2, max_size=20))
def test_what_the_csv_module_writes_comes_back_to_the_bit(rows):
    text = io.StringIO()
    csv.writer(text).writerows(itertools.chain([("number", "word")], ((repr(number), word) for number, word in rows)))
    made = table(text.getvalue(), 1000)
    np.testing.assert_array_equal(made.columns[0].numbers, [number for number, _ in rows])
    assert made.columns[1].words == tuple(word for _, word in rows)
