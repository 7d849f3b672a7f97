"""What can be read: own runs only, page by page, chunks and frames from any seq on."""

import pytest

from playground.runs import selectors
from playground.runs.models import Chunk, KeyFrame, Run
from tests.runs.making import make_run

pytestmark = pytest.mark.django_db


def test_another_owners_run_and_an_unknown_run_are_the_same_answer():
    run = make_run("alice")
    assert selectors.get_run("alice", run.id) == run
    for owner, run_id in (("bob", run.id), ("alice", "x" * 22), (None, run.id), ("", run.id)):
        with pytest.raises(Run.DoesNotExist):
            selectors.get_run(owner, run_id)


def test_status_of_many_runs_is_one_query(django_assert_num_queries):
    runs = [make_run(epoch=index) for index in range(5)]
    with django_assert_num_queries(1):
        status = selectors.run_status([*(run.id for run in runs), "gone"])
    assert [status[run.id]["epoch"] for run in runs] == [0, 1, 2, 3, 4]
    assert "gone" not in status


def test_chunks_begin_with_the_one_that_holds_the_asked_record():
    run = make_run()
    for first, rows in ((0, 2), (2, 5), (7, 1)):
        Chunk.objects.create(run=run, attempt=1, first_seq=first, rows=rows, data=bytes([first]), seconds=b"")
    Chunk.objects.create(run=run, attempt=2, first_seq=0, rows=9, data=b"other", seconds=b"")
    firsts = {seq: [chunk.first_seq for chunk in selectors.chunks(run.id, 1, seq)] for seq in (0, 1, 2, 6, 7, 8)}
    assert firsts == {0: [0, 2, 7], 1: [0, 2, 7], 2: [2, 7], 6: [2, 7], 7: [7], 8: []}
    assert next(selectors.chunks(run.id, 1, 3)) == (2, 5, b"\x02")


def test_frames_come_by_range_and_the_latest_is_the_newest():
    run = make_run()
    assert selectors.latest_frame(run.id, 1) is None
    for seq in (0, 1, 2, 4, 8):
        KeyFrame.objects.create(run=run, attempt=1, seq=seq, epoch=seq, data=bytes([seq]))
    assert [frame.seq for frame in selectors.frames(run.id, 1, 1, 4)] == [1, 2, 4]
    assert selectors.latest_frame(run.id, 1) == (8, 8, b"\x08")
