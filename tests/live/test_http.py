"""A run's bytes over HTTP: page by page, asked for again only when they changed; and commands that are none."""

import json
import struct

import pytest
from django.test import Client

from engine.records import Schema, decode, decode_frame
from playground.live import views
from playground.runs.models import Chunk, Command, Run
from playground.runs.owners import sign
from tests.live.lines import ALICE
from tests.live.writing import FRAMES, WIDE, commit, make_run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alice() -> Client:
    client = Client()
    client.cookies["owner"] = sign(ALICE)
    return client


def seqs(schema: Schema, data: bytes) -> list[int]:
    """Of concatenated chunks; their lengths follow from the schema."""
    found = []
    while data:
        first, columns = decode(schema, data)
        rows = len(columns["epoch"])
        assert columns["epoch"].tolist() == list(range(first, first + rows))
        found += columns["epoch"].tolist()
        data = data[32 + sum(-(-rows * {"u32": 4, "f32": 4, "f64": 8}[kind] // 8) * 8 for _, kind, _ in schema.columns) :]
    return found


def frame_seqs(data: bytes) -> list[int]:
    found = []
    while data:
        found.append(decode_frame(FRAMES, data)[0])
        data = data[32 + int.from_bytes(data[8:12], "little") :]
    return found


def paged(client: Client, address: str, begin: int = 0):
    """(bytes of all pages joined, how many)"""
    parts, at = [], str(begin)
    while at is not None:
        answer = client.get(f"{address}from={at}")
        assert answer.status_code == 200
        parts.append(answer.content)
        at = answer.get("X-Next-Seq")
    return b"".join(parts), len(parts)


def test_records_and_key_frames_come_in_pages_without_hole_or_repeat(alice, monkeypatch):
    run = make_run(ALICE, WIDE)
    for _ in range(150):
        commit(run, 8)
    for size in (1, 3000, 10_000, views.PAGE):
        monkeypatch.setattr(views, "PAGE", size)
        data, pages = paged(alice, f"/runs/{run.id}/records?")
        assert seqs(WIDE, data) == list(range(1200)) and (pages > 1) == (size < views.PAGE or size < len(data))
        frames, _ = paged(alice, f"/runs/{run.id}/frames?")
        assert frame_seqs(frames) == list(range(7, 1200, 8))
    late, _ = paged(alice, f"/runs/{run.id}/records?attempt=1&", 1001)
    assert seqs(WIDE, late) == list(range(1000, 1200)), "from the chunk that holds it"
    part, _ = paged(alice, f"/runs/{run.id}/frames?to=100&", 20)
    assert frame_seqs(part) == list(range(23, 101, 8))
    assert alice.get(f"/runs/{run.id}/records?from=5000").content == b""


def test_what_the_browser_holds_is_not_sent_again(alice):
    run = make_run(ALICE)
    commit(run, 5)
    for name in ("status", "records?from=2", "frames"):
        first = alice.get(f"/runs/{run.id}/{name}")
        assert first["Cache-Control"] == "private, no-cache"
        again = alice.get(f"/runs/{run.id}/{name}", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    status = alice.get(f"/runs/{run.id}/status").json()
    assert (status["state"], status["seq"], status["frame_seq"], status["attempt"]) == ("training", 5, 4, 1)
    commit(run, 5)
    for name in ("records?from=2", "frames"):
        assert alice.get(f"/runs/{run.id}/{name}", headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("value", ["", "-1", "1.5", "x", "1e3", "٣", "0x10", "9" * 30, "1 ", "from", "run__owner"])
def test_a_place_that_is_no_number_is_a_constant_400(alice, value):
    """T15, P16."""
    run = make_run(ALICE)
    for name in ("records", "frames"):
        for field in ("from", "to", "attempt"):
            answer = alice.get(f"/runs/{run.id}/{name}", {field: value})
            assert (answer.status_code, answer.content) == (400, b"from, to and attempt are whole numbers")


def test_bytes_of_an_attempt_that_was_left_are_a_conflict(alice):
    run = make_run(ALICE, attempt=3)
    assert alice.get(f"/runs/{run.id}/records?attempt=2").status_code == 409
    assert alice.get(f"/runs/{run.id}/records?attempt=3").status_code == 200


NO_COMMANDS = [
    "", "null", "[]", "1", '"pause"', "{", "{}", "[" * 100_000, "NaN", '{"kind": null}', '{"kind": {}}', '{"kind": []}',
    '{"kind": "fly"}', '{"kind": "pause", "run": "x"}', '{"kind": "pause", "self": 1}', '{"kind": "pause", "x": 1}',
    '{"kind": "step"}', '{"kind": "step", "epochs": 1e400}', '{"kind": "step", "epochs": true}', '{"kind": "step", "epochs": -1}',
    '{"kind": "speed", "epochs_per_second": NaN}', '{"kind": "speed", "epochs_per_second": 1' + "0" * 400 + "}",
    '{"kind": "edit", "path": "optimizer.lr", "value": 1' + "0" * 400 + "}", '{"kind": "edit", "path": "", "value": 1}',
    '{"kind": "edit", "path": "\\ud800", "value": 1}', '{"kind": "edit", "path": "\\u0000", "value": 1}',
    '{"kind": "edit", "path": "optimizer.lr", "value": Infinity}', '{"kind": "edit", "path": "weights.9.9.9", "value": 1}',
    '{"kind": "edit", "path": "optimizer", "value": 1}', '{"kind": "edit", "path": "optimizer.name", "value": 1}',
    '{"kind": "extend", "epochs": 1' + "0" * 400 + "}", '{"kind": "extend", "epochs": 0}', '{"kind": "\\ud800"}',
]  # fmt: skip


@pytest.fixture
def started():
    """A real run: what refuses a wrong edit is the engine."""
    from playground.runs import recipes, services

    return services.start_run(ALICE, recipes.parse({}), token="t")


def test_what_is_no_command_is_refused_in_words_and_changes_nothing(alice, started):
    """P16: never a 5xx."""
    before = Run.objects.values().get(id=started.id)
    for body in NO_COMMANDS:
        answer = alice.post(f"/runs/{started.id}/commands/", body, content_type="application/json")
        assert answer.status_code in (409, 422), (body[:80], answer.status_code)
        assert len(answer.json()["message"]) > 10
        fields = json.loads(body) if body[:1] == "{" and len(body) > 2 else {}
        plain = {key: value for key, value in fields.items() if isinstance(value, str | int | float) and value != "\ud800"}
        form = alice.post(f"/runs/{started.id}/commands/", {**plain, "more": "\x00"}, headers={"Accept": "text/html"})
        assert form.status_code in (409, 422), (body[:80], form.status_code)
    assert Run.objects.values().get(id=started.id) == before
    assert not Command.objects.exists()


def test_a_command_is_taken_as_json_and_as_a_form(alice, started):
    address = f"/runs/{started.id}/commands/"
    answer = alice.post(address, {"kind": "speed", "epochs_per_second": 5}, content_type="application/json")
    assert (answer.status_code, answer.json()) == (202, {"run": started.id})
    answer = alice.post(address, {"kind": "speed", "epochs_per_second": "1.2e2"})
    assert (answer.status_code, answer["Location"]) == (303, f"/?run={started.id}")
    assert Run.objects.get(id=started.id).speed == 120
    assert alice.get(address).status_code == 405


def test_seconds_are_those_stored_and_end_where_they_are_not_known(alice):
    run = make_run(ALICE, WIDE)
    for _ in range(3):
        commit(run, 4)
    for place, chunk in enumerate(Chunk.objects.filter(run=run).order_by("first_seq")):
        Chunk.objects.filter(pk=chunk.pk).update(seconds=struct.pack(f"<{chunk.rows}f", *[0.25 * (place + 1)] * chunk.rows))
    answer = alice.get(f"/runs/{run.id}/seconds")
    assert [value for (value,) in struct.iter_unpack("<f", answer.content)] == [0.25] * 4 + [0.5] * 4 + [0.75] * 4
    middle = Chunk.objects.filter(run=run).order_by("first_seq")[1]
    Chunk.objects.filter(pk=middle.pk).update(seconds=b"")
    Run.objects.filter(pk=run.pk).update(detail_level="curve")
    assert len(alice.get(f"/runs/{run.id}/seconds").content) == 16
    assert Client().get(f"/runs/{run.id}/seconds").status_code == 404
