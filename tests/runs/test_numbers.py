"""A number that was given never comes again: not after the newest was deleted, and not in an account that took runs over."""

from importlib import import_module

import pytest
from django.apps import apps

from playground.runs import keeping, maps, numbers, recipes, services, sweeps
from playground.runs.models import Grid, Numbering, Run, Sweep
from tests.runs.making import make_run

pytestmark = pytest.mark.django_db
X = {"path": "optimizer.lr", "low": 0.01, "high": 1.0, "log": True}
Y = {"path": "optimizer.momentum", "low": 0.0, "high": 0.9, "log": False}


def run_of(owner: str, token: str) -> Run:
    return services.start_run(owner, recipes.parse({}), token=token)


def sweep_of(owner: str, token: str) -> Sweep:
    return sweeps.start(owner, recipes.parse({}), {"seed": "1, 2"}, token=token)


def test_the_number_of_a_deleted_run_is_not_given_again():
    first, second = run_of("alice", "a"), run_of("alice", "b")
    keeping.delete(second)
    assert run_of("alice", "c").number == 3
    keeping.delete(first)
    Run.objects.filter(owner="alice").delete()
    assert run_of("alice", "d").number == 4
    assert run_of("bob", "a").number == 1


def test_nor_that_of_a_sweep_or_of_its_runs():
    sweep = sweep_of("alice", "a")
    assert sweep.number == 1 and sorted(sweep.runs.values_list("number", flat=True)) == [1, 2]
    sweeps.delete(sweep)
    again = sweep_of("alice", "b")
    assert again.number == 2 and sorted(again.runs.values_list("number", flat=True)) == [3, 4]
    assert run_of("alice", "c").number == 5


def test_nor_that_of_a_map():
    def made(token: str) -> Grid:
        spec = recipes.parse({"optimizer": {"name": "momentum"}})
        return maps.start("alice", spec, X, Y, 64, token=token)[0]

    first = made("a")
    first.delete()
    assert made("b").number == 2


def test_an_account_gives_no_number_twice_and_the_browser_begins_again():
    keeping.delete(run_of("account", "a"))
    run_of("nobody", "b")
    keeping.delete(run_of("nobody", "c"))
    assert keeping.adopt("nobody", "account") == 1
    assert list(Run.objects.filter(owner="account").values_list("number", flat=True)) == [2]
    assert run_of("account", "d").number == 4 and run_of("nobody", "d").number == 1
    keeping.delete_all("account")
    assert not Numbering.objects.filter(owner="account").exists()


def test_what_there_was_before_numbers_were_kept_counts():
    make_run("alice", number=7)
    import_module("playground.runs.migrations.0015_numbering").note(apps, None)
    Run.objects.all().delete()
    assert numbers.given("alice", Run) == 7 and numbers.given("bob", Run) == 0
    make_run("bob", number=3)
    assert run_of("bob", "a").number == 4
