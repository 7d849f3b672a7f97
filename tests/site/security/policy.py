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


LINK, GONE = "L" * 22, "G" * 22  # tokens: of a link to the owner's run, and of one that was withdrawn (conftest makes both)


def by_link(method: str, path: str, status: int = 200, **data) -> list[Ask]:
    """Of a run behind a link: the same for everybody who has it, and nothing for everybody once it is withdrawn."""
    return [public(method, f"/s/{LINK}/{path}", status, **data), public(method, f"/s/{GONE}/{path}", 404, **data)]


HTTP: dict[str, list[Ask]] = {
    "": [
        public("get", "/"),
        public("post", "/", 303),
        private("get", "/?run={run}"),
        private("get", "/?parent={run}"),
        private("post", "/", 303, run="{run}", do="pause"),
        private("post", "/", 303, parent="{run}", do="train"),
    ],
    "about/": [public("get", "/about/")],
    "appearance/": [public("post", "/appearance/", 303, theme="dark")],
    "language/": [public("post", "/language/", 303, language="zh-hans"), public("post", "/language/", 400, language="tlh")],
    "line/": [public("get", "/line/"), private("get", "/line/?run={run}")],
    "qr/": [public("get", "/qr/?to=/"), public("get", "/qr/?to=//elsewhere/", 400)],
    "experiments/": [public("get", "/experiments/")],
    "experiments/pictures": [public("get", "/experiments/pictures")],
    "recipe/": [public("get", "/recipe/")],
    "fields/<str:concept>/": [public("get", "/fields/optimizer/"), public("get", "/fields/nothing/", 404)],
    "data/points": [public("get", "/data/points")],
    "data/thumbnails": [public("get", "/data/thumbnails")],
    "data/tables/": [public("post", "/data/tables/", 422)],  # an empty file; whose tables are whose: tests/site/test_tables.py
    "data/tables/<str:digest>/": [public("get", "/data/tables/example/"), public("get", f"/data/tables/{'0' * 64}/", 404)],
    "data/tables/<str:digest>/csv": [
        public("get", "/data/tables/example/csv"),
        public("get", f"/data/tables/{'0' * 64}/csv", 404),
    ],
    "account/": [public("get", "/account/", 303)],
    "account/new/": [
        public("get", "/account/new/"),
        public("post", "/account/new/", 422, name="ada", password="short"),
    ],
    "account/session/": [
        public("get", "/account/session/"),
        public("post", "/account/session/", 422, name="nobody", password="correct horse battery"),
    ],
    "account/session/end/": [public("post", "/account/session/end/", 303)],
    "account/password/": [public("post", "/account/password/", 303, old="a", password="b")],
    "account/deletion/": [public("post", "/account/deletion/", 303, old="a")],
    "runs/": [
        public("get", "/runs/"),
        public("get", "/runs/?colour=red", 400),
        public("post", "/runs/", 422),
        public("post", "/runs/", 303, do="undo"),
        private("post", "/runs/", 303, do="star.{run}"),
        private("post", "/runs/", 303, do="archive", run="{run}"),
        public("post", "/runs/", 303, do="compare", run="r" * 22),  # leads to an address; what opens there is that page's to say
    ],
    "runs/<run:run_id>/facts/": [private("get", "/runs/{run}/facts/")],
    "runs/<run:run_id>/title/": [
        private("get", "/runs/{run}/title/"),
        private("post", "/runs/{run}/title/", 303, title="mine"),
        private("post", "/runs/{run}/title/", 422, title="x" * 81),
    ],
    "runs/<run:run_id>/": [
        private("get", "/runs/{run}/"),
        private("post", "/runs/{run}/", 303, do="star"),
        private("post", "/runs/{run}/", 303, do="rename", title="mine"),
        private("post", "/runs/{run}/", 422, do="fly"),
        private("post", "/runs/{run}/", 303, do="delete"),
    ],
    "runs/<run:run_id>/forks/": [
        private("post", "/runs/{run}/forks/", 303, epoch="0"),
        private("post", "/runs/{run}/forks/", 422, epoch="7000"),
    ],
    "runs/<run:run_id>/tabs/<slug:key>/": [
        private("get", "/runs/{run}/tabs/gradient-check/"),
        private("post", "/runs/{run}/tabs/gradient-check/", 303, epoch="0"),
        private("post", "/runs/{run}/tabs/gradient-check/", 422, epoch="7000"),
        public("get", "/runs/{run}/tabs/nothing/", 404),
    ],
    "runs/<run:run_id>/seeds/": [private("post", "/runs/{run}/seeds/", 303)],
    "sweeps/": [
        public("get", "/sweeps/"),
        public("post", "/sweeps/", 422),
        public("post", "/sweeps/", 303, **{"optimizer.lr": "0.1, 0.2"}),
    ],
    "sweeps/new/": [public("get", "/sweeps/new/"), public("get", "/sweeps/new/?optimizer.lr=0,1", 400)],
    # Whose sweep is whose: tests/site/test_sweeps.py.
    "sweeps/<run:sweep_id>/": [public("get", f"/sweeps/{GONE}/", 404), public("post", f"/sweeps/{GONE}/", 404, do="stop")],
    "sweeps/<run:sweep_id>/curve": [public("get", f"/sweeps/{GONE}/curve?place=0", 404)],
    # Whose map is whose: tests/site/test_maps.py.
    "maps/": [
        public("get", "/maps/"),
        public("get", "/maps/?side=7", 400),
        public("post", "/maps/", 303),
        public("post", "/maps/", 422, x_low="x"),
    ],
    "maps/<run:grid_id>/": [public("get", f"/maps/{GONE}/", 404), public("post", f"/maps/{GONE}/", 404, do="stop")],
    "maps/<run:grid_id>/picture.png": [public("get", f"/maps/{GONE}/picture.png", 404)],
    "maps/<run:grid_id>/cell": [public("get", f"/maps/{GONE}/cell?column=0&row=0", 404)],
    "runs/<run:run_id>/status": [private("get", "/runs/{run}/status")],
    "runs/<run:run_id>/records": [private("get", "/runs/{run}/records"), private("get", "/runs/{run}/records?from=1")],
    "runs/<run:run_id>/seconds": [private("get", "/runs/{run}/seconds")],
    "runs/<run:run_id>/frames": [private("get", "/runs/{run}/frames"), private("get", "/runs/{run}/frames?from=0&to=9")],
    "runs/<run:run_id>/commands/": [
        private("post", "/runs/{run}/commands/", 303, kind="speed", epochs_per_second="5"),
        private("post", "/runs/{run}/commands/", 409, kind="fly"),
    ],
}

HTTP |= {
    "compare/": [
        public("get", "/compare/"),
        private("get", "/compare/?run={run}"),
        public("get", f"/compare/?run=s:{LINK}"),
        public("get", f"/compare/?run=s:{GONE}", 404),
        public("get", f"/compare/?run=s:{LINK}&run={'r' * 22}"),  # who has the link sees that run, whatever else is asked for
        public("get", f"/compare/?run=s:{LINK}&colour=red", 400),
    ],
    "arena/": [
        public("get", "/arena/"),
        public("get", "/arena/?surface.name=own&surface.text=x^2*y^2&view=relief"),
        public("get", "/arena/?colour=red", 400),
        public("get", "/arena/?surface.name=own&surface.text=2x", 400),
        public("post", "/arena/", 303, do="race"),
    ],
    "arena/runs/": [
        public("get", "/arena/runs/"),
        private("get", "/arena/runs/?run={run}"),
        public("get", "/arena/runs/?colour=red", 400),
        private("post", "/arena/runs/", 303, run="{run}", rival="momentum"),
    ],
    "arena/trails/": [public("post", "/arena/trails/", 422, run="r" * 22)],  # whose runs: tests/site/test_trails.py
    "arena/races/": [public("post", "/arena/races/", 202), public("post", "/arena/races/", 422, steps="many")],
    "arena/races/<run:task_id>": [public("get", f"/arena/races/{'r' * 22}", 404)],  # whose is whose: tests/site/test_arena.py
    "compare/settings": [
        private("get", "/compare/settings?run={run}&all=1"),
        public("get", f"/compare/settings?run=s:{GONE}", 404),
    ],
    "compare/records": [
        private("get", "/compare/records?run={run}"),
        public("get", f"/compare/records?run=s:{LINK}"),
        public("get", f"/compare/records?run=s:{GONE}", 404),
    ],
    "compare/states": [private("get", "/compare/states?run={run}"), public("get", f"/compare/states?run=s:{GONE}", 404)],
}
HTTP |= {
    "s/<str:token>/": [*by_link("get", ""), *by_link("get", "?epoch=1"), public("get", "/s/no-token/", 404)],
    "explore/": [public("get", "/explore/?data=circles&score=0.5"), public("get", "/explore/?colour=red", 400)],
    "s/<str:token>/status": by_link("get", "status"),
    "s/<str:token>/records": [*by_link("get", "records?from=1"), *by_link("get", "records?from=x", 400)],
    "s/<str:token>/seconds": by_link("get", "seconds"),
    "s/<str:token>/frames": by_link("get", "frames"),
    "s/<str:token>/tabs/<slug:key>/": [*by_link("get", "tabs/gradient-check/"), *by_link("get", "tabs/nothing/", 404)],
    "s/<str:token>/points": by_link("get", "points"),
    "s/<str:token>/recipe": by_link("get", "recipe"),
    "s/<str:token>/mine/": [*by_link("post", "mine/", 303), *by_link("post", "mine/", 409, speed="fast")],
    "s/<str:token>/card.png": by_link("get", "card.png"),
    "runs/<run:run_id>/shares/": [
        private("get", "/runs/{run}/shares/"),
        private("post", "/runs/{run}/shares/", 201, share="make"),
        private("post", "/runs/{run}/shares/", 201, share="list", lasts="7", named="1"),
        private("post", "/runs/{run}/shares/", 303, share="unlist"),
        private("post", "/runs/{run}/shares/", 303, share="name"),
        private("post", "/runs/{run}/shares/", 303, share="stop"),
        private("post", "/runs/{run}/shares/", 422, share="publish"),
        private("post", "/runs/{run}/shares/", 422, share="make", lasts="1000"),
    ],
}

# Below /api/v1/ a token says who it is: tests/api/policy.py.
HTTP |= {
    "api/": [public("get", "/api/")],
    "api/tokens/": [
        public("get", "/api/tokens/"),
        public("post", "/api/tokens/", 201, do="make", name="notebook"),
        public("post", "/api/tokens/", 422, do="make"),
        public("post", "/api/tokens/", 422, do="all"),
        public("post", "/api/tokens/", 404, do="1"),  # whose token is whose: tests/api/test_tokens.py
    ],
    "api/v1/openapi.json": [public("get", "/api/v1/openapi.json")],
}
HTTP |= {
    "runs/<run:run_id>/files/<slug:form>": [
        *(private("get", f"/runs/{{run}}/files/{form}") for form in ("html", "json", "csv")),
        public("get", "/runs/{run}/files/exe", 404),
    ],
    "s/<str:token>/files/<slug:form>": [
        *(ask for form in ("html", "json", "csv") for ask in by_link("get", f"files/{form}")),
        *by_link("get", "files/exe", 404),
    ],
    # Whose file is whose: tests/site/test_takeaway.py.
    "exports/": [
        private("post", "/exports/", 303, form="json", run="{run}"),
        public("post", "/exports/", 422, form="exe", run=f"s:{LINK}"),
        public("post", "/exports/", 303, form="csv", run=f"s:{LINK}"),
    ],
    "exports/<run:task_id>/": [public("get", f"/exports/{GONE}/", 404), public("post", f"/exports/{GONE}/", 404)],
    "exports/<run:task_id>/file": [public("get", f"/exports/{GONE}/file", 404)],
    "runs/imports/": [public("post", "/runs/imports/", 422), public("get", "/runs/imports/", 405)],
    "embed/<str:token>/": [
        public("get", f"/embed/{LINK}/"),
        public("get", f"/embed/{GONE}/", 404),
        public("post", f"/embed/{LINK}/", 405),
    ],
    "compare/files/<slug:form>": [
        *(private("get", f"/compare/files/{form}?run={{run}}") for form in ("html", "json", "csv")),
        public("get", f"/compare/files/html?run=s:{LINK}"),
        public("get", f"/compare/files/json?run=s:{GONE}", 404),
        public("get", f"/compare/files/exe?run=s:{LINK}", 404),
    ],
}

# What a socket says first: "hello", a close code, or None for a handshake that is refused.
SOCKETS: dict[str, dict[str, str | int | None]] = {
    "live/runs/<run:run_id>/": {"owner": "hello", "other": 4404, "anonymous": 4401},
    "live/shared/<str:token>/": {"owner": "hello", "other": "hello", "anonymous": "hello"},
    "": {"owner": None, "other": None, "anonymous": None},
}
EXAMPLES = {
    "live/runs/<run:run_id>/": "/live/runs/{run}/",
    "live/shared/<str:token>/": f"/live/shared/{LINK}/",
    "": "/live/nothing/",
}
