"""The parser beside Python's own arithmetic and PyTorch's autograd, on formulas that hypothesis makes up; and against nonsense.

promises.md, T2: nothing but FormulaRefused comes out of it, in bounded time and size.
"""

import math

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.formula import FormulaRefused, read
from engine.formula.functions import CONSTANTS, FUNCTIONS
from engine.formula.reading import DEEPEST, LONGEST, MOST_PARTS

PYTHON = {name: getattr(math, name) for name in ("sin", "cos", "tan", "atan", "sinh", "cosh", "tanh", "exp", "log", "sqrt")}
PYTHON |= {"abs": abs, "sign": lambda u: math.copysign(1.0, u) if u else 0.0, "pi": math.pi, "e": math.e}
HOLE = {"__builtins__": {}}
PLACES = st.integers(-300, 300).map(lambda one: one / 100)


def formulas(depth: int = 3):
    """(our text, Python's text): the same formula in both languages, every sign spelled out by hypothesis."""
    number = st.one_of(st.integers(0, 20).map(str), st.integers(0, 5000).map(lambda one: f"{one / 100:g}"))
    leaf = st.one_of(st.sampled_from(["x", "y", "pi", "e"]), number).map(lambda text: (text, text))
    if not depth:
        return leaf
    inner = formulas(depth - 1)
    call = st.tuples(st.sampled_from(sorted(FUNCTIONS)), inner).map(lambda it: tuple(f"{it[0]}({one})" for one in it[1]))
    minus = inner.map(lambda it: (f"-{it[0]}", f"-{it[1]}"))
    bracket = inner.map(lambda it: (f"({it[0]})", f"({it[1]})"))
    pair = st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "^", "**", " - "]), inner).map(
        lambda it: (it[0][0] + it[1] + it[2][0], it[0][1] + it[1].replace("^", "**") + it[2][1])
    )
    return st.one_of(leaf, call, minus, bracket, pair)


@settings(max_examples=150, deadline=None)
@given(formulas(), PLACES, PLACES)
def test_values_are_pythons(texts, x, y):
    """The very same text, with Python's precedence and associativity; where Python has no real number, we have none either."""
    ours, pythons = texts
    assume(len(ours) <= LONGEST)
    try:
        expected = eval(pythons, HOLE, PYTHON | {"x": x, "y": y})  # text that this test has made
    except (ArithmeticError, ValueError, RecursionError, MemoryError, TypeError):
        assume(False)
    value = _at(ours, x, y)[0]
    if isinstance(expected, complex) or not math.isfinite(expected):
        assert not math.isfinite(value)
    else:
        assert value == pytest.approx(expected, rel=1e-9, abs=1e-12) or abs(expected) > 1e15


def _at(text: str, x: float, y: float) -> tuple[float, tuple[float, float]]:
    value, slopes = read(text).work(torch.tensor([x], dtype=torch.float64), torch.tensor([y], dtype=torch.float64))
    return float(value), tuple(float(one) for one in slopes) if slopes else (0.0, 0.0)


@settings(max_examples=150, deadline=None)
@given(formulas(), PLACES, PLACES)
def test_derivatives_are_autograds(texts, x, y):
    ours, pythons = texts
    assume(len(ours) <= LONGEST)
    names = {name: _float(value) for name, value in CONSTANTS.items()}
    at = [torch.tensor(one, dtype=torch.float64, requires_grad=True) for one in (x, y)]
    wrapped = {name: _of_tensors(getattr(torch, name)) for name in FUNCTIONS}
    try:
        true = eval(pythons, HOLE, names | wrapped | {"x": at[0], "y": at[1]})  # text that this test has made
    except (ArithmeticError, ValueError, RecursionError, TypeError, RuntimeError):
        assume(False)
    assume(torch.is_tensor(true) and true.requires_grad)
    slopes = torch.autograd.grad(true, at, allow_unused=True)
    slopes = [0.0 if one is None else float(one) for one in slopes]
    assume(all(math.isfinite(one) and abs(one) < 1e12 for one in slopes) and abs(float(true.detach())) < 1e12)
    _value, ours_slopes = _at(ours, x, y)
    assert ours_slopes == pytest.approx(slopes, rel=1e-6, abs=1e-8)


def _of_tensors(function):
    return lambda u: function(u if torch.is_tensor(u) else _float(u))


def _float(value: float) -> torch.Tensor:
    return torch.tensor(value, dtype=torch.float64)


@settings(max_examples=60, deadline=None)
@given(formulas(2))
def test_what_is_written_out_reads_as_the_same(texts):
    tree = read(texts[0])
    try:
        assert read(str(tree)) == tree
    except FormulaRefused as refused:  # written with every bracket it may lie deeper than people may write
        assert "deep" in str(refused)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text("xy0123456789.+-*/^() sincoexplg", max_size=LONGEST + 5)))
def test_nonsense_is_refused_in_words_and_nothing_else_happens(text):
    try:
        _at(text, 0.5, -0.5)
    except FormulaRefused as refused:
        assert str(refused) and 1 <= refused.place <= len(text) + 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2x", "Place 2: between “2” and “x” a sign is missing"),
        ("(x+1)(y)", "Place 6: between “)” and “(” a sign is missing"),
        ("sin x", "Place 1: sin takes what it works on in brackets"),
        ("sinus(x)", "Place 1: “sinus” is not known. Did you mean sin"),
        ("x + (y", "Place 5: this bracket is never closed"),
        ("x + y)", "Place 6: this bracket closes none"),
        ("x +", "Place 4: the formula ends after “+”"),
        ("", "The formula is empty"),
        ("１+x", "Place 1: “１” has no meaning here"),
        ("x\u202e", "Place 2: “U+202E” has no meaning here"),
        ("x\0", "Place 2: “U+0000” has no meaning here"),
        ("__import__(x)", "Place 1: “__import__” is not known"),
        ("x.real", "Place 2: “.” has no meaning here"),
        ("1e999", "Place 1: 1e999 is more than numbers here can hold"),
        ("(" * 21 + "x" + ")" * 21, "Place 21: brackets, signs and powers may lie 20 deep"),
        ("-" * 30 + "x", "may lie 20 deep"),
        ("x^" * 40 + "x", "may lie 20 deep"),
        ("(" * 100_000, f"may have {LONGEST} characters, and this one has 100000"),
    ],
)
def test_refusals_name_the_place(text, words):
    with pytest.raises(FormulaRefused, match=words.replace("(", r"\(").replace(")", r"\)").replace("+", r"\+")):
        read(text)


def test_towers_of_powers_end_at_once():
    assert _at("9^9^9^9", 0, 0)[0] == math.inf
    assert math.isnan(_at("(-8)^(1/3)", 0, 0)[0]) and _at("1/x", 0.0, 0)[0] == math.inf
    longest = "+".join(["x"] * (LONGEST // 2))
    assert _at(longest, 1.0, 0) == (LONGEST // 2, (LONGEST // 2, 0)) and len(longest) < MOST_PARTS and DEEPEST == 20
