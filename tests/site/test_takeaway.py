"""Runs as files: every number as it is stored, nothing of whose they are, a page that loads nothing, however a run is named."""

import base64
import csv
import hashlib
import io
import json
import math
import re
import struct
from html.parser import HTMLParser

import numpy as np
import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client

from playground.runs import blobs, recipes, services, shares
from playground.runs.models import Chunk, KeyFrame, Run, Task
from playground.runs.owners import sign
from playground.runs.quota import mib
from playground.takeaway import wanted
from tests.site.pages import read
from tests.site.test_closer import do, trainer  # noqa: F401

pytestmark = pytest.mark.django_db
HOSTILE = "</script><script>alert(1)</script><!--<script>\"' \u2028=1+1"
ODD = (math.nan, math.inf, -math.inf, -0.0, 1e-45, 3.4028234663852886e38, 0.1)


def person(owner: str) -> Client:
    client = Client()
    client.cookies["owner"] = sign(owner)
    return client


@pytest.fixture
def run(alice) -> Run:
    """Seven records, which hold all that float32 can be, in two chunks; a key frame of the first."""
    from engine.records import Schema, encode, encode_frames

    made = services.start_run(alice, recipes.parse({}), token="t", title=HOSTILE[:80])
    schema, frame_schema = Schema.from_dict(made.schema), Schema.from_dict(made.frame_schema)
    columns = {name: np.roll(ODD, place).astype("f8") for place, (name, *_) in enumerate(schema.columns)}
    columns |= {"epoch": np.arange(7), "step": np.arange(7) * 8.0, "gradient_evaluations": np.arange(7) * 8.0}
    for first, last in ((0, 3), (3, 7)):
        data = encode(schema, first, {name: values[first:last] for name, values in columns.items()})
        clock = np.full(last - first, 0.25, "<f4").tobytes()
        Chunk.objects.create(run=made, attempt=1, first_seq=first, rows=last - first, data=data, seconds=clock)
    sections = {name: np.full((1, *shape), 0.5) for name, _, shape in frame_schema.columns}
    KeyFrame.objects.create(run=made, attempt=1, seq=0, epoch=0, data=encode_frames(frame_schema, [0], sections)[0])
    facts = {"seq": 7, "epoch": 6, "frame_seq": 0, "state": "finished", "fingerprint": "f" * 16}
    Run.objects.filter(id=made.id).update(**facts)
    made.refresh_from_db()
    return made


def stored(run: Run) -> dict[str, list[float]]:
    """The columns, read off the bytes as docs/architecture.md says they lie: a header of 32 bytes, each column padded to 8."""
    kinds = {"f32": ("f", 4), "u32": ("I", 4), "f64": ("d", 8)}
    found = {name: [] for name, _ in run.schema["columns"]}
    for chunk in Chunk.objects.filter(run=run).order_by("first_seq"):
        at = 32
        for name, kind in run.schema["columns"]:
            letter, size = kinds[kind]
            found[name] += struct.unpack_from(f"<{chunk.rows}{letter}", chunk.data, at)
            at += -(-chunk.rows * size // 8) * 8
    return found


def bits(value) -> bytes:
    return struct.pack("<d", float(value))


# -- JSON and CSV ----------------------------------------------------------------------------------------------------------


def test_json_gives_every_number_back_bit_for_bit(alice, run):
    answer = person(alice).get(f"/runs/{run.id}/files/json")
    assert answer["Content-Disposition"] == 'attachment; filename="run-1.json"'

    def no_such_number(text):
        raise AssertionError(f"{text} is no JSON")

    told = json.loads(answer.content, parse_constant=no_such_number)
    expected = stored(run)
    assert told["format"] == "backprop-playground/run" and told["version"] == 1 and told["recipe"] == run.spec
    assert list(told["records"]) == [name for name, _ in told["columns"]] == list(expected)
    for name, values in expected.items():
        assert [bits(one) for one in told["records"][name]] == [bits(one) for one in values], name
    assert "Infinity" in told["records"]["train_loss"] or "NaN" in told["records"]["train_loss"]
    assert told["seconds"] == [0.25] * 7
    [frame] = told["key_frames"]
    assert frame["epoch"] == 0 and base64.b64decode(frame["bytes"]) == bytes(KeyFrame.objects.get().data)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ", told["begun"]), "times by the minute (T20)"


def test_csv_gives_every_number_back_bit_for_bit(alice, run):
    answer = person(alice).get(f"/runs/{run.id}/files/csv")
    head, *rows = csv.reader(io.StringIO(answer.content.decode()))
    expected = stored(run) | {"seconds": [0.25] * 7}
    assert head[0] == "epoch" and sorted(head) == sorted(expected) and len(rows) == 7
    for name, column in zip(head, zip(*rows, strict=True), strict=True):
        assert [bits(one) for one in column] == [bits(one) for one in expected[name]], name


def test_a_comparison_names_its_runs_and_no_name_is_a_formula(alice, run):
    """T8: a spreadsheet would run a cell that begins with =, + or @."""
    other = services.start_run(alice, recipes.parse({"optimizer": {"name": "adam"}}), token="o", title="=cmd|'/C calc'!A0")
    Chunk.objects.bulk_create(
        Chunk(run=other, attempt=1, first_seq=one.first_seq, rows=one.rows, data=one.data, seconds=one.seconds)
        for one in Chunk.objects.filter(run=run)
    )
    asked = f"run={run.id}&run={other.id}"
    head, *rows = csv.reader(io.StringIO(person(alice).get(f"/compare/files/csv?{asked}").content.decode()))
    assert head[:2] == ["run", "epoch"] and len(rows) == 14
    assert {row[0] for row in rows} == {run.title, "'=cmd|'/C calc'!A0"}
    told = json.loads(person(alice).get(f"/compare/files/json?{asked}").content)
    assert [one["name"] for one in told["runs"]] == [run.title, other.title] and told["format"].endswith("/comparison")


def test_no_file_says_whose_run_it_is(alice, run, bob):
    token = shares.make(run)
    for client, address in ((person(alice), f"/runs/{run.id}/files"), (person(bob), f"/s/{token}/files")):
        for form in ("json", "csv", "html"):
            content = client.get(f"{address}/{form}").content.decode()
            for secret in (run.id, alice, token, run.cohort_key):
                assert secret not in content, (address, form)
    compared = person(bob).get(f"/compare/files/html?run=s:{token}").content.decode()
    assert run.id not in compared and token not in compared


def test_a_run_without_records_is_a_file_all_the_same(alice):
    empty = services.start_run(alice, recipes.parse({}), token="e")
    told = json.loads(person(alice).get(f"/runs/{empty.id}/files/json").content)
    assert set(map(len, told["records"].values())) == {0} and told["key_frames"] == []
    assert person(alice).get(f"/runs/{empty.id}/files/csv").content.count(b"\n") == 1


# -- the page that loads nothing -------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """What a browser's parser makes of it: elements, and the text of each script by its type."""

    def __init__(self, text: str):
        super().__init__()
        self.tags, self.scripts, self._type = [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag == "script":
            self._type = dict(attributes).get("type", "")
            self.scripts.append([self._type, ""])

    def handle_endtag(self, tag):
        if tag == "script":
            self._type = None

    def handle_data(self, data):
        if self._type is not None:
            self.scripts[-1][1] += data


@pytest.fixture(params=["run", "comparison"])
def taken(request, alice, run) -> str:
    address = f"/runs/{run.id}/files/html" if request.param == "run" else f"/compare/files/html?run={run.id}"
    answer = person(alice).get(address)
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")
    return answer.content.decode()


def test_a_hostile_title_stays_text(taken):
    """T6: the title ends a script element, opens a comment and holds a line separator."""
    read = Page(taken)
    kinds = [kind for kind, _ in read.scripts]
    assert kinds[:4] == ["application/json", "importmap", "", "module"] and set(kinds[4:]) <= {"application/json"}
    assert "alert(1)" not in "".join(text for kind, text in read.scripts if kind != "application/json")
    for kind, text in read.scripts:
        if kind == "application/json":
            assert json.loads(text) and not re.search("[<>&\u2028\u2029]", text)
    assert not [tag for tag, attributes in read.tags for name in attributes if name.startswith("on")]


def test_it_may_load_nothing_and_run_only_its_own_scripts(taken):
    read = Page(taken)
    [policy] = [attributes["content"] for tag, attributes in read.tags if attributes.get("http-equiv")]
    rules = {name: set(values) for name, *values in (rule.split() for rule in policy.split(";"))}
    assert rules["default-src"] == {"'none'"} and rules["connect-src"] == {"data:"} and rules["img-src"] == {"data:", "blob:"}
    own = {f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for kind, text in read.scripts
           if kind in ("importmap", "", "module")}  # fmt: skip
    assert rules["script-src"] == {*own, "data:"} and len(own) == 3
    named = [value for _, attributes in read.tags for name, value in attributes.items() if name in ("src", "href", "action")]
    assert all(value.startswith(("data:", "#")) for value in named), named
    assert not re.search(r"url\((?!data:)", "".join(re.findall(r"<style>(.*?)</style>", taken, re.DOTALL)))


def test_every_module_finds_what_it_imports(taken):
    """And none of those that speak to a server came along."""
    [text] = [text for kind, text in Page(taken).scripts if kind == "importmap"]
    imports = json.loads(text)["imports"]
    sources = {name: base64.b64decode(address.partition(",")[2]).decode() for name, address in imports.items()}
    lines = [line for source in sources.values() for line in source.splitlines()]
    asked = {re.search('"([^"]+)"', line)[1] for line in lines if re.match("import |export [^(]* from ", line)}
    asked |= {later for line in lines for later in re.findall(r'import\("([^"]+)"\)', line)}
    assert asked <= set(sources) and len(sources) > 30
    assert not {"js/live/socket.js", "js/live/history.js", "js/maps/painter.js", "js/compare/map-queue.js"} & set(sources)


def test_what_is_too_much_for_one_file_is_refused_in_words(alice, run, monkeypatch):
    monkeypatch.setattr(wanted, "LARGEST", 2**20)
    answer = person(alice).get(f"/compare/files/html?run={run.id}")
    assert answer.status_code == 413 and "about 1 MiB; at most 1 MiB" in answer.content.decode()
    assert person(alice).get(f"/compare/files/csv?run={run.id}").status_code == 200


# -- large ones, by a trainer ----------------------------------------------------------------------------------------------


@pytest.fixture
def large(monkeypatch):
    """Every file is a large one."""
    monkeypatch.setattr("playground.takeaway.views.files.AT_ONCE", 0)


@pytest.mark.parametrize("form", ["json", "csv", "html"])
@pytest.mark.parametrize("alone", [True, False], ids=["run", "comparison"])
def test_a_large_file_is_priced_written_by_a_trainer_and_the_same(alice, run, monkeypatch, trainer, form, alone):  # noqa: F811
    client = person(alice)
    address = f"/runs/{run.id}/files/{form}" if alone else f"/compare/files/{form}?run={run.id}&base={run.id}&smooth=0.5"
    at_once = client.get(address).content
    monkeypatch.setattr("playground.takeaway.views.files.AT_ONCE", 0)
    page = client.get(address).content.decode()
    assert "It will have about" in page and "Write the file" in page and not Task.objects.exists(), "nothing is begun by looking"
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.split('action="/exports/"')[1])
    sent = {name: value for name, value in fields if name != "csrfmiddlewaretoken"}
    there = client.post("/exports/", sent)["Location"]
    assert client.post("/exports/", sent)["Location"] == there, "asked twice is written once"
    [row] = client.get("/runs/").context["files"]["rows"]
    assert (row["name"], row["task"]["open"], row["size"]) == (f"{'run-1' if alone else 'comparison'}.{form}", True, "")
    waiting = client.get(there).content.decode()
    assert "hx-get" in waiting and 'http-equiv="refresh"' in waiting and client.get(f"{there}file").status_code == 404
    assert do(trainer).state == "finished"
    done = client.get(there).content.decode()
    assert f'href="{there}file"' in done and "hx-get" not in done and "is written" in done
    monkeypatch.setattr(blobs, "SLICE", 1000)
    file = client.get(f"{there}file")
    pieces = list(file)
    assert len(pieces) > 1 and max(map(len, pieces)) <= 1000, "never whole in memory"
    content = b"".join(pieces)
    assert int(file["Content-Length"]) == len(content) and fetched_apart(alice, f"{there}file") == pieces
    assert "Delete the file" in done
    listed = read(client.get("/runs/"))
    assert f"{mib(len(content))} MiB, written" in listed.text, "the list of runs has it, with its size"
    assert {there, f"{there}file"} <= {attributes.get("href") for _tag, attributes in listed.tags}
    assert "written" not in read(Client().get("/runs/")).text, "and nobody else's list"
    same = re.compile(rb"[0-9a-f]{32}")
    assert file["Content-Disposition"] == f'attachment; filename="{"run-1" if alone else "comparison"}.{form}"'
    assert same.sub(b"", content) == same.sub(b"", at_once)
    assert client.post(there)["Location"] == "/runs/" and client.get(there).status_code == 404 and not Task.objects.exists()
    assert "Files to take away" not in read(client.get("/runs/")).text


def fetched_apart(owner: str, address: str) -> list[bytes]:
    """What the loop of the real server sends, piece by piece."""
    client = AsyncClient()
    client.cookies["owner"] = sign(owner)

    async def pieces() -> list[bytes]:
        answer = await client.get(address)
        return [piece async for piece in answer]

    return async_to_sync(pieces)()


def test_a_large_file_is_its_askers_alone_and_goes_with_its_run(alice, bob, run, large, trainer):  # noqa: F811
    key = f"s:{shares.make(run)}"
    page = Client()
    page.cookies["owner"] = sign(bob)
    assert "Write the file" in page.get(f"/s/{key[2:]}/files/json").content.decode()
    there = page.post("/exports/", {"form": "json", "run": key, "alone": "1"})["Location"]
    do(trainer)
    told = page.get(f"{there}file")
    assert told["Content-Disposition"].endswith('"shared-run.json"') and run.id not in told.getvalue().decode()
    page.post("/exports/", {"form": "csv", "run": key, "alone": "1"})
    assert [one.input["form"] for one in Task.objects.all()] == ["csv"], "the one before makes room"
    there = page.post("/exports/", {"form": "json", "run": key, "alone": "1"})["Location"]
    do(trainer), do(trainer)
    assert page.get(f"{there}file").status_code == 200
    assert key[2:] not in str(Task.objects.get(input__form="json").input) and run.id not in str(
        Task.objects.get(input__form="json").input
    )
    for address in (there, f"{there}file"):
        assert person(alice).get(address).status_code == 404
    shares.withdraw(run)
    assert page.get(f"{there}file").status_code == 404
    assert page.post("/exports/", {"form": "json", "run": run.id}).status_code == 404


def test_forty_runs_come_with_their_maps_and_more_with_their_records(alice, run, monkeypatch):
    from playground.takeaway import replayed

    def frames(text: str) -> list[str]:
        [told] = [json.loads(inner) for kind, inner in Page(text).scripts if '"hello"' in inner]
        return [one["frames"] for one in told["runs"]]

    taken = person(alice).get(f"/compare/files/html?run={run.id}").content.decode()
    assert replayed.WHOLE == 40 and all(frames(taken)) and "stayed behind" not in taken
    monkeypatch.setattr(replayed, "WHOLE", 0)
    taken = person(alice).get(f"/compare/files/html?run={run.id}").content.decode()
    assert not any(frames(taken)) and "Their maps stayed behind" in taken
    assert "pg-compared-maps" not in [tag for tag, _attributes in Page(taken).tags]


# -- in a frame on somebody's page -----------------------------------------------------------------------------------------


def test_only_the_embedded_page_may_be_framed_and_it_leaves_no_cookie(run):
    """T21."""
    token = shares.make(run)
    visitor = Client()
    answer = visitor.get(f"/embed/{token}/?lang=zh-hans")
    assert answer.status_code == 200 and not answer.cookies and "Set-Cookie" not in answer.headers
    assert "frame-ancestors *" in answer["Content-Security-Policy"] and "X-Frame-Options" not in answer
    tags = Page(answer.content.decode()).tags
    assert [attributes for tag, attributes in tags if tag == "form"] == [{"hidden": None}], "nothing that could be sent"
    assert not [attributes for _, attributes in tags if attributes.get("name") == "csrfmiddlewaretoken"]
    assert run.id.encode() not in answer.content
    for path in ("points", "records", "frames", "status", "seconds"):
        assert not Client().get(f"/s/{token}/{path}").cookies, path
    shares.withdraw(run)
    gone = Client().get(f"/embed/{token}/")
    assert gone.status_code == 404 and not gone.cookies
    for address in ("/", "/explore/", f"/s/{token}/"):
        other = visitor.get(address)
        assert other["X-Frame-Options"] == "DENY" and "frame-ancestors 'none'" in other["Content-Security-Policy"]
