"""A file read in: the same bytes as were taken away; and whatever else a file may hold, refused in a sentence."""

import copy
import json
import math

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.runs import pasts
from playground.runs.models import Chunk, KeyFrame, Run
from playground.runs.owners import sign
from playground.takeaway import document, imports, reading
from playground.takeaway.reading import ImportRefused
from tests.site.test_takeaway import bits, run, stored  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(run) -> dict:  # noqa: F811
    return json.loads(document.of_run(run))


def bring(owner: str, data: bytes | dict):
    client = Client()
    client.cookies["owner"] = sign(owner)
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return client.post("/runs/imports/", body, content_type="application/json")


def taken_away(owner: str, run_id: str) -> bytes:
    client = Client()
    client.cookies["owner"] = sign(owner)
    return client.get(f"/runs/{run_id}/files/json").content


# -- what comes in is what went out ----------------------------------------------------------------------------------------


def test_records_key_frames_and_clock_come_back_bit_for_bit(alice, bob, run, told):  # noqa: F811
    answer = bring(bob, taken_away(alice, run.id))
    assert answer.status_code == 201, answer.content
    made = Run.objects.get(id=answer.json()["run"])
    assert (made.owner, made.imported, made.state, made.epoch, made.seq) == (bob, True, "finished", 6, 7)
    assert made.spec == run.spec and made.parent is None and made.number == 1
    before, after = stored(run), stored(made)
    assert list(after) == list(before)
    for name, values in before.items():
        assert [*map(bits, after[name])] == [*map(bits, values)], name
    assert {math.inf, -math.inf} <= set(after["train_loss"]) and any(map(math.isnan, after["train_loss"]))
    assert bytes(KeyFrame.objects.get(run=made).data) == bytes(KeyFrame.objects.get(run=run).data)
    assert b"".join(bytes(one.seconds) for one in Chunk.objects.filter(run=made)) == b"".join(
        bytes(one.seconds) for one in Chunk.objects.filter(run=run).order_by("first_seq")
    )
    again = json.loads(taken_away(bob, made.id))
    for name in ("records", "key_frames", "seconds", "recipe", "epoch"):
        assert again[name] == told[name], name


def test_the_same_file_again_is_the_same_run_and_everybody_has_their_own(alice, bob, told):
    first, again, others = bring(bob, told), bring(bob, told), bring(alice, told)
    assert first.json() == again.json() and first.json()["run"] != others.json()["run"]
    assert Run.objects.filter(imported=True).count() == 2


def test_it_is_marked_opens_and_is_never_thinned(bob, told):
    from datetime import timedelta

    from django.utils import timezone

    from playground.training.thinning import thinnable

    run_id = bring(bob, told | {"title": "From <afar>"}).json()["run"]
    client = Client()
    client.cookies["owner"] = sign(bob)
    page = client.get(f"/runs/{run_id}/").content.decode()
    assert "was imported from a file" in page and "From &lt;afar&gt;" in page
    assert "Imported" in client.get("/runs/").content.decode()
    Run.objects.filter(id=run_id).update(updated_at=timezone.now() - timedelta(days=60))
    assert not thinnable().filter(id=run_id).exists()


def test_what_had_not_ended_stops_where_it_was(bob, told):
    made = Run.objects.get(id=bring(bob, told | {"state": "training"}).json()["run"])
    assert made.state == "stopped" and made.trainer is None


def test_fifty_are_kept(bob, told, monkeypatch):
    monkeypatch.setattr(imports, "MOST", 1)
    assert bring(bob, told).status_code == 201
    refused = bring(bob, told | {"title": "another"})
    assert refused.status_code == 422 and "1 imported runs" in refused.json()["message"]


# -- what is refused, and how ----------------------------------------------------------------------------------------------


def records(told: dict, name: str, at: int, value) -> dict:
    changed = copy.deepcopy(told)
    changed["records"][name][at] = value
    return changed


@pytest.mark.parametrize(("change", "words"), [
    (lambda told: b"", "The file is not whole JSON: it cannot be read beyond line 1, column 1."),
    (lambda told: b"\x80\x04\x95", "The file is no JSON."),
    (lambda told: b"[" * 100_000, "The file is nested too deeply."),
    (lambda told: b'{"a": ' * 2000 + b"1" + b"}" * 2000, "nested too deeply"),
    (lambda told: b"[" + b"1," * 900_001 + b"1]", "more than 900,000 values"),
    (lambda told: b" " * (8 * 1024 * 1024 + 1), "larger than 8 MiB"),
    (lambda told: b'{"format": NaN}', "NaN is no JSON. Spell it as a string: “NaN”."),
    (lambda told: b"9" * 5000, "The file is no JSON"),
    (lambda told: [], "format: “null” is not “backprop-playground/run”."),
    (lambda told: told | {"format": "backprop-playground/comparison"}, "This is a comparison."),
    (lambda told: told | {"version": 2}, "version: “2” is not what is expected here: 1."),
    (lambda told: told | {"version": True}, "version: “true”"),
    (lambda told: {name: one for name, one in told.items() if name != "records"}, "records: it is missing."),
    (lambda told: told | {"__proto__": 1}, "“__proto__”: it is not known. Known: format, version"),
    (lambda told: told | {"recipe": [1]}, "recipe: “…” is not what is expected here"),
    (lambda told: told | {"recipe": told["recipe"] | {"seed": -1}}, "recipe: "),
    (lambda told: told | {"recipe": told["recipe"] | {"data": {"name": "upload", "digest": "0" * 64}}}, "recipe: "),
    (lambda told: told | {"title": "x" * 81}, "title: Name: 81 characters are more than the 80 allowed."),
    (lambda told: told | {"state": "flying"}, "state: “flying” is not what is expected here: waiting, training"),
    (lambda told: told | {"epoch": 301}, "epoch: “301” is not what is expected here: a whole number from 0 to 300."),
    (lambda told: told | {"epoch": 5}, "7 numbers where the run has 6 records."),
    (lambda told: told | {"epoch": 6.0}, "epoch: “6.0”"),
    (lambda told: told | {"columns": told["columns"][:-1]}, "columns: “"),
    (lambda told: told | {"records": {}}, "records: “…” is not what is expected here: epoch, step"),
    (lambda told: records(told, "train_loss", 0, "nan"), "train_loss: “nan” is not what is expected here: a number, or one"),
    (lambda told: records(told, "train_loss", 0, 1e39), "train_loss: “1e+39” is not what is expected here: a number from -3.4"),
    (lambda told: records(told, "train_loss", 0, True), "records.train_loss: “true”"),
    (lambda told: records(told, "train_loss", 0, None), "records.train_loss: “null”"),
    (lambda told: records(told, "epoch", 3, 4), "records.epoch: “4.0” is not what is expected here: 3 in record 3."),
    (lambda told: records(told, "step", 3, "NaN"), "records.step: “NaN”"),
    (lambda told: told | {"seconds": [0] * 8}, "seconds: “…” is not what is expected here: a list of at most 7 numbers."),
    (lambda told: told | {"key_frames": [{"epoch": 0, "bytes": "QUJD"}]}, "key_frames.0: its bytes are no key frame of this run"),
    (lambda told: told | {"key_frames": told["key_frames"] * 2}, "key_frames.1.epoch: “0” is not what is expected here"),
    (lambda told: told | {"key_frames": [told["key_frames"][0] | {"epoch": 1}]}, "key_frames.0: its bytes are no key frame"),
    (lambda told: told | {"detail": {"epoch": 99}}, "detail.epoch: “99” is not what is expected here: a whole number"),
])  # fmt: skip
def test_what_is_wrong_is_said_with_field_value_and_what_is_allowed(bob, told, change, words):
    changed = change(told)
    answer = bring(bob, json.dumps(changed).encode() if isinstance(changed, dict | list) else changed)
    assert answer.status_code == 422 and words in answer.json()["message"], answer.content
    assert not Run.objects.filter(imported=True).exists()


FLOATS = st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | FLOATS | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_other_file_is_refused_or_is_a_run(told, data):
    """A value anywhere in a good file replaced by any other: what is taken has the shape that its recipe gives."""
    changed = copy.deepcopy(told)
    place, trail = changed, []
    while isinstance(place, dict | list) and place and (not trail or data.draw(st.booleans())):
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        trail.append((place, key))
        place = place[key]
    into, key = trail[-1]
    into[key] = data.draw(ANYTHING)
    try:
        found = reading.read(json.dumps(changed).encode())
    except ImportRefused as refused:
        assert 5 < len(str(refused)) < 1500
        return
    assert set(found.records) == {name for name, *_ in found.plan["schema"]["columns"]}
    assert {len(values) for values in found.records.values()} == {pasts.record_seq(found.epoch) + 1}


@settings(max_examples=20, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_refused_in_words(data):
    with pytest.raises(ImportRefused):
        reading.read(data)
