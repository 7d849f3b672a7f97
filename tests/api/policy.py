"""Who may do what over the API: every route, and what it answers its owner's token and another person's.

Without a token every one of them answers 401. `{run}`, `{sweep}`, `{task}`, `{share}` stand for the ids of the owner's.
tests/site/security/test_matrix.py fails where a route is in no list.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    owner: int
    others: int
    body: Any = None


def own(method: str, path: str, status: int = 200, body=None) -> Call:
    """Of something that is the owner's: for others it is not there."""
    return Call(method, path, status, 404, body)


def each(method: str, path: str, status: int = 200, body=None) -> Call:
    """The same for whoever has a token; what is in it is one's own."""
    return Call(method, path, status, status, body)


RUN, SWEEP = "runs/<run:run_id>", "sweeps/<run:sweep_id>"
RATES = {"axes": {"optimizer.lr": "0.1, 0.2"}}
API: dict[str, list[Call]] = {
    "specs/described": [each("get", "specs/described")],
    "specs/default": [each("get", "specs/default")],
    "specs": [each("post", "specs", body={}), each("post", "specs", 422, {"seed": "x"})],
    "runs": [each("get", "runs"), each("get", "runs?colour=1", 422), each("post", "runs", 201, {}), each("put", "runs", 405)],
    RUN: [
        own("get", "runs/{run}"),
        own("patch", "runs/{run}", body={"starred": True}),
        own("patch", "runs/{run}", 422, {"title": "x" * 81}),
        own("delete", "runs/{run}", 204),
    ],
    "room": [each("get", "room")],
    f"{RUN}/thinning": [own("post", "runs/{run}/thinning", body={"to": "curve"})],
    f"{RUN}/commands": [
        own("post", "runs/{run}/commands", 202, {"kind": "pause"}),
        own("post", "runs/{run}/commands", 409, {"kind": "fly"}),
    ],
    f"{RUN}/forks": [
        own("post", "runs/{run}/forks", 201, {"epoch": 0}),
        own("post", "runs/{run}/forks", 409, {"epoch": 7000}),
    ],
    f"{RUN}/records": [own("get", "runs/{run}/records"), own("get", "runs/{run}/records?columns=colour", 422)],
    f"{RUN}/chunks": [own("get", "runs/{run}/chunks"), own("get", "runs/{run}/chunks?attempt=7", 409)],
    f"{RUN}/frames": [own("get", "runs/{run}/frames")],
    f"{RUN}/seconds": [own("get", "runs/{run}/seconds")],
    f"{RUN}/frame": [own("get", "runs/{run}/frame", 404)],  # it has none yet
    f"{RUN}/seeds": [own("post", "runs/{run}/seeds", 201)],
    f"{RUN}/shares": [
        own("get", "runs/{run}/shares"),
        own("post", "runs/{run}/shares", 201, {}),
        own("delete", "runs/{run}/shares", 204),
    ],
    f"{RUN}/shares/<share_id>": [own("delete", "runs/{run}/shares/{share}", 204), own("delete", "runs/{run}/shares/0", 404)],
    f"{RUN}/tasks/<kind>": [
        own("get", "runs/{run}/tasks/gradient_check"),
        own("post", "runs/{run}/tasks/gradient_check", 202, {}),
        own("post", "runs/{run}/tasks/gradient_check", 409, {"epoch": "7000"}),
        own("get", "runs/{run}/tasks/nothing", 404),
    ],
    "tasks/<run:task_id>": [own("get", "tasks/{task}")],
    "sweeps/quotes": [each("post", "sweeps/quotes", body=RATES), each("post", "sweeps/quotes", 422, {"axes": {}})],
    "sweeps": [each("get", "sweeps"), each("post", "sweeps", 201, RATES)],
    SWEEP: [own("get", "sweeps/{sweep}"), own("delete", "sweeps/{sweep}", 204)],
    f"{SWEEP}/cells": [own("get", "sweeps/{sweep}/cells")],
    f"{SWEEP}/commands": [
        own("post", "sweeps/{sweep}/commands", 202, {"kind": "pause"}),
        each("post", "sweeps/{sweep}/commands", 422, {"kind": "fly"}),  # judged before anybody asks whose it is
    ],
    f"{SWEEP}/growth": [own("post", "sweeps/{sweep}/growth", body={"axes": {"optimizer.lr": "0.1, 0.2, 0.3"}})],
}
API = {f"api/v1/{route}": calls for route, calls in API.items()}
NOWHERE = [each("get", "", 404), each("get", "nothing", 404), each("post", "runs/../runs", 404), each("get", "runs/a%0Ab", 404)]
API |= {r"^api/v1/[\s\S]*": NOWHERE}
