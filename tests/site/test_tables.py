"""A table of one's own from the file to the run: who may see it, what becomes of it, and what nobody is told."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models.functions import Now

from playground.runs import recipes, services, shares, tables
from playground.runs.models import Run, StoredTable, TableHolder
from tests.site.pages import read

pytestmark = pytest.mark.django_db
FILE = "size,age,kind\n" + "".join(f"{n},{n * n % 11},{'ab'[n % 2]}\n" for n in range(40))
HOSTILE = "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}{% load x %}", "');alert(1)//"
UNKNOWN = "0" * 64


def upload(client, text: str = FILE, title: str = "flowers.csv"):
    return client.post(f"/data/tables/?title={title}", text.encode(), content_type="text/csv")


@pytest.fixture
def digest(learner) -> str:
    response = upload(learner)
    assert response.status_code == 201
    return response.json()["digest"]


def link(digest: str) -> dict:
    return {"data.name": "upload", "data.digest": digest, "training.batch_size": "10"}


def start(client, digest: str) -> Run:
    page = read(client.get("/", link(digest)))
    assert client.post("/", page.body() | {"do": "train"}).status_code == 303
    return Run.objects.order_by("-created_at").first()


def test_a_file_becomes_a_table_with_a_guess_for_every_column(learner, digest):
    page = read(learner.get(f"/data/tables/{digest}/"))
    assert "flowers.csv" in page.text and "40 rows" in page.text and "size" in page.text
    html = learner.get(f"/data/tables/{digest}/").content.decode()
    assert html.count('value="input" selected') == 2 and html.count('value="target" selected') == 1


def test_a_run_is_trained_on_it_and_names_it(learner, digest):
    run = start(learner, digest)
    assert (run.table_digest, run.dataset, run.spec["data"]["digest"]) == (digest, "upload", digest)
    assert "size" not in json.dumps(run.spec["data"])  # the contents are nobody's who has the recipe alone
    page = read(learner.get(f"/?run={run.id}"))
    assert "40 rows: size, age → kind as classes" in page.text
    assert learner.get(f"/runs/{run.id}/").status_code == 200


def test_the_same_table_is_stored_once_whoever_sends_it(learner, stranger, digest):
    assert upload(stranger, FILE.replace("\n", "\r\n"), "other.csv").json()["digest"] == digest
    assert StoredTable.objects.count() == 1 and TableHolder.objects.count() == 2
    assert "other.csv" in stranger.get(f"/data/tables/{digest}/").content.decode()
    assert "flowers.csv" in learner.get(f"/data/tables/{digest}/").content.decode()


@pytest.mark.parametrize("address", ["/", "/data/points", "/recipe/", "/fields/data/"])
def test_with_a_digest_alone_a_stranger_is_told_what_an_unknown_one_is(stranger, digest, address):
    mine, unknown = (stranger.get(address, link(one)) for one in (digest, UNKNOWN))
    assert mine.status_code == unknown.status_code
    bodies = [one.content.decode().replace(name, "?") for one, name in ((mine, digest), (unknown, UNKNOWN))]
    own = ("token", '"made"', "was.made")  # lines that differ from visit to visit
    without = [[line for line in body.splitlines() if not any(one in line for one in own)] for body in bodies]
    assert without[0] == without[1] and '"size"' not in mine.content.decode() and '>size<' not in mine.content.decode()


def test_a_stranger_gets_neither_preview_nor_file_and_starts_nothing(learner, stranger, digest):
    for path in ("", "csv"):
        for one in (digest, UNKNOWN):
            assert stranger.get(f"/data/tables/{one}/{path}").status_code == 404
    body = read(learner.get("/", link(digest))).body() | {"do": "train"}
    assert stranger.post("/", body).status_code == 422
    assert not Run.objects.exists()


def test_who_has_the_link_of_a_run_sees_its_table_and_may_make_it_theirs(learner, stranger, digest):
    run = start(learner, digest)
    token = shares.make(run)
    page = stranger.get(f"/s/{token}/")
    assert page.status_code == 200 and "40 rows: size, age" in read(page).text
    query = recipes.flatten(run.spec)
    assert len(stranger.get(f"/s/{token}/points", query).json()["train"]["points"]) == 30
    assert "query" in stranger.get(f"/s/{token}/recipe", query).json()
    assert stranger.get("/data/points", link(digest)).status_code == 422  # not outside the link
    assert stranger.post(f"/s/{token}/mine/").status_code == 303
    assert stranger.get("/data/points", link(digest)).status_code == 200  # now they have a run of it
    assert Run.objects.filter(table_digest=digest).count() == 2


def test_a_withdrawn_link_shows_nothing_of_it(learner, stranger, digest):
    run = start(learner, digest)
    token = shares.make(run)
    shares.withdraw(run)
    assert stranger.get(f"/s/{token}/points", link(digest)).status_code == 404


def test_a_link_opens_the_table_of_its_own_run_only(learner, stranger, digest):
    other = upload(learner, FILE.replace("size", "girth")).json()["digest"]
    token = shares.make(start(learner, digest))
    assert stranger.get(f"/s/{token}/points", link(other)).status_code == 422


@pytest.mark.parametrize("words", HOSTILE)
def test_names_and_cells_are_words_and_never_markup(learner, words):
    short = words[:40].replace('"', '""')
    response = upload(learner, f'"{short}",b\n1,"{short}"\n2,x\n3,"{short}"\n', words)
    digest = response.json()["digest"]
    preview = learner.get(f"/data/tables/{digest}/").content.decode()
    query = link(digest) | {"data.input_columns": "1", "data.target_column": "2", "training.batch_size": "1"}
    for html in (preview, learner.get("/", query).content.decode()):
        assert "<script>alert" not in html and "<img src=x" not in html and "49" not in html.partition("<table")[2][:300]


def test_the_file_that_goes_out_runs_no_formula_and_keeps_its_numbers(learner):
    rows = [("-1.5", "=1+1"), ("2", "@SUM(A1)"), ("1e-7", "+cmd|' /C calc'!A0"), ("4", "-x"), ("5", "plain")]
    text = io.StringIO()
    csv.writer(text).writerows([("=name", "b"), *rows])
    digest = upload(learner, text.getvalue()).json()["digest"]
    response = learner.get(f"/data/tables/{digest}/csv")
    found = list(csv.reader(io.StringIO(response.content.decode())))
    assert response["Content-Disposition"].startswith("attachment") and response["X-Content-Type-Options"] == "nosniff"
    assert found[0] == ["'=name", "b"] and [float(row[0]) for row in found[1:]] == [-1.5, 2, 1e-7, 4, 5]
    assert [row[1] for row in found[1:]] == ["'=1+1", "'@SUM(A1)", "'+cmd|' /C calc'!A0", "'-x", "plain"]


@pytest.mark.parametrize(("text", "words"), [("", "empty"), ("a,b\n1,1e999\n2,3\n", "Row 2"), ("a\n1\n2\n", "one column")])
def test_a_refusal_is_a_sentence_in_the_language_of_the_page(learner, text, words):
    response = upload(learner, text)
    assert response.status_code == 422 and words in response.json()["message"]
    chinese = learner.post("/data/tables/", text.encode(), content_type="text/csv", headers={"x-language": "zh-hans"})
    assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese.json()["message"])
    assert not StoredTable.objects.exists()


def test_a_form_of_another_kind_is_no_file(learner):
    response = learner.post("/data/tables/", {"file": io.BytesIO(FILE.encode())})
    assert response.status_code == 422 and not StoredTable.objects.exists()


def test_the_roles_changed_bring_their_loss(learner, digest):
    body = read(learner.get("/", link(digest))).body()
    changed = body | {"data.input_columns": "1", "data.target_column": "2", "data.target_as": "number"}
    answer = learner.get("/recipe/", changed).json()
    assert answer["values"]["loss.name"] == "mse" and answer["values"]["data.input_columns"] == "1"


def test_a_table_nobody_uses_goes_after_a_week_and_one_with_a_run_stays(learner, digest):
    other = upload(learner, FILE.replace("size", "girth")).json()["digest"]
    start(learner, other)
    assert tables.sweep() == 0
    StoredTable.objects.update(touched_at=Now() - timedelta(days=8))
    call_command("thin", verbosity=0)
    assert list(StoredTable.objects.values_list("digest", flat=True)) == [other]
    assert TableHolder.objects.count() == 1


def test_there_is_an_end_to_the_tables_of_one_person(learner, digest, monkeypatch):
    monkeypatch.setattr(tables, "MOST_PER_OWNER", 1)
    assert upload(learner).status_code == 201  # the same again is no other one
    refused = upload(learner, FILE.replace("size", "girth"))
    assert refused.status_code == 422 and "You have 1 tables" in refused.json()["message"]


def test_an_account_that_takes_over_an_owners_runs_takes_its_tables_along(learner, digest):
    owner = TableHolder.objects.get().owner
    tables.store("other", tables.find(digest))
    tables.adopt(owner, "other")
    assert list(TableHolder.objects.values_list("owner", flat=True)) == ["other"]
    tables.let_go("other")
    assert not TableHolder.objects.exists()


def test_trainers_find_what_stored_runs_name(learner, digest):
    run = start(learner, digest)
    assert recipes.parse(run.spec).data.count() == 40


def test_a_run_started_with_another_persons_digest_in_a_prepared_spec_is_refused(digest):
    with tables.asking("somebody else"), pytest.raises(recipes.refusal()):
        recipes.parse({"data": {"name": "upload", "digest": digest}})
    spec = recipes.parse({"data": {"name": "upload", "digest": digest}, "training": {"batch_size": 10}})
    assert services.start_run("owner", spec, token="t").table_digest == digest


def test_without_a_file_there_is_an_example_to_look_at(learner):
    page = read(learner.get("/?data.name=upload"))
    assert "apples and lemons" in page.text and "60 rows: width, height → fruit as classes" in page.text
    assert learner.get("/data/tables/example/").status_code == 200
