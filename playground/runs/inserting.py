"""Many rows of one table that differ in a few columns, by one prepared INSERT: the ORM takes seven times as long over them."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Model
from django.db.models.expressions import DatabaseDefault


def insert(pattern: Model, rows: Iterable[dict]) -> int:
    """Store a row for each of `rows`: `pattern` with these attributes (by column attribute, "sweep_id") instead of its own.

    Columns the database fills in itself are left to it. No signals, no checks but the database's. How many were stored.
    """
    columns = {
        field.attname: field
        for field in pattern._meta.local_concrete_fields
        if not isinstance(getattr(pattern, field.attname), DatabaseDefault)
    }
    ready = {name: field.get_db_prep_save(getattr(pattern, name), connection) for name, field in columns.items()}
    known: dict[tuple[str, int], tuple] = {}  # values that many rows share are made ready once

    def prepared(name: str, value):
        if value is None or type(value) in (int, str):  # what a driver takes as it is
            return value
        if (name, id(value)) not in known:  # the value is kept beside it: its id stays its own
            known[name, id(value)] = value, columns[name].get_db_prep_save(value, connection)
        return known[name, id(value)][1]

    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in columns.values())
    sql = f"INSERT INTO {quote(pattern._meta.db_table)} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"
    made = [list((ready | {name: prepared(name, value) for name, value in row.items()}).values()) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(sql, made)
    return len(made)
