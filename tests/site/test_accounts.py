"""Accounts: the runs of a browser come along, other devices see the same ones, and whoever leaves leaves nothing behind."""

import re
from datetime import timedelta
from html import unescape

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.http import parse_cookie
from django.test import Client
from django.utils import timezone

from playground.accounts import throttle
from playground.accounts.models import Account, Tries
from playground.runs.models import Run
from playground.runs.owners import account_of, owner_of, unsign
from tests.runs.making import make_run

pytestmark = pytest.mark.django_db
GOOD = "correct horse battery"
OTHER = "a different staple"


def words(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def cookie_owner(client) -> str:
    client.get("/runs/")
    return unsign(client.cookies["owner"].value)


def run_of(client, **facts) -> Run:
    return make_run(cookie_owner(client), spec={"edits": []}, state="finished", epoch=300, **facts)


def sign_up(client, name: str = "Ada", password: str = GOOD):
    return client.post("/account/new/", {"name": name, "password": password})


def sign_in(client, name: str = "Ada", password: str = GOOD):
    return client.post("/account/session/", {"name": name, "password": password})


def shown(client) -> set[str]:
    return set(re.findall(r'name="run" value="([\w-]{22})"', client.get("/runs/").content.decode()))


def test_signing_up_brings_the_runs_of_this_browser_along(learner, stranger):
    runs = {run_of(learner).id, run_of(learner).id}
    theirs = run_of(stranger)
    before = learner.cookies["owner"].value
    assert "The 2 runs of this browser move into it." in words(learner.get("/account/new/"))
    response = sign_up(learner)
    assert (response.status_code, response["Location"]) == (303, "/runs/")
    assert shown(learner) == runs and "Ada" in words(learner.get("/"))
    assert learner.get(f"/runs/{theirs.id}/").status_code == 404
    assert learner.cookies["owner"].value != before
    old = Client()
    old.cookies["owner"] = before
    assert shown(old) == set(), "a copy of the old cookie opens nothing any more"
    account = Account.objects.get()
    assert account.owner not in (unsign(before), cookie_owner(learner)), "no cookie carries an account's owner"


def test_another_device_sees_the_same_runs_and_its_own_are_numbered_after_them(learner, stranger):
    first = run_of(learner, number=1)
    sign_up(learner)
    second = run_of(stranger, number=1)
    assert "The 1 run of this browser moves into your account." in words(stranger.get("/account/session/"))
    assert sign_in(stranger, "ada ").status_code == 303, "names are compared without capitals"
    assert shown(stranger) == shown(learner) == {first.id, second.id}
    assert Run.objects.get(id=second.id).number == 2
    started = learner.post("/", {"do": "train", "token": "t"})
    assert started.status_code == 303
    assert Run.objects.order_by("-number").values_list("number", "owner")[0] == (3, Account.objects.get().owner)
    assert len(shown(stranger)) == 3


def test_signing_out_gives_a_fresh_anonymous_owner(learner):
    anonymous = cookie_owner(learner)
    run = run_of(learner)
    sign_up(learner)
    while_in = cookie_owner(learner)
    assert learner.post("/account/session/end/").status_code == 303
    assert shown(learner) == set() and "Sign in" in words(learner.get("/"))
    assert cookie_owner(learner) not in (anonymous, while_in, Account.objects.get().owner)
    assert learner.get(f"/runs/{run.id}/").status_code == 404
    sign_in(learner)
    assert shown(learner) == {run.id}


def test_a_session_and_a_cookie_planted_by_somebody_else_lead_nowhere_after_signing_in(learner, stranger):
    sign_up(stranger, "Mallory")
    planted, owner = stranger.cookies["session"].value, cookie_owner(stranger)
    sign_up(learner)
    learner.post("/account/session/end/")
    learner.cookies["session"], learner.cookies["owner"] = "planted" * 4, stranger.cookies["owner"].value
    sign_in(learner)
    assert learner.cookies["session"].value not in (planted, "planted" * 4)
    assert cookie_owner(learner) != owner
    assert "Ada" in words(learner.get("/account/")) and "Mallory" in words(stranger.get("/account/"))


def test_who_is_signed_in_does_not_mix_two_accounts(learner, stranger):
    sign_up(stranger, "Bob")
    sign_up(learner)
    run = make_run(Account.objects.get(name="Ada").owner, spec={"edits": []})
    for response in (sign_in(learner, "Bob"), sign_up(learner, "Carol")):
        assert (response.status_code, response["Location"]) == (303, "/account/")
    assert shown(learner) == {run.id} and shown(stranger) == set()
    assert Account.objects.count() == 2


def test_another_password_ends_every_other_session_and_renews_this_one(learner, stranger):
    sign_up(learner)
    sign_in(stranger)
    key = learner.cookies["session"].value
    assert "This is not the password" in words(learner.post("/account/password/", {"old": "wrong", "password": OTHER}))
    weak = learner.post("/account/password/", {"old": GOOD, "password": "short"})
    assert weak.status_code == 422 and "at least 8 characters" in words(weak)
    assert "Ada" in words(stranger.get("/account/")), "nothing has changed so far"
    assert "The password is changed." in words(learner.post("/account/password/", {"old": GOOD, "password": OTHER}))
    assert learner.cookies["session"].value != key and learner.get("/account/").status_code == 200
    assert stranger.get("/account/").status_code == 303
    assert sign_in(stranger).status_code == 422 and sign_in(stranger, password=OTHER).status_code == 303


def test_deleting_an_account_takes_its_runs_and_sessions_along_and_needs_the_password(learner, stranger):
    run, theirs = run_of(learner), run_of(stranger)
    sign_up(learner)
    phone = Client()
    sign_in(phone)
    assert learner.post("/account/deletion/", {"old": "wrong"}).status_code == 422
    assert Run.objects.filter(id=run.id).exists() and Account.objects.exists()
    assert learner.post("/account/deletion/", {"old": GOOD}).status_code == 303
    assert list(Run.objects.values_list("id", flat=True)) == [theirs.id]
    assert not Account.objects.exists() and not get_user_model().objects.exists()
    for client in (learner, phone):
        assert client.get("/account/").status_code == 303 and shown(client) == set()
    assert "no account with this name" in words(sign_in(phone))


NAMES = {
    "": "it is empty", "x" * 41: "41 characters are more than the 40", "a b": "␣ cannot be in it", "<i>": "< > cannot",
    "a\u202eb": "cannot be in it", "ADA": "“ADA” is taken", "Ａｄａ": "is taken",
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names_are_refused_in_words_and_kept_in_the_field(learner, stranger, name):
    sign_up(stranger)
    response = sign_up(learner, name)
    assert response.status_code == 422 and NAMES[name] in words(response)
    assert "session" not in learner.cookies and Account.objects.count() == 1
    assert GOOD not in response.content.decode()


@pytest.mark.parametrize(
    ("password", "why"),
    [("", "it is empty"), ("x" * 257, "257 characters"), ("short1!", "at least 8"), ("password123", "too common"),
     ("83749201746", "entirely numeric"), ("Ada.Lovelace1", "too similar")],
)  # fmt: skip
def test_weak_passwords_are_refused_in_words(learner, password, why):
    response = sign_up(learner, "ada.lovelace", password)
    assert response.status_code == 422 and why in words(response)
    assert 'value="ada.lovelace"' in response.content.decode() and not Account.objects.exists()


def test_names_in_any_script_are_welcome(learner):
    assert sign_up(learner, "李小明").status_code == 303
    assert "李小明" in words(learner.get("/"))


def test_the_sixth_wrong_password_has_to_wait_and_so_has_the_right_one(learner, stranger):
    sign_up(stranger)
    assert [sign_in(learner, password="wrong").status_code for _ in range(6)] == [422] * 5 + [429]
    refused = sign_in(learner)
    assert refused.status_code == 429
    assert re.search(r"Too many failed sign-ins with this name. Try again in 15 minutes.", words(refused))
    assert sign_in(learner, "somebody").status_code == 422, "another name is not held up"
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert sign_in(elsewhere).status_code == 303, "nobody can lock somebody else out from afar"
    Tries.objects.update(since=timezone.now() - timedelta(minutes=15))
    assert sign_in(learner).status_code == 303


def test_unknown_names_are_held_up_like_known_ones(learner):
    answers = [sign_in(learner, "nobody", "wrong") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]


def test_getting_in_forgets_the_failures(learner, stranger):
    sign_up(stranger)
    for _ in range(3):
        assert [sign_in(learner, password="wrong").status_code for _ in range(4)] == [422] * 4
        assert sign_in(learner).status_code == 303
        learner.post("/account/session/end/")


def test_one_house_is_one_address_and_many_names_do_not_help(monkeypatch):
    monkeypatch.setattr(throttle, "BY_ADDRESS", throttle.Limit(3, timedelta(minutes=15)))
    for count in range(3):
        throttle.count_sign_in(f"2001:db8:1:2::{count}", f"name {count}")
    with pytest.raises(throttle.TooMany, match="from this network"):
        throttle.count_sign_in("2001:db8:1:2:ffff::1", "another")
    throttle.count_sign_in("2001:db8:1:3::1", "another")
    assert not any("name" in key or "2001" in key for key in Tries.objects.values_list("key", flat=True))


def test_getting_in_takes_its_try_back_from_the_network_too_and_no_other(learner, stranger, monkeypatch):
    sign_up(stranger)
    monkeypatch.setattr(throttle, "BY_ADDRESS", throttle.Limit(3, timedelta(minutes=15)))
    assert [sign_in(learner, f"nobody {count}", "wrong").status_code for count in range(2)] == [422, 422]
    for _ in range(5):
        assert sign_in(learner).status_code == 303
        learner.post("/account/session/end/")
    assert sign_in(learner, "nobody 3", "wrong").status_code == 422
    refused = sign_in(learner)
    assert refused.status_code == 429 and "from this network" in words(refused)


SPOILED = [r'"\000aaaaaaaaaa"', '"' + r"\000" * 32 + '"', "x" * 5000, "%00" * 11, "é" * 32, "A" * 32, "a" * 31 + '"', ""]


@pytest.mark.parametrize("cookie", SPOILED, ids=range(len(SPOILED)))
def test_a_cookie_that_is_no_session_is_none(cookie, learner):
    """PostgreSQL breaks over a NUL in what is looked up."""
    header = {"HTTP_COOKIE": f"session={cookie}".encode().decode("latin1")}
    for answer in (Client().get("/", **header), Client().get("/runs/", **header)):
        assert answer.status_code == 200
    assert Client().get("/account/", **header).status_code == 303
    sign_up(learner)
    entered = Client().post("/account/session/", {"name": "Ada", "password": GOOD}, **header)
    assert entered.status_code == 303 and len(entered.cookies["session"].value) == 32
    assert account_of(parse_cookie(f"session={cookie}")["session"]) is None


def test_old_tries_are_swept_away():
    throttle.count_sign_in("192.0.2.1", "ada")
    Tries.objects.update(since=timezone.now() - timedelta(days=2))
    throttle.count_sign_in("192.0.2.2", "bob")
    assert Tries.objects.count() == 2


def test_whoever_has_no_account_costs_no_session(learner, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):  # the runs, how many, the room they take, files written; with none, whether sweeps are
        learner.get("/runs/")
    assert "session" not in learner.cookies and not Session.objects.exists()


def test_accounts_without_our_side_of_it_do_not_get_in(learner):
    get_user_model().objects.create_user("root", password=GOOD)
    assert sign_in(learner, "root").status_code == 422


def test_production_hashes_slowly():
    import playground.settings as production

    assert not hasattr(production, "PASSWORD_HASHERS")
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    assert PBKDF2PasswordHasher.iterations >= 600_000


@pytest.mark.django_db(transaction=True)  # the socket asks on a connection of its own
@pytest.mark.asyncio
async def test_a_socket_belongs_to_whom_the_page_belongs_to(learner):
    def scope():
        return {"headers": [(b"cookie", "; ".join(f"{name}={one.value}" for name, one in learner.cookies.items()).encode())]}

    @sync_to_async
    def as_page(step):
        step()
        return Account.objects.values_list("owner", flat=True).first()

    anonymous = await sync_to_async(cookie_owner)(learner)
    assert await owner_of(scope()) == anonymous
    account = await as_page(lambda: sign_up(learner))
    assert await owner_of(scope()) == account != anonymous
    stale = scope()
    await as_page(lambda: learner.post("/account/password/", {"old": GOOD, "password": OTHER}))
    assert await owner_of(scope()) == account
    assert await owner_of(stale) not in (account, None)
    stale = scope()
    await as_page(lambda: learner.post("/account/session/end/"))
    assert account not in (await owner_of(scope()), await owner_of(stale))
    assert await owner_of({"headers": [(b"cookie", b"session=nonsense; owner=forged")]}) is None
