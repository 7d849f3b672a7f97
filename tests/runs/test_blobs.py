"""What a task came to, in slices: together they are the whole, and a task that went away meanwhile is no shorter file."""

import pytest

from playground.runs import blobs
from playground.runs.models import Task

pytestmark = pytest.mark.django_db
WHOLE = bytes(range(256)) * 40


@pytest.mark.parametrize("size", [0, 1, 4096, 10_239, 10_240])
def test_slices_join_to_the_whole(monkeypatch, size):
    monkeypatch.setattr(blobs, "SLICE", 4096)
    task = Task.objects.create(owner="alice", kind="export", state="finished", result=WHOLE[:size])
    found = list(blobs.slices(task.id))
    assert b"".join(found) == WHOLE[:size] and blobs.size(task.id) == size
    assert [len(one) for one in found[:-1]] == [4096] * max(0, len(found) - 1)


def test_what_is_gone_halfway_is_an_error_and_no_end(monkeypatch):
    monkeypatch.setattr(blobs, "SLICE", 4096)
    task = Task.objects.create(owner="alice", kind="export", state="finished", result=WHOLE)
    slices = blobs.slices(task.id)
    assert next(slices) == WHOLE[:4096]
    task.delete()
    with pytest.raises(LookupError):
        next(slices)
    assert list(blobs.slices("nobody's")) == []
