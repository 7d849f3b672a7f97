"""Every sentence that people read, found where it is written: Python, templates, scripts, and the engine's declarations."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import override
from django.utils.translation.template import templatize

from playground.languages.catalogue import DATA
from playground.runs import recipes

# How Python marks a sentence: name of the call → how many of its first arguments are context, sentence and plural.
MARKS = {"_": "s", "gettext": "s", "gettext_lazy": "s", "gettext_noop": "s", "ngettext": "sp", "ngettext_lazy": "sp"}
MARKS |= {"pgettext": "cs", "pgettext_lazy": "cs", "npgettext": "csp", "npgettext_lazy": "csp"}
MARKS |= {"Sentence": "s", "Word": "s"}  # the engine's
# In a script: say("…", {…}), the sentence a literal. What follows the literal must not add to it.
SAID = re.compile(r"""(?<![\w.#])say\(\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.)*`)?\s*([,)])?""")
PLAIN_NAME = re.compile(r"[A-Za-z]{2}[a-z ]+")  # "petal width", not x1 or 0
TEXT_CALL = re.compile(r"\b(?:n?p?gettext|_)\(")


class Unreadable(ValueError):
    """A sentence that is marked but is no plain literal, with its place."""


@dataclass
class Message:
    """One sentence and every file it stands in."""

    text: str
    plural: str = ""
    context: str | None = None
    places: set[str] = field(default_factory=set)


def gather(root: Path) -> list[Message]:
    """All messages of the checkout at `root`, in the order of their first place."""
    found: dict[tuple, Message] = {}
    for place, context, text, plural in _everything(root):
        message = found.setdefault((context, text), Message(text, plural, context))
        message.plural = message.plural or plural
        message.places.add(place)
    return sorted(found.values(), key=lambda one: (min(one.places), one.text))


def _everything(root: Path) -> Iterator[tuple]:
    for folder in ("engine", "playground"):
        for path in sorted((root / folder).rglob("*.py")):
            yield from ((_place(path, root), *one) for one in in_python(path.read_text(), _place(path, root)))
    for path in sorted((root / "templates").rglob("*.html")):
        yield from ((_place(path, root), *one) for one in in_template(path.read_text(), _place(path, root)))
    for path in sorted((root / "static").rglob("*.js")):
        yield from ((_place(path, root), *one) for one in in_script(path.read_text(), _place(path, root)))
    yield from declared()


def _place(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def in_python(code: str, name: str) -> Iterator[tuple]:
    """(context, text, plural) of every marked literal. Raises Unreadable for an f-string: a catalogue cannot hold one."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        parts = MARKS.get(node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", ""))
        given = node.args[: len(parts or "")]
        if not parts or len(given) < len(parts):
            continue
        if any(isinstance(one, ast.JoinedStr) for one in given):
            raise Unreadable(f"{name}:{node.lineno}: an f-string cannot be translated; fill the places in afterwards.")
        if all(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in given):
            values = dict(zip(parts, (one.value for one in given), strict=True))
            yield values.get("c"), values["s"], values.get("p", "")


def in_template(text: str, name: str) -> Iterator[tuple]:
    """The same of a template. `templatize` is what Django's own makemessages reads: the calls, everything else blanked."""
    code = templatize(text, origin=name)
    for found in TEXT_CALL.finditer(code):
        # From the call's name to the first parenthesis that makes it Python again.
        end = found.end()
        while True:
            end = code.index(")", end) + 1
            try:
                call = ast.parse(code[found.start() : end].strip())
            except SyntaxError:
                continue
            yield from in_python(ast.unparse(call), name)
            break


def in_script(code: str, name: str) -> Iterator[tuple]:
    """The same of a script. Raises Unreadable for `say(something)`: only a literal can be found here and looked up there."""
    for found in SAID.finditer(code):
        if code[: found.start()].endswith(("function ", "//", "* ", "`")):
            continue  # where it is defined or spoken of
        literal, after = found.groups()
        line = code.count("\n", 0, found.start()) + 1
        if literal is None or after is None:
            raise Unreadable(f"{name}:{line}: say() takes the sentence itself as its first argument.")
        yield None, ast.literal_eval(literal if literal[0] != "`" else f'"""{literal[1:-1]}"""'), ""


def declared() -> Iterator[tuple]:
    """(place, context, text, plural) of the engine's declarations: titles, labels, help and summaries of entries and fields."""
    with override(None):
        yield from _declared(recipes.describe())


def _declared(described) -> Iterator[tuple]:
    if isinstance(described, list):
        for one in described:
            yield from _declared(one)
    elif isinstance(described, dict):
        for name, one in described.items():
            if name in recipes.WORDS and isinstance(one, str):
                yield from [("engine/", recipes.CONTEXTS.get(name), one, "")] if recipes.has_words(one) else []
            elif name in recipes.NAMES:
                yield from ((DATA, None, word, "") for word in one if PLAIN_NAME.fullmatch(word))
            else:
                yield from _declared(one)
