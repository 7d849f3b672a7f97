"""The session that the page /api/ shows, taken from that page and run by another Python against a real server."""

import html
import os
import re
import subprocess
import sys
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener


def shown(page: str, pattern: str) -> str:
    return html.unescape(re.search(pattern, page, re.DOTALL)[1])


def test_the_ten_lines_of_the_page_train_a_sweep_and_draw_it(serve):
    server, person = serve(), build_opener(HTTPCookieProcessor(CookieJar()))
    with person.open(f"{server.url}/api/tokens/") as answer:
        csrf = shown(answer.read().decode(), r'name="csrfmiddlewaretoken" value="([^"]+)"')
    asked = urlencode({"csrfmiddlewaretoken": csrf, "do": "make", "name": "a test"}).encode()
    with person.open(Request(f"{server.url}/api/tokens/", asked, {"Referer": server.url})) as answer:
        token = shown(answer.read().decode(), r'<code id="token">([^<]+)</code>')
    with person.open(f"{server.url}/api/") as answer:
        session = shown(answer.read().decode(), r'<pre[^>]* id="session"[^>]*><code>(.*?)</code></pre>')
    assert len([line for line in session.splitlines() if line]) == 10, "a session of ten lines"
    clean = {name: value for name, value in os.environ.items() if name.startswith(("PATH", "LANG", "LC_", "SYSTEM"))}
    clean |= {"PLAYGROUND_TOKEN": token, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", session], env=clean, capture_output=True, text=True, encoding="utf-8", timeout=120
    )
    assert done.returncode == 0, done.stderr + server.output()
    drawn = [re.fullmatch(r" *(\S+) (█*) (\S+)", line) for line in done.stdout.splitlines()]
    rates, bars, accuracies = zip(*(line.groups() for line in drawn), strict=True)
    assert len(rates) == 9 and (float(rates[0]), float(rates[-1])) == (0.001, 10)
    assert [len(bar) for bar in bars] == [round(40 * float(one)) for one in accuracies]
    assert max(map(float, accuracies)) > 0.9 > float(accuracies[0]), "some rate learns circles; a thousandth hardly moves"
