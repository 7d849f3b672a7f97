"""Text travels compressed to whoever takes it; bytes of a run do not; the first visit stays small."""

import gzip

import pytest
from django.test import Client

from playground.runs.owners import sign
from tests.live.lines import ALICE
from tests.live.writing import commit, make_run

pytestmark = pytest.mark.django_db

TAKES = {"Accept-Encoding": "gzip, deflate, br"}


def test_pages_and_json_are_compressed_and_say_the_same():
    client = Client()
    client.get("/")
    for path in ("/runs/", "/data/thumbnails"):
        plain, small = client.get(path), client.get(path, headers=TAKES)
        assert (plain.get("Content-Encoding"), small["Content-Encoding"]) == (None, "gzip")
        assert len(small.content) < len(plain.content) / 2
        assert "Accept-Encoding" in small["Vary"]
        if path == "/data/thumbnails":
            assert gzip.decompress(small.content) == plain.content


def test_the_length_of_a_compressed_page_is_no_measure_of_what_it_holds():
    """BREACH: the same JSON twice, in answers of unlike lengths."""
    client = Client()
    lengths = {len(client.get("/data/thumbnails", headers=TAKES).content) for _ in range(12)}
    assert len(lengths) > 3


@pytest.mark.django_db(transaction=True)
def test_records_travel_as_they_are():
    alice = Client()
    alice.cookies["owner"] = sign(ALICE)
    run = make_run(ALICE)
    commit(run, 500)
    answer = alice.get(f"/runs/{run.id}/records", headers=TAKES)
    assert answer.get("Content-Encoding") is None and answer.content[:4] == b"BPR1"


def test_the_front_page_is_below_twenty_kilobytes():
    client = Client()
    assert len(client.get("/", headers=TAKES).content) < 20_000
