"""What people do with runs they keep: all or nothing, theirs alone, and every deed can be taken back."""

import pytest
from django.utils import timezone

from playground.runs import keeping
from playground.runs.models import Chunk, Run, Share, Task
from tests.runs.making import make_run

pytestmark = pytest.mark.django_db


def test_titles_keep_to_one_direction_and_say_what_they_were():
    run = make_run(title="before")
    assert keeping.rename(run, "  a\u202eb\n" + "x" * 78) == "before"
    run.refresh_from_db()
    assert run.title == "ab" + "x" * 78
    keeping.rename(run, "  ")
    assert Run.objects.get(id=run.id).title == ""


def test_a_title_that_is_too_long_is_refused_in_words_and_changes_nothing():
    run = make_run(title="before")
    with pytest.raises(keeping.TitleRefused, match="81 characters are more than the 80 allowed"):
        keeping.rename(run, "y" * 81)
    assert Run.objects.get(id=run.id).title == "before"


@pytest.mark.parametrize(
    ("deed", "back", "changes"), [("star", "unstar", [0, 2]), ("archive", "restore", [0, 1]), ("unstar", "star", [1])]
)
def test_a_deed_tells_which_runs_it_changed_so_that_it_can_be_taken_back(deed, back, changes):
    runs = [make_run(), make_run(starred=True), make_run(archived_at=timezone.now())]
    ids = [run.id for run in runs]
    before = list(Run.objects.order_by("number").values("starred", "archived_at"))
    changed = keeping.keep("alice", ids, deed)
    assert changed == sorted(ids[index] for index in changes)
    assert list(Run.objects.order_by("number").values("starred", "archived_at")) != before
    keeping.keep("alice", changed, back)
    assert list(Run.objects.order_by("number").values("starred", "archived_at")) == before


def test_with_one_run_of_somebody_elses_nothing_is_done():
    mine, theirs = make_run("alice"), make_run("bob")
    for ids in ([mine.id, theirs.id], [mine.id, "x" * 22]):
        with pytest.raises(Run.DoesNotExist):
            keeping.keep("alice", ids, "star")
    assert not Run.objects.filter(starred=True).exists()


def test_an_unknown_deed_is_refused_in_words():
    with pytest.raises(ValueError, match="burn is none of star, unstar, archive, restore"):
        keeping.keep("alice", [make_run().id], "burn")


def test_adopted_runs_come_after_those_that_were_there_and_keep_their_order():
    for number in (1, 2, 3):
        make_run("account", number=number, start_token=f"t{number}")
    moved = [make_run("nobody", number=number, start_token=f"t{number + 2}") for number in (1, 2)]
    Share.objects.create(token_hash="h", run=moved[0])
    Task.objects.create(owner="nobody", kind="recompute", state="waiting")
    other = make_run("bob", number=1)
    assert keeping.adopt("nobody", "account") == 2
    numbers = dict(Run.objects.filter(owner="account").values_list("id", "number"))
    assert [numbers[run.id] for run in moved] == [4, 5] and sorted(numbers.values()) == [1, 2, 3, 4, 5]
    assert not Run.objects.filter(owner="nobody").exists() and not Task.objects.filter(owner="nobody").exists()
    assert Share.objects.get(token_hash="h").run.owner == "account"
    assert Run.objects.get(id=other.id).owner == "bob"
    assert keeping.adopt("nobody", "account") == 0


def test_deleting_everything_of_one_owner_leaves_everybody_else_alone():
    mine, theirs = make_run("alice"), make_run("bob")
    for run in (mine, theirs):
        Chunk.objects.create(run=run, attempt=1, first_seq=0, rows=1, data=b"", seconds=b"")
    child = make_run("bob", parent=mine)
    assert keeping.delete_all("alice") == 1
    assert set(Run.objects.values_list("id", flat=True)) == {theirs.id, child.id}
    assert Chunk.objects.get().run_id == theirs.id
