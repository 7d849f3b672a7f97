"""A person without a browser: cookies of its own, starts a run by the form, orders something of it."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar


class Visitor:
    """Someone who has opened the front page of the site at `url`."""

    def __init__(self, url: str):
        self.url = url
        self.jar = CookieJar()
        self.web = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), urllib.request.ProxyHandler({}))
        self.web.open(f"{url}/", timeout=30).read()

    @property
    def cookies(self) -> str:
        return "; ".join(f"{one.name}={one.value}" for one in self.jar)

    @property
    def hello(self) -> str:
        """What this visitor's pages say first on a socket."""
        return json.dumps({"type": "hello", "token": self._token})

    @property
    def _token(self) -> str:
        return next(one.value for one in self.jar if one.name == "csrftoken")

    def post(self, path: str, fields: dict) -> dict:
        """The JSON that is answered; raises urllib.error.HTTPError for a refusal."""
        headers = {"Accept": "application/json", "X-CSRFToken": self._token, "Origin": self.url}
        body = urllib.parse.urlencode(fields).encode()
        return json.loads(self.web.open(urllib.request.Request(self.url + path, body, headers), timeout=30).read() or b"{}")

    def train(self, speed: float = 30, **fields) -> str:
        """Start a run of the default set-up with some fields changed; its id."""
        return self.post("/", {"do": "train", "speed": speed, **fields})["run"]

    def order(self, run: str, kind: str, **payload) -> None:
        headers = {"Content-Type": "application/json", "X-CSRFToken": self._token, "Origin": self.url}
        body = json.dumps({"kind": kind, **payload}).encode()
        self.web.open(urllib.request.Request(f"{self.url}/runs/{run}/commands/", body, headers), timeout=30).read()
