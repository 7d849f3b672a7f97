"""The list of runs: filters, orders and pages through addresses; deeds as plain forms, each of which can be taken back."""

import re
from base64 import b64encode
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.utils import timezone

from playground.experiments import asked_runs, written
from playground.runs import listing, thumbnails
from playground.runs.listing import SORTS, Wanted
from playground.runs.models import KeyFrame, Run, Share, Thumbnail
from playground.runs.owners import sign
from tests.runs.making import make_run
from tests.site.pages import read

pytestmark = pytest.mark.django_db
ALICE = "a" * 32
SPEC = {"optimizer": {"lr": 0.03}, "edits": []}


@pytest.fixture
def alice(learner):
    learner.cookies["owner"] = sign(ALICE)
    return learner


def made(**facts) -> Run:
    facts = {"spec": SPEC, "state": "finished", "epoch": 300, "dataset": "circles", **facts}
    return make_run(ALICE, **facts)


def shown(response) -> list[str]:
    """Ids of the runs on a page, in their order."""
    return re.findall(r'name="run" value="([\w-]{22})"', response.content.decode())


def link(response, rel: str) -> str | None:
    hrefs = [attrs["href"] for tag, attrs in read(response).tags if tag == "a" and attrs.get("rel") == rel]
    return hrefs[0] if hrefs else None


def problem(response) -> str:
    """All that can be read, elements apart."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


FILTERS = {
    "state=diverged": lambda run: run.state == "diverged",
    "data=xor": lambda run: run.dataset == "xor",
    "optimizer=adam": lambda run: run.optimizer == "adam",
    "starred=1": lambda run: run.starred,
    "title=ring": lambda run: "ring" in run.title.lower(),
    "title=run+4": lambda run: run.number == 4,
    "title=3": lambda run: run.number == 3 or "3" in run.title,
    "state=finished&optimizer=adam&starred=": lambda run: run.state == "finished" and run.optimizer == "adam",
}


@pytest.mark.parametrize("query", FILTERS)
def test_each_filter_leaves_exactly_what_it_says(alice, query):
    runs = [
        made(number=number, state=state, dataset=data, optimizer=optimizer, starred=number % 5 == 0, title=title)
        for number, (state, data, optimizer, title) in enumerate(
            [
                ("finished", "xor", "adam", ""), ("diverged", "circles", "sgd", "The Ring"), ("paused", "xor", "sgd", "3 rings"),
                ("finished", "moons", "adam", "string"), ("finished", "circles", "adam", "100%_"), ("failed", "xor", "sgd", ""),
            ], start=1,
        )
    ]  # fmt: skip
    make_run("b" * 32, spec=SPEC, state="diverged", dataset="xor", optimizer="adam", starred=True, title="ring 4")
    expected = [run.id for run in reversed(runs) if FILTERS[query](run)]
    assert expected, "a filter that leaves nothing tests nothing"
    assert shown(alice.get(f"/runs/?{query}")) == expected


def test_the_archive_is_a_list_of_its_own(alice):
    here, gone = made(), made(archived_at=timezone.now())
    assert shown(alice.get("/runs/")) == [here.id]
    assert shown(alice.get("/runs/?archived=1")) == [gone.id]


SORT_VALUES = {"newest": "created_at", "best": "best_metric", "loss": "last_loss", "longest": "epoch"}


def many(count: int = 23) -> list[Run]:
    """Runs with equal values, gaps and extremes in every column that can be sorted by."""
    metrics = [None, 0.5, 0.5, 1.0, -3.25, None, 1e-300, 0.1 + 0.2]
    losses = [0.25, None, 1e300, 0.25, 5e-324, None, None]
    start = timezone.now() - timedelta(days=3)
    return [
        made(
            number=number, epoch=[300, 7, 7, 12_000][number % 4], best_metric=metrics[number % 8], last_metric=0.5,
            last_loss=losses[number % 7], created_at=start + timedelta(seconds=number // 2),
        )
        for number in range(1, count + 1)
    ]  # fmt: skip


def in_words(runs: list[Run], sort: str) -> list[str]:
    """The order as a person would lay cards on a table."""
    value = {run.id: getattr(run, SORT_VALUES[sort]) for run in runs}
    newest = sorted(runs, key=lambda run: -run.number)
    filled = [run for run in newest if value[run.id] is not None]
    filled.sort(key=lambda run: value[run.id], reverse=sort != "loss")
    return [run.id for run in filled + [run for run in newest if value[run.id] is None]]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("length", [1, 4, 50])
def test_pages_of_every_order_hold_every_run_once_forth_and_back(alice, sort, length, monkeypatch):
    monkeypatch.setattr("playground.experiments.views.runs.PAGE_LENGTH", length)
    runs = many()
    expected = in_words(runs, sort)
    address, seen, pages = f"/runs/?sort={sort}&state=finished", [], []
    while address:
        response = alice.get(address)
        pages.append(shown(response))
        seen += pages[-1]
        following = link(response, "next")
        address = following and f"/runs/{following}"
    assert seen == expected
    assert all(len(page) == length for page in pages[:-1])
    for page in reversed(pages[:-1]):
        previous = link(response, "prev")
        assert f"sort={sort}" in previous or sort == "newest"
        assert "state=finished" in previous
        response = alice.get(f"/runs/{previous}")
        assert shown(response) == page
    assert link(response, "prev") is None


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_reads_an_index_and_sorts_nothing(sort):
    if connection.vendor != "sqlite":
        pytest.fail("this test reads SQLite's plans")
    runs = many()
    middle = sorted(runs, key=lambda run: run.number)[9]
    for place in ({}, {"after": listing.place(middle, sort)}, {"before": listing.place(middle, sort)}):
        for stretch in listing.stretches(ALICE, Wanted(sort=sort, **place)):
            plan = stretch[:51].explain()
            assert f"runs_run USING INDEX run_{sort} (owner=?" in plan, plan
            assert "TEMP B-TREE" not in plan and "SCAN" not in plan, plan


@pytest.mark.parametrize("sort", SORTS)
def test_a_page_asks_as_many_questions_for_fifty_runs_as_for_two(alice, sort, django_assert_max_num_queries):
    many(2)
    with django_assert_max_num_queries(4):  # of them one is how much all runs hold, one which files were written
        assert len(shown(alice.get(f"/runs/?sort={sort}"))) == 2
    Run.objects.all().delete()
    for run in many(60):
        Thumbnail.objects.create(run=run, epoch=1, data=thumbnails.encode(thumbnails.Picture(1, 1)))
    with django_assert_max_num_queries(4):
        assert len(shown(alice.get(f"/runs/?sort={sort}"))) == 50


BAD = {
    "state=flying": "Filter state: “flying” is none of waiting, training",
    "data=imagenet": "Filter data: “imagenet” is none of circles",
    "optimizer=best": "is none of sgd",
    "sort=colour": "is none of newest, best, loss, longest",
    "starred=yes": "“yes” is neither 1",
    "archived=0": "“0” is neither 1",
    "colour=red": "There is no filter “colour”. There are: sort, state, data, optimizer, starred, archived, title.",
    "title=" + "x" * 81: "81 characters are more than the 80",
    "title=%00": "cannot be printed",
    "after=x": "“x” is no place in this list",
    "before=2026-01-01~1": "is no place",
    "after=~3": "is no place",
    "after=9999-12-31T23:59:59%2B00:00~3": "is no place",
    "after=2026-01-01T00:00:00%2B00:00~" + "9" * 40: "is no place",
    "after=0001-01-01T00:00:00%2B23:59~3": "is no place",
    "sort=best&after=nan~3": "is no place",
    "sort=loss&after=inf~3": "is no place",
    "sort=longest&after=1.5~3": "is no place",
    "sort=best&after=0.5~3&before=0.5~1": "not both",
}


@pytest.mark.parametrize("query", BAD)
def test_what_is_not_known_is_refused_in_words_and_nothing_is_shown_for_it(alice, query):
    made()
    response = alice.get(f"/runs/?{query}")
    assert response.status_code == 400
    assert BAD[query] in problem(response)
    assert shown(response) == []


def test_a_place_may_be_written_in_any_offset_from_utc(alice):
    """PostgreSQL reads no offset with fractions of a second."""
    response = alice.get("/runs/?after=2026-01-01T00:00:00%2B23:59:59.999999~1")
    assert response.status_code == 200
    wanted, problems = asked_runs.read({"after": "2026-01-01T05:30:00+05:30~1"})
    assert wanted.after.value.isoformat() == "2026-01-01T00:00:00+00:00" and not problems


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(), Wanted(sort="best", state="paused", starred=True), Wanted(title="a&b=c ü", number=None, archived=True),
        Wanted(sort="loss", after=listing.Place(0.1 + 0.2, 3)), Wanted(sort="best", before=listing.Place(None, 9)),
        Wanted(sort="longest", dataset="xor", optimizer="adam", after=listing.Place(12, 1)),
        Wanted(after=listing.Place(timezone.now(), 3)),
    ],
    ids=str,
)  # fmt: skip
def test_an_address_says_exactly_what_was_wanted(wanted, rf):
    found, problems = asked_runs.read(rf.get("/runs/?" + asked_runs.here(wanted)).GET)
    assert (found, problems) == (wanted, [])


# -- deeds -----------------------------------------------------------------------------------------------------------------


def do(client, deed: str, address: str = "/runs/", **data):
    response = client.post(address, {"do": deed, **data})
    assert response.status_code == 303 and response["Location"].startswith("/runs/")
    return client.get(response["Location"])


def test_starring_and_archiving_come_back_to_the_same_page_and_can_be_undone(alice):
    run, other = made(), made()
    assert "1 run starred." in problem(do(alice, f"star.{run.id}"))
    assert Run.objects.get(id=run.id).starred
    page = do(alice, f"archive.{run.id}", "/runs/?sort=best&state=finished")
    assert page.wsgi_request.get_full_path() == "/runs/?state=finished&sort=best"
    assert shown(page) == [other.id] and "1 run archived." in problem(page)
    assert "1 run archived." in problem(alice.get("/runs/")), "it stays until the next deed"
    page = do(alice, "undo")
    assert set(shown(page)) == {run.id, other.id} and "archived." not in problem(page)
    assert Run.objects.get(id=run.id).starred, "only the last deed is taken back"
    do(alice, "undo")
    assert Run.objects.get(id=run.id).starred


def test_several_at_once_and_undo_leaves_those_alone_that_were_so_before(alice):
    runs = [made(), made(starred=True), made()]
    page = do(alice, "star", run=[runs[0].id, runs[1].id])
    assert "1 run starred." in problem(page)
    do(alice, "undo")
    assert [Run.objects.get(id=run.id).starred for run in runs] == [False, True, False]
    do(alice, "archive", run=[run.id for run in runs])
    assert shown(alice.get("/runs/")) == []
    assert "2 runs brought back" in problem(do(alice, "restore", "/runs/?archived=1", run=[run.id for run in runs[:2]]))


def test_renaming_is_kept_refused_or_taken_back(alice):
    run = made(title="old")
    address = f"/runs/{run.id}/title/"
    assert read(alice.get(address)).text.count("Rename old")
    refused = alice.post(address, {"title": "x" * 81})
    assert refused.status_code == 422 and "81 characters are more than the 80 allowed" in problem(refused)
    assert f'value="{"x" * 81}"' in refused.content.decode(), "what was typed is kept"
    response = alice.post(f"{address}?sort=best", {"title": "  new & <b>bold</b> "})
    assert (response.status_code, response["Location"]) == (303, "/runs/?sort=best")
    page = alice.get("/runs/")
    assert "new &amp; &lt;b&gt;bold&lt;/b&gt;" in page.content.decode() and "Renamed." in problem(page)
    do(alice, "undo")
    assert Run.objects.get(id=run.id).title == "old"


def test_htmx_gets_the_list_alone_and_the_form_in_its_place(alice):
    run = made()
    fragment = alice.get("/runs/", headers={"HX-Request": "true"})
    assert fragment.content.decode().lstrip().startswith("<section") and "HX-Request" in fragment["Vary"]
    form = alice.get(f"/runs/{run.id}/title/", headers={"HX-Request": "true"})
    assert "<html" not in form.content.decode() and 'name="title"' in form.content.decode()
    refused = alice.post(f"/runs/{run.id}/title/", {"title": "x" * 81}, headers={"HX-Request": "true"})
    assert (refused.status_code, refused["HX-Retarget"]) == (200, f"#title-{run.id}")
    alone = alice.get(f"/runs/{run.id}/title/").content.decode()
    assert 'hx-target="#runs"' in form.content.decode() and 'hx-target="#runs"' not in alone, "no list on a page of its own"


def test_a_deed_without_runs_or_without_sense_is_refused_in_words(alice):
    run = made()
    for data, words in (({"do": "star"}, "Tick the runs first"), ({"do": f"burn.{run.id}"}, "burn is none of star")):
        response = alice.post("/runs/", data)
        assert response.status_code == 422 and words in problem(response)
        assert shown(response) == [run.id]


def test_somebody_elses_undo_does_nothing(alice, stranger):
    run = made()
    do(alice, f"archive.{run.id}")
    stranger.cookies["deed"] = alice.cookies["deed"].value
    assert "archived." not in problem(stranger.get("/runs/"))
    stranger.post("/runs/", {"do": "undo"})
    alice.cookies["deed"] = "W10:forged:forged"
    alice.post("/runs/", {"do": "undo"})
    assert Run.objects.get(id=run.id).archived_at


# -- rows ------------------------------------------------------------------------------------------------------------------


def folds(response) -> list[str]:
    return re.findall(r'<li class="fold"><details><summary>([^<]*)</summary>', response.content.decode())


def test_short_tries_and_repeats_fold_into_one_line_and_open(alice):
    long = made(asked_digest="long")
    short = [made(epoch=3, state=state) for state in ("stopped", "paused", "finished")]
    made(asked_digest="other")
    repeat = made(asked_digest="again", epoch=300)
    kept = made(asked_digest="again", epoch=300)
    response = alice.get("/runs/")
    assert folds(response) == ["1 repeat", "3 short tries"]
    assert {run.id for run in [long, repeat, kept, *short]} <= set(shown(response)), "they are there, folded"


KEPT = [{"title": "mine"}, {"starred": True}, {"state": "training"}, {"state": "failed"}, {"epoch": 5}]


@pytest.mark.parametrize("facts", KEPT, ids=str)
def test_what_somebody_keeps_or_still_trains_never_folds(alice, facts):
    made(asked_digest="long")
    made(**{"epoch": 3, **facts})
    assert folds(alice.get("/runs/")) == []


def test_edited_repeats_shared_tries_and_pages_of_nothing_else_stay_open(alice):
    made(epoch=2)
    made(epoch=2)
    assert folds(alice.get("/runs/")) == []
    made(asked_digest="same")
    made(asked_digest="same", spec=SPEC | {"edits": [{"step": 1, "path": "optimizer.lr", "value": 1.0}]})
    Share.objects.create(token_hash="x", run=made(epoch=1))
    assert folds(alice.get("/runs/")) == ["2 short tries"]


def test_a_row_shows_picture_numbers_and_share_in_words(alice):
    data = thumbnails.encode(thumbnails.Picture(300, 300, thumbnails.Kind.SIGNED, 24, bytes(576)))
    run = made(best_metric=0.987, last_metric=0.5, last_loss=1.5e-5)
    Thumbnail.objects.create(run=run, epoch=300, data=data)
    Share.objects.create(token_hash="x", run=run)
    withdrawn = made(dataset="noisy_line", last_metric=-0.123, last_loss=123.4)
    Share.objects.create(token_hash="y", run=withdrawn, revoked_at=timezone.now())
    response = alice.get("/runs/")
    html, text = response.content.decode(), problem(response)
    assert f'data-picture="{b64encode(data).decode()}"' in html and html.count("data-picture") == 1
    assert "Accuracy 50 % best 99 %" in text and "1.50·10⁻⁵" in text
    assert "R² −0.12 best –" in text and "123" in text
    assert text.count("Shared") == 1
    assert "Map and losses at epoch 300; test loss 1.50·10⁻⁵." in html


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "–"), (0.0, "0.000"), (0.0839, "0.084"), (1.2, "1.20"), (12.34, "12.3"), (123.4, "123"), (1.5e-5, "1.50·10⁻⁵"),
     (2e12, "2.00·10¹²"), (-0.5, "−0.500"), (999.6, "1000"), (-1234.0, "−1230"), (float("inf"), "∞"), (float("nan"), "NaN")],
)  # fmt: skip
def test_numbers_have_three_digits(value, words):
    assert written.readout(value) == words


def test_a_fork_is_told_from_its_parent_by_where_it_left_the_rate_it_came_to_and_its_network(alice):
    layers = [{"name": "dense", "units": units, "activation": "tanh"} for units in (6, 4)]
    spec = SPEC | {"network": {"layers": layers}}
    parent = made(number=2, spec=spec)
    made(number=3, spec=spec | {"edits": [{"step": 890, "path": "optimizer.lr", "value": 0.003}]}, parent=parent, parent_epoch=89)
    fork, first = re.findall(r'<p class="recipe-line">(.*?)</p>', alice.get("/runs/").content.decode())
    assert "fork of Run 2 at 89" in fork and " 0.003 · " in fork and "6–4 tanh" in fork
    assert "fork" not in first and " 0.03 · " in first


@pytest.mark.parametrize("asked", ["éclair", "ÉCLAIR", "Éc"])
def test_a_search_by_name_takes_capitals_for_small_letters_in_every_script(db, asked):
    for number, title in enumerate(("Éclair", "un ÉCLAIR", "eclair", "Ωmega", "50 % _éc"), 1):
        made(number=number, title=title)
    found = {run.title for run in listing.page(ALICE, Wanted(title=asked), 50).runs}
    assert found == {"Éclair", "un ÉCLAIR"} | ({"50 % _éc"} if asked == "Éc" else set())
    assert [run.title for run in listing.page(ALICE, Wanted(title="ωM"), 50).runs] == ["Ωmega"]
    assert [run.title for run in listing.page(ALICE, Wanted(title="% _É"), 50).runs] == ["50 % _éc"]


# -- room ------------------------------------------------------------------------------------------------------------------


def test_a_bar_says_how_much_the_runs_hold_and_when_little_room_is_left(alice, settings):
    settings.OWNER_SPACE = 10
    first = made()
    assert "MiB" not in problem(alice.get("/runs/")), "nothing is held yet"
    Run.objects.filter(id=first.id).update(bytes=3 * 2**20)
    page = alice.get("/runs/")
    [meter] = [attrs for tag, attrs in read(page).tags if tag == "meter"]
    assert (meter["value"], meter["max"]) == (str(3 * 2**20), str(10 * 2**20)) and "3.0 MiB of 10 MiB" in problem(page)
    assert "Little room" not in problem(page)
    Run.objects.filter(id=first.id).update(bytes=9.5 * 2**20)
    assert "Little room is left. Drop the details" in problem(alice.get("/runs/"))


def test_details_are_dropped_of_what_is_ticked_and_runs_deleted_for_good(alice, stranger):
    dropped, deleted, kept = (made(seq=5, table_digest="") for _ in range(3))
    for run in (dropped, deleted, kept):
        KeyFrame.objects.create(run=run, attempt=1, seq=4, epoch=4, data=b"frame")
    for deed in ("thin", "delete"):
        assert stranger.post("/runs/", {"do": deed, "run": [dropped.id, deleted.id]}).status_code == 404
    assert KeyFrame.objects.count() == Run.objects.count() == 3
    do(alice, "thin", run=[dropped.id])
    after = alice.get("/runs/")
    assert "Details of 1 run dropped." in problem(after) and b'id="undo"' not in after.content
    do(alice, "delete", run=[deleted.id])
    assert "1 run deleted." in problem(alice.get("/runs/"))
    do(alice, "undo")
    assert set(Run.objects.values_list("id", "detail_level")) == {(dropped.id, "curve"), (kept.id, "full")}
    assert [frame.run_id for frame in KeyFrame.objects.all()] == [kept.id]


def test_epochs_are_counted_with_commas_in_the_list_as_on_the_run_s_page(alice):
    run = made(epoch=4000, epochs=10_000)
    for address in ("/runs/", f"/runs/{run.id}/"):
        assert "4,000 / 10,000" in problem(alice.get(address)), address


def test_every_row_of_the_list_deletes_its_own_run_and_says_its_name_before(alice):
    one, other = made(title="Spirals, at last"), made()
    page = problem(alice.get("/runs/"))
    assert "Spirals, at last, its weights and every link to it are deleted at once and for good." in page
    assert f"Run {other.number}, its weights and every link to it" in page
    assert "The ticked runs, their weights and every link to them" in page, "not of the archive alone"
    do(alice, f"delete.{one.id}")
    assert [run.id for run in Run.objects.all()] == [other.id]


def test_a_sweep_s_run_is_not_deleted_by_itself_nor_what_was_ticked_with_it(alice):
    from playground.runs.models import Sweep

    sweep = Sweep.objects.create(owner=ALICE, number=1, start_token="s", kind="grid", spec=SPEC, axes=[], points=[])
    cell, run = made(sweep=sweep, place=0, starred=True), made()
    response = alice.post("/runs/", {"do": "delete", "run": [run.id, cell.id]})
    assert response.status_code == 422 and "Delete the sweep" in problem(response) and Run.objects.count() == 2
