"""Who may do what: every address of the site, HTTP and socket, and what it answers the run's owner and anybody else.

A route that is not listed here fails the build (promises P13, I10). `{run}` stands for the id of a run of the owner's.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Ask:
    """One request, what its owner is answered, and what everybody else is: another person, or a browser never seen before."""

    method: str
    address: str
    owner: int
    others: int
    data: dict = field(default_factory=dict)


def public(method: str, address: str, status: int = 200, **data) -> Ask:
    return Ask(method, address, status, status, data)


def private(method: str, address: str, status: int = 200, **data) -> Ask:
    """Of one run: for others it is not there."""
    return Ask(method, address, status, 404, data)


HTTP: dict[str, list[Ask]] = {
    "": [
        public("get", "/"),
        public("post", "/", 303),
        private("get", "/?run={run}"),
        private("post", "/", 303, run="{run}", do="pause"),
    ],
    "appearance/": [public("post", "/appearance/", 303, theme="dark")],
    "language/": [public("post", "/language/", 303, language="zh-hans"), public("post", "/language/", 400, language="tlh")],
    "line/": [public("get", "/line/"), private("get", "/line/?run={run}")],
    "recipe/": [public("get", "/recipe/")],
    "fields/<str:concept>/": [public("get", "/fields/optimizer/"), public("get", "/fields/nothing/", 404)],
    "data/points": [public("get", "/data/points")],
    "data/thumbnails": [public("get", "/data/thumbnails")],
    "runs/": [public("get", "/runs/")],
    "runs/<run:run_id>/": [private("get", "/runs/{run}/")],
    "runs/<run:run_id>/status": [private("get", "/runs/{run}/status")],
    "runs/<run:run_id>/records": [private("get", "/runs/{run}/records"), private("get", "/runs/{run}/records?from=1")],
    "runs/<run:run_id>/frames": [private("get", "/runs/{run}/frames"), private("get", "/runs/{run}/frames?from=0&to=9")],
    "runs/<run:run_id>/commands/": [
        private("post", "/runs/{run}/commands/", 303, kind="speed", epochs_per_second="5"),
        private("post", "/runs/{run}/commands/", 409, kind="fly"),
    ],
}

# What a socket says first: "hello", a close code, or None for a handshake that is refused.
SOCKETS: dict[str, dict[str, str | int | None]] = {
    "live/runs/<run:run_id>/": {"owner": "hello", "other": 4404, "anonymous": 4401},
    "": {"owner": None, "other": None, "anonymous": None},
}
EXAMPLES = {"live/runs/<run:run_id>/": "/live/runs/{run}/", "": "/live/nothing/"}
