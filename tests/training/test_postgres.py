"""The same tests on PostgreSQL: starts, claims, kills, fences. A process of its own, since Django has one default database."""

import os
import subprocess
import sys

import pytest

from tests.training.laboratory import ROOT

SAME = [
    "tests/runs/test_starts.py",
    "tests/runs/test_commands.py",
    "tests/runs/test_forks.py::test_a_fork_with_an_edit_is_its_parent_up_to_there_and_its_own_recipe_after",
    "tests/runs/test_keeping.py",
    "tests/runs/test_quota.py",
    "tests/runs/test_blobs.py",
    "tests/site/test_runs_list.py::test_pages_of_every_order_hold_every_run_once_forth_and_back",
    "tests/site/test_accounts.py::test_another_device_sees_the_same_runs_and_its_own_are_numbered_after_them",
    "tests/site/test_runs_list.py::test_a_place_may_be_written_in_any_offset_from_utc",
    "tests/site/test_runs_list.py::test_a_search_by_name_takes_capitals_for_small_letters_in_every_script",
    "tests/site/test_accounts.py::test_a_cookie_that_is_no_session_is_none",
    "tests/site/test_accounts.py::test_getting_in_takes_its_try_back_from_the_network_too_and_no_other",
    "tests/training/test_claims.py",
    "tests/runs/test_sweeps.py",
    "tests/training/test_sweeps_trained.py::test_cells_have_the_bits_of_their_lone_twins_and_keep_curves_only",
    "tests/training/test_sweeps_trained.py::test_what_its_owner_starts_by_hand_is_claimed_before_a_thousand_cells_and_brings_none_of_them",
    "tests/training/test_faults.py::test_fifty_kills_at_random_moments_lose_and_double_nothing",
    "tests/training/test_faults.py::test_a_trainer_that_slept_through_its_lease_is_refused[while the other trains]",
    "tests/training/dropped_connections.py",
    "tests/training/test_tasks.py::test_a_thinned_run_is_trained_again_bit_for_bit[result]",
    "tests/training/test_commands_obeyed.py::test_a_command_that_meets_the_end_of_its_run_is_answered",
]


@pytest.mark.postgres
def test_postgresql_keeps_the_same_promises(postgres):
    """As many kills as on SQLite, and connections that the server drops."""
    environment = {**os.environ, "DATABASE_URL": postgres}
    call = [sys.executable, "-m", "pytest", "-q", "-s", "--create-db", "-p", "no:cacheprovider", *SAME]
    done = subprocess.run(
        call, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=400
    )
    figures = [line for line in done.stdout.splitlines() if line.startswith("figure")]
    print("\nPostgreSQL:", done.stdout.strip().splitlines()[-1], *figures, sep="\n  ")
    assert done.returncode == 0, done.stdout[-6000:]
