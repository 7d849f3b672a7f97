"""What every answer carries, and what no page holds: nothing inline but the one import map (T6, T21)."""

import base64
import hashlib
from html.parser import HTMLParser

import pytest

from tests.site.security.conftest import browser
from tests.site.security.policy import HTTP

GETS = [ask for asks in HTTP.values() for ask in asks if ask.method == "get"]


class Inline(HTMLParser):
    """Collects what a strict policy would have to allow."""

    def __init__(self):
        super().__init__()
        self.scripts, self.offences, self._open = [], [], None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "script" and "src" not in given and given.get("type") not in ("application/json",):
            self._open = [given.get("type"), ""]
        if tag in ("style", "object", "embed", "iframe", "base", "applet"):
            self.offences.append(tag)
        for name, value in given.items():
            if name == "style" or name.startswith(("on", "hx-on")) or name in ("srcdoc", "hx-vals-js"):
                self.offences.append(f"{tag} {name}")
            outside = (value or "").strip().lower()
            if name in ("src", "href", "action", "formaction", "poster", "hx-get", "hx-post") and (
                outside.startswith(("javascript:", "data:text", "vbscript:", "//"))
            ):
                self.offences.append(f"{tag} {name}={value}")
            if name in ("src",) and outside.startswith("http"):
                self.offences.append(f"{tag} {name}={value}")

    def handle_data(self, data):
        if self._open:
            self._open[1] += data

    def handle_endtag(self, tag):
        if tag == "script" and self._open:
            self.scripts.append(tuple(self._open))
            self._open = None


def directives(response) -> dict[str, list[str]]:
    parts = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("ask", GETS, ids=lambda ask: ask.address)
def test_every_answer_carries_its_shields(ask, run, alice):
    response = browser(alice).get(ask.address.format(run=run.id))
    policy = directives(response)
    everything = response["Content-Security-Policy"]
    framed = ask.address.startswith("/embed/")  # the one page that others may frame, and from which nothing is sent
    assert "unsafe" not in everything and "http:" not in everything.replace("http://", "")
    assert everything.count("*") == (1 if framed else 0)
    assert policy["default-src"] == ["'self'"] and policy["script-src"][0] == "'self'" and len(policy["script-src"]) == 2
    assert policy["object-src"] == policy["base-uri"] == ["'none'"] and "style-src" not in policy
    assert policy["frame-ancestors"] == (["*"] if framed else ["'none'"])
    assert policy["form-action"] == (["'none'"] if framed else ["'self'"])
    assert "ws://127.0.0.1:8000" in policy["connect-src"]
    assert response.get("X-Frame-Options") == (None if framed else "DENY")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Server" not in response and "X-Powered-By" not in response


@pytest.mark.parametrize("ask", GETS, ids=lambda ask: ask.address)
def test_no_page_holds_anything_inline_but_the_import_map_whose_hash_is_allowed(ask, run, alice):
    response = browser(alice).get(ask.address.format(run=run.id))
    if "/files/" in ask.address and response.status_code == 200:  # a file to keep brings all it needs; it never opens here
        assert response["Content-Disposition"].startswith("attachment; ")
        return
    if not response["Content-Type"].startswith("text/html"):
        return
    page = Inline()
    page.feed(response.content.decode())
    assert page.offences == []
    assert {kind for kind, _ in page.scripts} <= {"importmap"} and len(page.scripts) <= 1
    for _, text in page.scripts:
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert directives(response)["script-src"][1] == f"'sha256-{digest}'"


NAMES = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "{{7*7}}",
    "</title><svg/onload=alert(1)>",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_runs_name_is_text_wherever_it_stands(name, run, alice):
    """T6."""
    run.title = name
    run.save(update_fields=["title"])
    for address in ("/runs/", f"/runs/{run.id}/", f"/?run={run.id}"):
        page = Inline()
        response = browser(alice).get(address)
        page.feed(response.content.decode())
        assert response.status_code == 200 and page.offences == [] and len(page.scripts) == 1
        assert name.encode() not in response.content or "<" not in name


STRANGE = [*NAMES, "\x00", "％00", "../../etc/passwd", "a" * 5000, "9" * 400, "\ud7ff\uffff", "__class__"]


@pytest.mark.parametrize("text", STRANGE)
def test_whatever_stands_in_an_address_is_never_a_server_error_and_never_markup(text, alice, db):
    """P16, T6, T15."""
    client = browser(alice)
    known = ("run", "before", "optimizer.name", "optimizer.lr", "network.layers.0.units", "data.features", "seed", "nothing")
    fields = (*known, text)
    together = dict.fromkeys(fields, text)
    asked = [("get", "/recipe/", {field: text}) for field in fields]  # one by one where it is cheap
    asked += [("get", address, together) for address in ("/", "/runs/", "/data/points", "/fields/optimizer/", "/fields/x/")]
    asked += [("post", "/", {**together, "do": "train"}), ("post", "/", {"token": text, "speed": text, "do": "train"})]
    asked += [("post", "/", {"do": text}), ("post", "/appearance/", {"theme": text, "next": text})]
    for method, address, data in asked:
        response = getattr(client, method)(address, data)
        assert response.status_code < 500, (address, data, response.status_code)
        if response["Content-Type"].startswith("text/html"):
            page = Inline()
            page.feed(response.content.decode())
            assert page.offences == [], (address, data)
