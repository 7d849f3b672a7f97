"""How the database is set up: the settings without which SQLite loses writers."""

import threading

import pytest
from django.db import connection, connections, transaction

from playground.runs.models import Run, new_id
from tests.runs.making import make_run

pytestmark = pytest.mark.django_db(transaction=True)


def pragma(name: str):
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]


def test_sqlite_has_wal_and_incremental_vacuum_from_its_first_table_on():
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only")
    assert pragma("journal_mode") == "wal"
    assert pragma("auto_vacuum") == 2  # 2 = incremental; it can only be chosen before the first table
    assert connection.transaction_mode == "IMMEDIATE"


def test_sixteen_writers_never_meet_a_locked_database():
    """F20: WAL and immediate transactions together; either alone fails within a second."""
    run, errors, each = make_run(), [], 25

    def write():
        try:
            for _ in range(each):
                with transaction.atomic():
                    step = Run.objects.select_for_update().get(id=run.id).step
                    Run.objects.filter(id=run.id).update(step=step + 1)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run.refresh_from_db()
    assert errors == []
    assert run.step == 16 * each


def test_ids_are_128_random_bits():
    """I9: nothing to count, nothing to guess."""
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(one) == 22 for one in ids)


def test_names_and_states_are_text_without_choices():
    """A new optimizer or a new state is no migration."""
    for model in Run._meta.apps.get_app_config("runs").get_models():
        assert not [field.name for field in model._meta.get_fields() if getattr(field, "choices", None)]
