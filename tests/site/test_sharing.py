"""Share links over HTTP: made, opened, copied into a run of one's own, withdrawn; nothing of the owner's shows through."""

import hashlib
import json
import re
import secrets
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from playground.accounts.models import Account
from playground.live.audience import audience
from playground.runs import recipes, services, shares
from playground.runs.models import Run, Share
from playground.runs.owners import new_owner, sign
from playground.runs.shares import ShareRefused
from tests.live.writing import commit
from tests.site.pages import read

pytestmark = pytest.mark.django_db
SCRIPT = {"Accept": "application/json"}
NOBODY = {"links": [], "watching": 0, "made": None, "listed": None, "until": None, "name": "", "named": False}
RANDOM = re.compile(rb"(?<=[\"'])[A-Za-z0-9_-]{22,64}(?=[\"'])")  # CSRF tokens differ from answer to answer


def person(owner: str, **options) -> Client:
    client = Client(**options)
    client.cookies["owner"] = sign(owner)
    return client


@pytest.fixture
def owner(alice) -> Client:
    return person(alice)


@pytest.fixture
def run(alice) -> Run:
    started = services.start_run(alice, recipes.parse({"optimizer": {"name": "adam", "lr": 0.01}}), token="t")
    commit(started, 5, frame=False)
    return started


def make(client: Client, run: Run, **data) -> dict:
    answer = client.post(f"/runs/{run.id}/shares/", {"share": "make", **data}, headers=SCRIPT)
    assert answer.status_code == 201, answer.content
    return answer.json()["made"]


# -- tokens ----------------------------------------------------------------------------------------------------------------


def test_the_table_holds_the_hash_of_a_token_and_the_token_nowhere(owner, run):
    """P11, I9."""
    made = make(owner, run)
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", made["token"]), "128 random bits"
    [row] = Share.objects.values()
    assert row["token_hash"] == hashlib.sha256(made["token"].encode()).hexdigest()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert made["token"] not in repr(cursor.fetchall()), table
    assert len({secrets.token_urlsafe(16) for _ in range(1000)}) == 1000


def test_a_hundred_thousand_guesses_open_nothing(run):
    """G15: against fifty links; each guess is hashed as `find` hashes it, and looked up where `find` looks."""
    tokens = {shares.make(run) for _ in range(shares.MOST)}
    assert all(shares.find(token) for token in tokens)
    guesses = [secrets.token_urlsafe(16) for _ in range(100_000)]
    hits = 0
    for begin in range(0, len(guesses), 500):
        hits += len(shares.still_open(shares.hashed(one) for one in guesses[begin : begin + 500]))
    assert hits == 0 and not any(shares.find(one) for one in guesses[:500])
    assert shares.still_open([shares.hashed(one) for one in tokens]) == {shares.hashed(one) for one in tokens}
    print(f"figure share_guesses_that_hit {hits} of {len(guesses)}")


@pytest.mark.parametrize("text", ["", "x" * 21, "x" * 23, "../etc/passwd", "x" * 21 + "\n", "é" * 22, "\x00" * 22, "x" * 5000])
def test_what_cannot_be_a_token_asks_the_database_nothing(text, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert shares.find(text) is None


def test_links_end_by_the_clock_and_are_counted(owner, run):
    token = shares.make(run, timedelta(days=7))
    share = Share.objects.get()
    assert share.expires_at - share.created_at - timedelta(days=7) < timedelta(seconds=1)
    assert shares.find(token)
    Share.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert shares.find(token) is None and shares.of(run) == []
    for days in (0, -1, 366):
        with pytest.raises(ShareRefused, match="365"):
            shares.make(run, timedelta(days=days))
    for _ in range(shares.MOST):
        shares.make(run)
    with pytest.raises(ShareRefused, match="50 links"):
        shares.make(run)
    answer = owner.post(f"/runs/{run.id}/shares/", {"share": "make"}, headers=SCRIPT)
    assert answer.status_code == 409 and "50 links" in answer.json()["message"]
    assert shares.withdraw(run) == shares.MOST and shares.withdraw(run) == 0


# -- the shared page -------------------------------------------------------------------------------------------------------


def test_the_page_opens_for_who_has_nothing_but_the_link(owner, run, alice):
    made = make(owner, run)
    assert made["link"] == f"http://testserver/s/{made['token']}/"
    answer = Client().get(f"/s/{made['token']}/?epoch=3")
    page = read(answer)
    [instrument] = [attrs for tag, attrs in page.tags if tag == "pg-instrument"]
    assert instrument["data-bytes"] == f"/s/{made['token']}/" and instrument["data-socket"] == f"/live/shared/{made['token']}/"
    assert instrument["data-epoch"] == "3" and instrument["data-run"] == "" and "data-shared" in instrument
    assert not [attrs for _, attrs in page.tags if attrs.get("id") in ("train", "new-seed")], "everything but Train"
    assert [attrs for _, attrs in page.tags if attrs.get("form") == "mine"], "Make it mine"
    for secret in (run.id, alice, run.start_token + "!"):
        assert secret.encode() not in answer.content
    assert answer["Cache-Control"] == "private, no-store" and "noindex" in answer["X-Robots-Tag"]


def test_a_forks_parent_and_number_stay_with_the_owner(owner, run, alice):
    """Looked for in every byte a viewer can have: page, status, records, card, and what the copy says of itself."""
    fork = services.start_run(alice, recipes.parse(run.spec), token="fork", parent=run)
    commit(fork, 5, frame=False)
    assert fork.parent_id == run.id
    token = make(owner, fork)["token"]
    visitor = person(new_owner())
    seen = [visitor.get(f"/s/{token}/{path}").content for path in ("", "status", "records", "frames", "card.png")]
    made = visitor.post(f"/s/{token}/mine/", headers=SCRIPT)
    seen += [made.content, visitor.get(f"/?run={made.json()['run']}").content]
    for secret in (run.id, fork.id, alice):
        assert not [content for content in seen if secret.encode() in content]
    [instrument] = [attrs for tag, attrs in read(visitor.get(f"/s/{token}/")).tags if tag == "pg-instrument"]
    assert instrument["data-number"] == "" and "data-kin" not in instrument


def test_records_and_frames_are_those_of_the_owner(owner, run):
    token = make(owner, run)["token"]
    for name in ("records", "frames", "status"):
        seen, own = Client().get(f"/s/{token}/{name}"), owner.get(f"/runs/{run.id}/{name}")
        assert seen.status_code == 200 and seen.content == own.content and run.id.encode() not in seen.content
    assert Client().get(f"/s/{token}/records").content, "there is something to compare"


def test_unknown_withdrawn_run_out_and_deleted_are_the_same_bytes(owner, run, alice):
    """P11, T20."""
    withdrawn, late, deleted = (shares.make(run) for _ in range(3))
    listed = shares.make(run, listed=True)
    shares.withdraw(run)
    Share.objects.filter(token_hash=shares.hashed(late)).update(revoked_at=None, expires_at=timezone.now())
    other = services.start_run(alice, recipes.parse({}), token="other")
    Share.objects.filter(token_hash=shares.hashed(deleted)).update(run=other, revoked_at=None)
    assert shares.find(deleted)
    other.delete()
    visitor = Client()
    visitor.get("/")
    for path in ("", "?epoch=2", "status", "records", "frames", "card.png", "mine/"):
        answers = set()
        for token in (withdrawn, late, deleted, listed, secrets.token_urlsafe(16)):
            answer = (visitor.post if path == "mine/" else visitor.get)(f"/s/{token}/{path}")
            body = RANDOM.sub(b"", answer.content.replace(token.encode(), b"TOKEN"))
            headers = tuple(sorted((name, value) for name, value in answer.headers.items() if name != "Content-Length"))
            answers.add((answer.status_code, body, headers))
        assert len(answers) == 1, path
        assert answers.pop()[0] == 404
    page = read(visitor.get(f"/s/{withdrawn}/"))
    assert "This link does not open a run." in page.text and "It may have been withdrawn." in page.text
    assert "Open the playground" in page.text


def test_an_epoch_that_is_none_is_said_and_the_newest_shown(owner, run):
    token = make(owner, run)["token"]
    for text in ("-1", "x", "1.5", "٣", "9" * 30):
        answer = Client().get(f"/s/{token}/", {"epoch": text})
        assert answer.status_code == 200 and b"is not an epoch" in answer.content and b'data-epoch="' not in answer.content
    assert "is not an epoch" in Client().get("/", {"epoch": "soon"}).content.decode()


def test_a_shared_page_takes_no_command_and_shows_no_door_to_one(owner, run):
    token = make(owner, run)["token"]
    visitor = Client(raise_request_exception=False)
    for path in ("commands/", "shares/", "title/", "forks/", "status", ""):
        assert visitor.post(f"/s/{token}/{path}", {"kind": "stop", "share": "make"}).status_code in (404, 405)
    for address in (f"/runs/{token}/", f"/runs/{token}/status", f"/runs/{token}/shares/"):
        assert visitor.get(address).status_code == 404, "a token is no run's id"
    run.refresh_from_db()
    assert run.state == "waiting" and run.commands.count() == 0


# -- chat apps -------------------------------------------------------------------------------------------------------------


def meta(page) -> dict[str, str]:
    return {attrs.get("property") or attrs.get("name"): attrs.get("content", "") for tag, attrs in page.tags if tag == "meta"}


def test_title_description_and_picture_are_there_for_chat_apps(owner, run):
    Run.objects.filter(id=run.id).update(state="finished", epoch=300, last_loss=0.08437, last_metric=0.972)
    made = make(owner, run)
    found = meta(read(Client().get(f"/s/{made['token']}/")))
    assert found["og:title"] == "Circles, 6–4 tanh, Adam at 0.01"
    words = "Circles, 6–4 tanh, Adam at 0.01. Finished, epoch 300 of 300. Test loss 0.0844. 97 % of unseen points are right."
    assert found["og:description"] == found["description"] == words
    assert found["og:url"] == made["link"] and found["og:image"] == f"{made['link']}card.png"
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["twitter:card"] == "summary_large_image" and "noindex" in found["robots"]
    Run.objects.filter(id=run.id).update(title='<b>"My" ring', state="diverged", detail={"epoch": 12, "layer": 1}, last_loss=None)
    found = meta(read(Client().get(f"/s/{made['token']}/")))
    assert found["og:title"] == '<b>"My" ring' and "Diverged at epoch 12, first in layer 1." in found["og:description"]


@pytest.mark.parametrize(("metric", "words"), [(1.0, "All 4 points are right."), (0.75, "3 of 4 points are right.")])
def test_a_preview_of_data_that_is_all_training_set_calls_no_point_unseen(alice, owner, metric, words):
    run = services.start_run(alice, recipes.parse({"data": {"name": "xor_table"}, "training": {"batch_size": None}}), token="x")
    Run.objects.filter(id=run.id).update(last_loss=0.1, last_metric=metric)
    said = meta(read(Client().get(f"/s/{make(owner, run)['token']}/")))["og:description"]
    assert words in said and "unseen" not in said


# -- the owner -------------------------------------------------------------------------------------------------------------


def test_the_owner_is_told_who_can_see_it_and_stops_it(owner, run):
    address = f"/runs/{run.id}/shares/"
    assert owner.get(address, headers=SCRIPT).json() == NOBODY
    first, second = make(owner, run), make(owner, run, lasts="7")
    assert owner.get(address, headers=SCRIPT).json()["links"] == [first["id"], second["id"]]
    assert first["token"] not in owner.get(address).content.decode(), "a link is shown once"
    stopped = owner.post(address, {"share": "stop"}, headers=SCRIPT)
    assert stopped.status_code == 200 and stopped.json()["links"] == []
    assert [Client().get(f"/s/{one['token']}/").status_code for one in (first, second)] == [404, 404]
    assert Client().get(f"/s/{make(owner, run)['token']}/").status_code == 200, "sharing may begin again, by another link"


class Watcher:
    """A socket that came by a link."""

    def __init__(self, run, token: str):
        self.run_id, self.share = run.id, shares.hashed(token)

    def audience_moved(self):
        pass


def test_who_looked_on_by_a_withdrawn_link_is_counted_no_more(owner, run):
    """Their sockets close a moment after the answer."""
    address, there = f"/runs/{run.id}/shares/", [Watcher(run, make(owner, run)["token"]) for _ in range(2)]
    for one in there:
        audience.join(one)
    try:
        assert owner.get(address, headers=SCRIPT).json()["watching"] == 2
        assert owner.post(address, {"share": "stop"}, headers=SCRIPT).json()["watching"] == 0
    finally:
        for one in there:
            audience.leave(one)


def test_a_picture_is_asked_for_again_each_time_so_that_it_goes_with_its_link(owner, run):
    token = make(owner, run)["token"]
    shares.keep_card(shares.hashed(token), 10, b"drawn")
    answer = Client().get(f"/s/{token}/card.png")
    assert (answer.content, answer["Cache-Control"]) == (b"drawn", "private, no-cache")
    owner.post(f"/runs/{run.id}/shares/", {"share": "stop"})
    gone = Client().get(f"/s/{token}/card.png")
    assert gone.status_code == 404 and "no-store" in gone["Cache-Control"]


def test_without_scripts_the_menu_is_a_page(owner, run):
    address = f"/runs/{run.id}/shares/"
    assert "only you" in read(owner.get(address)).text
    answer = owner.post(address, {"share": "make"})
    page = read(answer)
    link, frame = [attrs["value"] for tag, attrs in page.tags if tag == "input" and attrs.get("class") == "share-link"]
    [framed] = re.findall(r'^<iframe src="http://testserver(/embed/[\w-]{22}/)"', frame)
    assert Client().get(framed).status_code == 200
    assert answer.status_code == 201 and Client().get(link.removeprefix("http://testserver")).status_code == 200
    [qr] = [attrs["src"] for tag, attrs in page.tags if tag == "img"]
    assert Client().get(qr)["Content-Type"] == "image/svg+xml"
    assert "anyone with the link" in page.text
    assert owner.post(address, {"share": "stop"}).status_code == 303
    assert "only you" in read(owner.get(address)).text


@pytest.mark.parametrize(("data", "words"), [
    ({}, "share: “” is not known. Known: make, list, unlist, name, stop."),
    ({"share": "publish"}, "share: “publish” is not known. Known: make, list, unlist, name, stop."),
    ({"share": "make", "lasts": "1000"}, "lasts: “1000” is not known. Known: 1, 7, 30."),
    ({"share": "list", "named": "yes"}, "named: “yes” is not known. Known: 1."),
])  # fmt: skip
def test_what_is_asked_wrongly_is_refused_in_words(owner, run, data, words):
    answer = owner.post(f"/runs/{run.id}/shares/", data, headers=SCRIPT)
    assert answer.status_code == 422 and answer.json()["message"] == words and not Share.objects.exists()


# -- listed, and by whom ---------------------------------------------------------------------------------------------------


def test_a_listed_run_has_one_public_link_beside_its_others(owner, run):
    """Its token is no secret and may be shown again; taking it from the list leaves the other links open."""
    address = f"/runs/{run.id}/shares/"
    kept = make(owner, run)
    first, again = (owner.post(address, {"share": "list"}, headers=SCRIPT) for _ in range(2))
    assert first.status_code == again.status_code == 201 and first.json()["made"] == again.json()["made"]
    listed = owner.get(address, headers=SCRIPT).json()
    assert listed["listed"] == first.json()["made"] and listed["links"] == [kept["id"], listed["listed"]["id"]]
    token = listed["listed"]["token"]
    assert Client().get(f"/s/{token}/").status_code == 200 and Share.objects.exclude(listed_token="").count() == 1
    assert Share.objects.get(listed_token="").token_hash == hashlib.sha256(kept["token"].encode()).hexdigest()
    assert owner.post(address, {"share": "unlist"}, headers=SCRIPT).json()["listed"] is None
    assert [Client().get(f"/s/{one}/").status_code for one in (token, kept["token"])] == [404, 200]
    assert owner.post(address, {"share": "list"}, headers=SCRIPT).json()["made"]["token"] != token, "withdrawn is for ever"


def test_how_long_it_opens_is_said_where_every_link_ends(owner, run):
    address = f"/runs/{run.id}/shares/"
    owner.post(address, {"share": "list", "lasts": "7"})
    [share] = Share.objects.all()
    assert owner.get(address, headers=SCRIPT).json()["until"] == share.expires_at.isoformat(timespec="minutes")
    assert share.expires_at - share.created_at - timedelta(days=7) < timedelta(seconds=1)
    make(owner, run)
    assert owner.get(address, headers=SCRIPT).json()["until"] is None, "one of the links does not end"


def test_the_name_of_an_account_is_shown_to_viewers_only_where_its_owner_wishes(alice, run):
    grace = Client()
    grace.post("/account/new/", {"name": "Grace", "password": "correct horse battery"})
    run.owner = Account.objects.get().owner
    run.save(update_fields=["owner"])
    address, hidden = f"/runs/{run.id}/shares/", make(grace, run)
    assert "Grace" not in Client().get(f"/s/{hidden['token']}/").content.decode()
    named = make(grace, run, named="1")
    page = read(Client().get(f"/s/{named['token']}/"))
    assert page.text.count("Run by Grace") == 1
    assert [attrs["data-by"] for tag, attrs in page.tags if tag == "pg-instrument"] == ["Grace"]
    assert grace.get(address, headers=SCRIPT).json()["name"] == "Grace" and grace.get(address, headers=SCRIPT).json()["named"]
    grace.post(address, {"share": "name"})
    assert {one.name for one in Share.objects.all()} == {""}
    grace.post(address, {"share": "name", "named": "1"})
    assert {one.name for one in Share.objects.all()} == {"Grace"}


def test_who_has_no_account_has_no_name_to_show(owner, run):
    make(owner, run, named="1")
    assert Share.objects.get().name == ""


# -- make it mine ----------------------------------------------------------------------------------------------------------


def test_make_it_mine_starts_one_run_of_the_same_recipe_and_names_no_parent(owner, run):
    token = make(owner, run)["token"]
    bob = person(new_owner())
    first, again = (bob.post(f"/s/{token}/mine/", headers=SCRIPT) for _ in range(2))
    assert first.status_code == again.status_code == 201 and first.json() == again.json()
    copy = Run.objects.get(id=first.json()["run"])
    assert copy.spec == run.spec and copy.seed == run.seed and copy.owner != run.owner and copy.number == 1
    assert copy.holding and copy.epoch == 0, "it waits"
    assert copy.parent is None and copy.parent_epoch is None, "a parent would be a door to somebody else's run"
    assert run.id.encode() not in bob.get(f"/?run={copy.id}").content
    plain = person(new_owner()).post(f"/s/{token}/mine/")
    assert plain.status_code == 303 and re.fullmatch(r"/\?run=[\w-]{22}", plain["Location"])
    mine = Run.objects.get(id=owner.post(f"/s/{token}/mine/", headers=SCRIPT).json()["run"])
    assert mine.parent_id == run.id and mine.id != run.id, "one's own run may say where it comes from"


def test_make_it_mine_waits_at_the_epoch_that_was_looked_at(owner, run):
    token, bob = make(owner, run)["token"], person(new_owner())

    def copied(**data):
        return Run.objects.get(id=bob.post(f"/s/{token}/mine/", data, headers=SCRIPT).json()["run"])

    copy = copied(epoch="3")
    assert (copy.epoch, copy.seq, copy.holding, copy.parent) == (3, 4, True, None)
    assert copied(epoch="3").id == copy.id != copied().id
    Run.objects.filter(id=run.id).update(state="finished", epochs=5)
    assert copied(epoch="5").epoch == 0, "nothing follows the end"
    refused = bob.post(f"/s/{token}/mine/", {"epoch": "soon"}, headers=SCRIPT)
    assert refused.status_code == 409 and "“soon” is not a whole number" in refused.json()["message"]


def test_a_recipe_that_went_on_is_another_copy(owner, run):
    token = make(owner, run)["token"]
    bob = person(new_owner())
    first = bob.post(f"/s/{token}/mine/", headers=SCRIPT).json()["run"]
    services.command(run, "extend", epochs=100)
    second = bob.post(f"/s/{token}/mine/", headers=SCRIPT).json()["run"]
    assert first != second and Run.objects.get(id=second).epochs == 400


def test_make_it_mine_is_refused_in_words_and_needs_a_csrf_token(owner, run):
    token = make(owner, run)["token"]
    answer = person(new_owner()).post(f"/s/{token}/mine/", {"speed": "warp"})
    assert answer.status_code == 409 and "Speed is a number" in read(answer).text
    strict = person(new_owner(), enforce_csrf_checks=True)
    assert strict.post(f"/s/{token}/mine/").status_code == 403
    page = read(strict.get(f"/s/{token}/"))
    [value] = {attrs["value"] for tag, attrs in page.tags if attrs.get("name") == "csrfmiddlewaretoken"}
    assert strict.post(f"/s/{token}/mine/", {"csrfmiddlewaretoken": value}).status_code == 303


# -- what follows ----------------------------------------------------------------------------------------------------------


def test_a_shared_run_is_not_thinned(run):
    from playground.training.thinning import thinnable

    Run.objects.filter(id=run.id).update(state="finished", updated_at=timezone.now() - timedelta(days=30))
    assert list(thinnable()) == [run]
    shares.make(run)
    assert list(thinnable()) == []
    shares.withdraw(run)
    assert list(thinnable()) == [run]


def test_tokens_do_not_reach_the_log():
    """T23: an unknown address and a broken socket are logged with their paths."""
    import structlog

    from playground.logs import without_tokens

    token = secrets.token_urlsafe(16)
    for path in (f"/s/{token}/", f"/live/shared/{token}/?from=0", f"/qr/?to=%2Fs%2F{token}%2F"):
        said = {"event": f"Not Found: {path}", "exception": f"at {path}", "n": 3}
        event = without_tokens(structlog.get_logger(), "warning", said)
        assert token not in json.dumps(event) and event["n"] == 3 and "…" in event["event"]
