"""Who may do what over the API: every route, and what it answers its owner's token and another person's.

Without a token every one of them answers 401. `{run}`, `{sweep}`, `{map}`, `{task}`, `{race}`, `{trails}`, `{share}` stand for
ids of the owner's, `{link}` for the token of a link to the run: who has it sees the run. `CARRIED`: where each page's data is.
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


RUN, SWEEP, MAP, LINK = "runs/<run:run_id>", "sweeps/<run:sweep_id>", "maps/<run:grid_id>", "shared/<token>"
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
    "tasks/<run:task_id>": [own("get", "tasks/{task}"), own("delete", "tasks/{task}", 204)],
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
PRUNED = RATES | {"prune": {"factor": 2, "epochs": 5}}
SPAN = {"path": "optimizer.lr", "low": 0.01, "high": 1, "log": True}
GRID = {
    "x": SPAN,
    "y": SPAN | {"path": "optimizer.momentum", "low": 0, "high": 0.9, "log": False},
    "spec": {"optimizer": {"name": "momentum"}},
}
PART = {"x": {"low": 0.1, "high": 0.2}, "y": {"low": 0.1, "high": 0.2}}
API |= {
    "specs/points": [each("post", "specs/points", body={}), each("post", "specs/points", 422, {"seed": "x"})],
    "specs/samples": [each("get", "specs/samples")],
    "site": [each("get", "site")],
    "experiments": [each("get", "experiments")],
    f"{RUN}/line": [own("get", "runs/{run}/line")],
    f"{RUN}/thumbnail": [own("get", "runs/{run}/thumbnail", 404)],  # it has none yet
    f"{RUN}/rivals": [
        own("post", "runs/{run}/rivals", 201, {"rivals": {"momentum": 0.02}}),
        own("post", "runs/{run}/rivals", 409, {"rivals": {}}),
    ],
    f"{RUN}/files/<form>": [
        *(own("get", f"runs/{{run}}/files/{form}") for form in ("json", "csv", "html")),
        own("get", "runs/{run}/files/exe", 404),
    ],
    "comparison": [
        own("get", "comparison?run={run}"),
        each("get", "comparison?run=s:{link}"),
        each("get", "comparison?run=s:{link}&colour=1", 422),
        each("get", "comparison?run=s:{link}&group=optimizer.lr", 422),  # in which none differs
        each("get", "comparison", 422),
    ],
    "comparison/files/<form>": [own("get", "comparison/files/csv?run={run}"), each("get", "comparison/files/json?run=s:{link}")],
    f"{SWEEP}/results": [own("get", "sweeps/{sweep}/results"), own("get", "sweeps/{sweep}/results?score=beauty", 422)],
    f"{SWEEP}/rival": [own("post", "sweeps/{sweep}/rival", 201)],
    "maps": [each("get", "maps"), each("post", "maps", 201, GRID), each("post", "maps", 422, {"x": SPAN, "y": SPAN})],
    MAP: [own("get", "maps/{map}"), own("delete", "maps/{map}", 204)],
    f"{MAP}/tiles/<int:place>": [own("get", "maps/{map}/tiles/0"), own("get", "maps/{map}/tiles/16", 404)],
    f"{MAP}/picture": [own("get", "maps/{map}/picture")],
    f"{MAP}/finer": [own("post", "maps/{map}/finer", 201, PART)],
    f"{MAP}/runs": [
        own("post", "maps/{map}/runs", 201, {"column": 0, "row": 63}),
        own("post", "maps/{map}/runs", 422, {"column": 0, "row": 64}),
    ],
    f"{MAP}/commands": [own("post", "maps/{map}/commands", 202, {"kind": "stop"})],
    "arena/races": [
        each("post", "arena/races", 202, {}),
        each("post", "arena/races", 422, {"arena": {"surface": {"name": "flat"}}}),
    ],
    "arena/races/<run:task_id>": [own("get", "arena/races/{race}"), own("get", "arena/races/{trails}", 404)],
    "arena/trails": [
        each("post", "arena/trails", 409, {"runs": ["{run}"]}),  # it has no key frames; whose runs: tests/api/test_arena.py
    ],
    "arena/trails/<run:task_id>": [own("get", "arena/trails/{trails}"), own("get", "arena/trails/{race}", 404)],
    "tables": [each("get", "tables"), each("post", "tables", 422)],  # an empty file; whose tables: tests/api/test_tables.py
    "tables/<digest>": [each("get", "tables/example"), each("get", f"tables/{'0' * 64}", 404)],
    "exports": [
        each("get", "exports"),
        each("post", "exports", 202, {"runs": ["s:{link}"], "form": "csv"}),
        each("post", "exports", 409, {"runs": ["x"], "form": "csv"}),  # whose runs: tests/site/test_takeaway.py
    ],
    "exports/<run:task_id>/file": [own("get", "exports/{task}/file", 404)],  # no export of anybody's
    "imports": [each("post", "imports", 422)],
    "explore": [each("get", "explore"), each("get", "explore?colour=1", 422)],
    LINK: [each("get", "shared/{link}"), each("get", f"shared/{'G' * 22}", 404)],
    f"{LINK}/records": [each("get", "shared/{link}/records")],
    f"{LINK}/points": [each("get", "shared/{link}/points")],
    f"{LINK}/frame": [each("get", "shared/{link}/frame", 404)],  # it has none yet
    f"{LINK}/chunks": [each("get", "shared/{link}/chunks")],
    f"{LINK}/frames": [each("get", "shared/{link}/frames")],
    f"{LINK}/seconds": [each("get", "shared/{link}/seconds")],
    f"{LINK}/tasks/<kind>": [each("get", "shared/{link}/tasks/gradient_check")],
    f"{LINK}/card": [each("get", "shared/{link}/card")],
    f"{LINK}/thumbnail": [each("get", "shared/{link}/thumbnail", 404)],  # it has none yet
    f"{LINK}/copies": [each("post", "shared/{link}/copies", 201, {}), each("post", "shared/{link}/copies", 409, {"epoch": 7000})],
    "tasks/<run:task_id>/result": [own("get", "tasks/{task}/result", 404)],  # it is not finished
}
API["sweeps"].append(each("post", "sweeps", 201, PRUNED))
API["sweeps"].append(each("post", "sweeps", 422, RATES | {"prune": {"factor": 1}}))
API["sweeps/quotes"].append(each("post", "sweeps/quotes", body=PRUNED))
API[f"{RUN}/forks"].append(own("get", "runs/{run}/forks"))
API[f"{RUN}/shares"].append(own("patch", "runs/{run}/shares", body={"named": True}))
API = {f"api/v1/{route}": calls for route, calls in API.items()}
NOWHERE = [each("get", "", 404), each("get", "nothing", 404), each("post", "runs/../runs", 404), each("get", "runs/a%0Ab", 404)]
API |= {r"^api/v1/[\s\S]*": NOWHERE}

# Where the data of each page of the site is for programs: routes of the API, or in a sentence why there is none.
ITSELF = "It speaks of the API itself."
PERSON = "It is about the browser's own session and password, which a token has none of."
LOOK = "It says how pages look in one browser, and no more."
CARRIED: dict[str, tuple[str, ...] | str] = {
    "": ("specs/default", "specs", "specs/points", "runs", f"{RUN}/commands", f"{RUN}/forks"),
    "about/": ("site",),
    "appearance/": LOOK,
    "language/": LOOK,
    "line/": (f"{RUN}/line",),
    "qr/": "It draws an address that whoever asks has already.",
    "experiments/": ("experiments",),
    "experiments/pictures": ("experiments",),
    "recipe/": ("specs",),
    "fields/<str:concept>/": ("specs/described",),
    "data/points": ("specs/points",),
    "data/thumbnails": ("specs/samples",),
    "data/tables/": ("tables",),
    "data/tables/<str:digest>/": ("tables/<digest>",),
    "data/tables/<str:digest>/csv": ("tables/<digest>",),
    **dict.fromkeys(
        [
            "account/", "account/new/", "account/session/", "account/session/end/", "account/password/", "account/deletion/",
        ],
        PERSON,
    ),
    "runs/": ("runs", "room", "exports", RUN, f"{RUN}/thinning", f"{RUN}/thumbnail"),
    "runs/<run:run_id>/facts/": (RUN,),
    "runs/<run:run_id>/title/": (RUN,),
    "runs/<run:run_id>/": (RUN, f"{RUN}/records", f"{RUN}/frame", f"{RUN}/forks", f"{RUN}/tasks/<kind>"),
    "runs/<run:run_id>/forks/": (f"{RUN}/forks",),
    "runs/<run:run_id>/tabs/<slug:key>/": (f"{RUN}/tasks/<kind>", "tasks/<run:task_id>", "tasks/<run:task_id>/result"),
    "runs/<run:run_id>/seeds/": (f"{RUN}/seeds",),
    "sweeps/": ("sweeps",),
    "sweeps/new/": ("sweeps/quotes", "sweeps"),
    "sweeps/<run:sweep_id>/": (
        SWEEP, f"{SWEEP}/cells", f"{SWEEP}/results", f"{SWEEP}/commands", f"{SWEEP}/growth", f"{SWEEP}/rival",
    ),
    "sweeps/<run:sweep_id>/curve": (f"{RUN}/records",),
    "maps/": ("maps",),
    "maps/<run:grid_id>/": (MAP, f"{MAP}/tiles/<int:place>", f"{MAP}/finer", f"{MAP}/runs", f"{MAP}/commands"),
    "maps/<run:grid_id>/picture.png": (f"{MAP}/picture",),
    "maps/<run:grid_id>/cell": (f"{MAP}/tiles/<int:place>", f"{MAP}/runs"),
    "runs/<run:run_id>/status": (RUN,),
    "runs/<run:run_id>/records": (f"{RUN}/chunks", f"{RUN}/records"),
    "runs/<run:run_id>/seconds": (f"{RUN}/seconds",),
    "runs/<run:run_id>/frames": (f"{RUN}/frames", f"{RUN}/frame"),
    "runs/<run:run_id>/commands/": (f"{RUN}/commands",),
    "compare/": ("comparison",),
    "compare/settings": ("comparison",),
    "compare/records": (f"{RUN}/chunks", f"{LINK}/chunks"),
    "compare/states": ("comparison",),
    "arena/": ("arena/races", "arena/races/<run:task_id>", "specs/described"),
    "arena/runs/": ("arena/trails", "arena/trails/<run:task_id>", f"{RUN}/rivals"),
    "arena/trails/": ("arena/trails",),
    "arena/races/": ("arena/races",),
    "arena/races/<run:task_id>": ("arena/races/<run:task_id>", "arena/trails/<run:task_id>"),
    "s/<str:token>/": (LINK, f"{LINK}/records", f"{LINK}/frame"),
    "explore/": ("explore", f"{LINK}/thumbnail"),
    "s/<str:token>/status": (LINK,),
    "s/<str:token>/records": (f"{LINK}/chunks", f"{LINK}/records"),
    "s/<str:token>/seconds": (f"{LINK}/seconds",),
    "s/<str:token>/frames": (f"{LINK}/frames", f"{LINK}/frame"),
    "s/<str:token>/tabs/<slug:key>/": (f"{LINK}/tasks/<kind>",),
    "s/<str:token>/points": (f"{LINK}/points",),
    "s/<str:token>/recipe": ("specs",),
    "s/<str:token>/mine/": (f"{LINK}/copies",),
    "s/<str:token>/card.png": (f"{LINK}/card",),
    "runs/<run:run_id>/shares/": (f"{RUN}/shares", f"{RUN}/shares/<share_id>"),
    "api/": ITSELF,
    "api/tokens/": ITSELF,
    "api/v1/openapi.json": ITSELF,
    "runs/<run:run_id>/files/<slug:form>": (f"{RUN}/files/<form>",),
    "s/<str:token>/files/<slug:form>": ("comparison/files/<form>",),
    "runs/imports/": ("imports",),
    "embed/<str:token>/": (LINK,),
    "compare/files/<slug:form>": ("comparison/files/<form>",),
    "exports/": ("exports",),
    "exports/<run:task_id>/": ("tasks/<run:task_id>",),
    "exports/<run:task_id>/file": ("exports/<run:task_id>/file",),
}  # fmt: skip
