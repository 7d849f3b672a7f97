"""F19, on PostgreSQL only (test_postgres.py calls it by name): the server drops our connections again and again in a run."""

import time

from django.db import connection

from playground.runs.models import Run
from tests.training.laboratory import assert_equal_to_twin, settled, wait_until

CUTS = 8
OTHERS = "datname = current_database() AND pid <> pg_backend_pid()"
DROP = f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {OTHERS}"


def test_connections_the_server_drops_cost_a_moment_and_no_record(laboratory, start):
    """A commit whose answer was lost is recognised, and one that never arrived is sent again: nothing lost, nothing doubled."""
    runs = [start({"training": {"epochs": 400}, "seed": seed}, speed=100) for seed in range(3)]
    pid = laboratory.start()
    begin, dropped = time.monotonic(), 0
    for _ in range(CUTS):
        before = sum(Run.objects.values_list("epoch", flat=True))
        wait_until(lambda before=before: sum(Run.objects.values_list("epoch", flat=True)) > before, "progress", every=0.003)
        with connection.cursor() as cursor:
            dropped += cursor.execute(DROP).fetchone()[0]
    settled(runs, within=90)
    for run in runs:
        assert_equal_to_twin(run)
        assert (run.attempt, run.fence) == (1, 2)  # claimed once, given back at the end
    assert dropped >= CUTS
    assert laboratory.stop(pid) == 0
    print(f"figure dropped_connections {dropped} in {time.monotonic() - begin:.0f} s; lost 0; doubled 0")
