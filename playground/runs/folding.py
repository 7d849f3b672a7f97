"""Small letters of every script in SQLite, which by itself knows those of English only."""

from django.db.backends.signals import connection_created

LOWER = "playground_lower"


def _teach(connection, **_facts) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function(LOWER, 1, lambda text: text.lower() if text else text, deterministic=True)


def teach_every_connection() -> None:
    connection_created.connect(_teach, dispatch_uid=LOWER)
