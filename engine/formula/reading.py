"""Text → tree, by recursive descent. Length, depth and number of parts are bounded; every refusal names its place in words.

    sum     = product (("+" | "-") product)*
    product = signed (("*" | "/") signed)*
    signed  = ("+" | "-") signed | power
    power   = atom (("^" | "**") signed)?        from the right: 2^3^2 = 2^9; −x^2 = −(x^2), as in mathematics and in Python
    atom    = number | "x" | "y" | "pi" | "e" | function "(" sum ")" | "(" sum ")"

Names are looked up in a table of ours; Python resolves none of them (promises.md, T2).
"""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import dataclass

from engine.formula.functions import CONSTANTS, FUNCTIONS, NAMES, VARIABLES
from engine.formula.tree import Call, Constant, Minus, Node, Number, Pair, Variable
from engine.sentences import Sentence, Word

LONGEST = 200  # characters
DEEPEST = 20  # brackets, signs and powers within each other
MOST_PARTS = 200
NUMBER = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
TOKEN = re.compile(rf"[ \t]*(?:({NUMBER})|([A-Za-z_][A-Za-z_0-9]*)|(\*\*|[-+*/^()]))")


class FormulaRefused(ValueError):
    """A formula that cannot be read. ``place``: the character it fails at, counted from 1."""

    def __init__(self, sentence: Sentence, place: int):
        self.sentence, self.place = sentence, place
        super().__init__(str(sentence))


@dataclass(frozen=True)
class Token:
    kind: str  # "number", "name", "sign", "end"
    text: str
    place: int


def read(text: str) -> Node:
    """The tree of a formula in x and y; raises FormulaRefused."""
    if len(text) > LONGEST:
        words = Word("A formula may have {most} characters, and this one has {count}.")
        raise FormulaRefused(Sentence(words, most=LONGEST, count=len(text)), LONGEST + 1)
    return _Reader(list(_tokens(text))).whole()


def _tokens(text: str):
    at, end = 0, len(text.rstrip(" \t"))
    while at < end:
        found = TOKEN.match(text, at)
        if not found:
            at += len(text[at:]) - len(text[at:].lstrip(" \t"))
            sign = text[at] if text[at].isprintable() else f"U+{ord(text[at]):04X}"
            words = Word("Place {place}: “{sign}” has no meaning here. There are numbers, x, y, + - * / ^ ( ) and {names}.")
            raise FormulaRefused(Sentence(words, place=at + 1, sign=sign, names=", ".join(NAMES[2:])), at + 1)
        kind = ("number", "name", "sign")[found.lastindex - 1]
        yield Token(kind, found[found.lastindex], found.start(found.lastindex) + 1)
        at = found.end()
    yield Token("end", "", end + 1)


class _Reader:
    """One pass over the tokens, left to right."""

    def __init__(self, tokens: list[Token]):
        self.tokens, self.at, self.depth, self.parts = tokens, 0, 0, 0

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    def whole(self) -> Node:
        if self.now.kind == "end":
            raise FormulaRefused(Sentence("The formula is empty. Write one in x and y, such as x^2 + 3*y^2."), 1)
        tree = self.sum()
        if self.now.kind != "end":
            self.unexpected()
        return tree

    def sum(self) -> Node:
        left = self.product()
        while self.now.text in ("+", "-"):
            left = self.made(Pair(self.take().text, left, self.product()))
        return left

    def product(self) -> Node:
        left = self.signed()
        while self.now.text in ("*", "/"):
            left = self.made(Pair(self.take().text, left, self.signed()))
        return left

    def signed(self) -> Node:
        if self.now.text not in ("+", "-"):
            return self.power()
        sign = self.take()
        self.deeper(sign)
        of = self.signed()
        self.depth -= 1
        return self.made(Minus(of)) if sign.text == "-" else of

    def power(self) -> Node:
        base = self.atom()
        if self.now.text not in ("^", "**"):
            return base
        self.deeper(self.take())
        exponent = self.signed()
        self.depth -= 1
        return self.made(Pair("^", base, exponent))

    def atom(self) -> Node:
        token = self.now
        if token.kind == "number":
            return self.number(self.take())
        if token.kind == "name":
            return self.name(self.take())
        if token.text == "(":
            return self.bracket()
        self.unexpected()

    def number(self, token: Token) -> Node:
        value = float(token.text)
        if math.isinf(value):
            words = Word("Place {place}: {text} is more than numbers here can hold (about 1.8e308).")
            raise FormulaRefused(Sentence(words, place=token.place, text=token.text[:40]), token.place)
        return self.made(Number(value))

    def name(self, token: Token) -> Node:
        if token.text in VARIABLES:
            return self.made(Variable(token.text))
        if token.text in CONSTANTS:
            return self.made(Constant(token.text, CONSTANTS[token.text]))
        if token.text in FUNCTIONS:
            if self.now.text != "(":
                words = Word("Place {place}: {name} takes what it works on in brackets, as in {name}(x).")
                raise FormulaRefused(Sentence(words, place=token.place, name=token.text), token.place)
            return self.made(Call(token.text, self.bracket()))
        near = difflib.get_close_matches(token.text.lower(), NAMES, n=1, cutoff=0.4)
        words = Word("Place {place}: “{name}” is not known. Known: {known}.")
        if near:
            words = Word("Place {place}: “{name}” is not known. Did you mean {near}? Known: {known}.")
        places = {"place": token.place, "name": token.text[:40], "near": near[0] if near else "", "known": ", ".join(NAMES)}
        raise FormulaRefused(Sentence(words, **places), token.place)

    def bracket(self) -> Node:
        opened = self.take()
        self.deeper(opened)
        inner = self.sum()
        if self.now.text != ")":
            if self.now.kind == "end":
                words = Word("Place {place}: this bracket is never closed.")
                raise FormulaRefused(Sentence(words, place=opened.place), opened.place)
            self.unexpected()
        self.at += 1
        self.depth -= 1
        return inner

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def made(self, node: Node) -> Node:
        self.parts += 1
        if self.parts > MOST_PARTS:
            words = Word("A formula may have {most} parts (numbers, names and signs); from place {place} on there are more.")
            raise FormulaRefused(Sentence(words, most=MOST_PARTS, place=self.now.place), self.now.place)
        return node

    def deeper(self, token: Token) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            words = Word(
                "Place {place}: brackets, signs and powers may lie {most} deep within each other, and here they go deeper."
            )
            raise FormulaRefused(Sentence(words, place=token.place, most=DEEPEST), token.place)

    def unexpected(self):
        """What stands here cannot follow what stands before it."""
        token, before = self.now, self.tokens[self.at - 1] if self.at else Token("start", "(", 0)
        places = {"place": token.place, "text": token.text, "before": before.text}
        complete = before.kind in ("number", "name") or before.text == ")"
        if token.kind == "end":
            sentence = Sentence("Place {place}: the formula ends after “{before}”, where something must follow.", **places)
        elif complete and (token.kind != "sign" or token.text == "("):
            words = Word("Place {place}: between “{before}” and “{text}” a sign is missing. Write * to multiply.")
            sentence = Sentence(words, **places)
        elif complete and token.text == ")":
            sentence = Sentence("Place {place}: this bracket closes none.", **places)
        else:
            words = Word("Place {place}: “{text}” cannot stand here; a number, x, y, a function or a bracket can.")
            sentence = Sentence(words, **places)
        raise FormulaRefused(sentence, token.place)
