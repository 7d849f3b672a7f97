"""One field's text as many values: a list ``0.01, 0.03, 0.1``, a range ``1e-4..1 log 20``, random draws ``~1e-4..1 log``.

A text without a comma, two dots or a tilde is one value and no axis. Whether a value suits its field is the spec's to say.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from hashlib import blake2b

from engine import rng
from engine.refusals import Problem, Refused, show
from engine.sentences import Sentence, Word

MOST_RUNS = 2_000  # of one search
YES_NO = {"on": "true", "yes": "true", "off": "false", "no": "false"}
FEWEST_DIGITS, MOST_DIGITS = 4, 12


@dataclass(frozen=True)
class Axis:
    """The values of one field. Drawn from `low` to `high`, or out of `values`, where `drawn`; else each of `values` in turn."""

    path: str
    text: str
    values: tuple[str, ...] = ()
    drawn: bool = False
    low: float = math.nan
    high: float = math.nan
    log: bool = False
    whole: bool = False  # numbers without a fraction

    @property
    def continuous(self) -> bool:
        """Drawn from a range, not out of a list."""
        return self.drawn and not self.values

    @property
    def ends(self) -> tuple[str, ...]:
        """The values that the field's bounds have to admit: each, or both ends of a range."""
        return self.values or (spelled(self.low), spelled(self.high))

    def as_drawn(self) -> Axis:
        """The same field drawn at random: from the whole of a range, or out of the list."""
        ranged = math.isfinite(self.low)
        text = (
            f"~{spelled(self.low)}..{spelled(self.high)}{' log' if self.log else ''}" if ranged else f"~{self.text.lstrip('~ ')}"
        )
        return replace(self, text=text, values=() if ranged else self.values, drawn=True)

    def as_laid_out(self, count: int) -> str:
        """The text of the same field laid out in steps: the list, or `count` values of the range."""
        if self.values:
            return ", ".join(self.values)
        return f"{spelled(self.low)}..{spelled(self.high)}{' log' if self.log else ''} {count}"

    def draw(self, seed: int, number: int) -> str:
        """Draw `number` (0, 1, 2…): a function of seed, field and number alone, so more draws never change the first ones."""
        field = int.from_bytes(blake2b(self.path.encode(), digest_size=7).digest(), "little")
        share = rng.key(seed, "search", field, number) / 2**63  # in [0, 1)
        if self.values:
            return self.values[int(share * len(self.values))]
        if self.whole:  # every whole number has its share of the way, on either scale
            low, high = (math.log(self.low), math.log(self.high + 1)) if self.log else (self.low, self.high + 1)
            at = low + share * (high - low)
            return spelled(min(math.floor(math.exp(at) if self.log else at), self.high))
        value = self.low * (self.high / self.low) ** share if self.log else self.low + share * (self.high - self.low)
        return spelled(rounded(value, FEWEST_DIGITS))


def is_many(text: str) -> bool:
    """Whether a text asks for more than one value."""
    return "," in text or ".." in text or text.strip().startswith("~")


def axis_of(path: str, text: str, facts: dict) -> Axis:
    """The axis of a field's text; `facts` is the field's declaration (catalogue.field_facts). Raises Refused, in words."""
    body = text.strip()
    drawn = body.startswith("~")
    body = body.removeprefix("~").strip()
    label = Word(facts["label"])
    if ".." in body and "," not in body:
        if facts["kind"] not in ("int", "float"):
            raise _refused(path, text, Word("{field}: {text} is a range, and this field takes no numbers. Write a list."), label)
        return _range(path, text, body, drawn, facts, label)
    words = [word.strip() for word in body.split(",")]
    words = [YES_NO.get(word, word) if facts["kind"] == "bool" else word for word in words if word]
    if not words:
        raise _refused(path, text, Word("{field}: {text} names no value."), label)
    values = [_number(path, text, word, facts, label) for word in words]
    if len(values) > MOST_RUNS:
        raise _too_many(path, text, label, len(values))
    doubled = next((value for place, value in enumerate(values) if value in values[:place]), None)
    if doubled is not None:
        raise _refused(path, text, Word("{field}: {value} is named twice."), label, value=doubled)
    return Axis(path, text.strip(), tuple(values), drawn)


def _number(path: str, text: str, word: str, facts: dict, label: Word) -> str:
    """One value of a list, spelled as specs spell it; words and what only the field can judge stay as they are."""
    if facts["kind"] not in ("int", "float") or (facts["optional"] and word == "none"):
        return word
    value = _read(word)
    if value is None:
        raise _refused(path, text, Word("{field}: {value} is not a number."), label, value=repr(show(word)))
    return spelled(value)


def _range(path: str, text: str, body: str, drawn: bool, facts: dict, label: Word) -> Axis:
    first, _, rest = body.partition("..")
    last, *more = rest.split() or [""]
    low, high, log = _read(first.strip()), _read(last), "log" in more
    counts = [word for word in more if word != "log"]
    if low is None or high is None or len(more) - len(counts) > 1 or len(counts) > 1 or not all(map(_counts, counts)):
        sentence = Word("{field}: {text} is no range. Write it as 1e-4..1 log 20: from, to, log or not, how many.")
        raise _refused(path, text, sentence, label)
    whole = facts["kind"] == "int"
    if low >= high:
        raise _refused(path, text, Word("{field}: a range goes from a smaller to a larger number, {text} does not."), label)
    if log and low <= 0:
        raise _refused(path, text, Word("{field}: a log range begins above 0, {text} does not."), label)
    if drawn:
        if counts:
            sentence = Word("{field}: how many are drawn is said once for all fields; leave the last number of {text} out.")
            raise _refused(path, text, sentence, label)
        return Axis(path, text.strip(), (), True, low, high, log, whole)
    if not counts and not (whole and not log):
        raise _refused(path, text, Word("{field}: say how many values {text} has, as in 1e-4..1 log 20."), label)
    count = int(counts[0]) if counts else int(high - low) + 1
    if count > MOST_RUNS:
        raise _too_many(path, text, label, count)
    if count < 2:
        raise _refused(path, text, Word("{field}: a range has at least 2 values."), label)
    return Axis(path, text.strip(), tuple(_steps(low, high, log, whole, count)), False, low, high, log, whole)


def _steps(low: float, high: float, log: bool, whole: bool, count: int) -> list[str]:
    """`count` values from low to high, evenly or by equal factors, with as few digits as tell them apart."""
    shares = [place / (count - 1) for place in range(count)]
    values = [low * (high / low) ** share if log else low + share * (high - low) for share in shares]
    if whole:
        return [spelled(value) for value in dict.fromkeys(float(round(value)) for value in values)]
    for digits in range(FEWEST_DIGITS, MOST_DIGITS + 1):
        short = [low, *(rounded(value, digits) for value in values[1:-1]), high]
        if len(set(short)) == count:
            break
    return [spelled(value) for value in short]


def _read(word: str) -> float | None:
    """A finite number as people type it, or None."""
    try:
        value = float(word)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in word else None


def _counts(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < 9


def rounded(value: float, digits: int) -> float:
    """To so many significant digits."""
    return float(f"{value:.{digits}g}")


def spelled(value: float) -> str:
    """A number so that reading it back gives the same bits; whole ones without a fraction, as whole fields ask."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e16 else repr(float(value))


def _refused(path: str, text: str, template: str, label: Word, **places) -> Refused:
    sentence = Sentence(template, **{"field": label, "text": show(text.strip()), **places})
    return Refused([Problem(path, text, sentence, "", None, "search")])


def _too_many(path: str, text: str, label: Word, count: int) -> Refused:
    sentence = Word("{field}: {text} are {count} values; at most {most} runs are allowed in one sweep.")
    return _refused(path, text, sentence, label, count=show(count), most=show(MOST_RUNS))
