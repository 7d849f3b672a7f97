"""What there is to do, asked as seldom as it can have changed: an idle trainer should cost a laptop nothing.

SQLite says for 2 µs whether anything was written since the last look (`PRAGMA data_version` counts what other connections commit,
`total_changes` what our own wrote); the answer of a look that found nothing stands until then. PostgreSQL is asked each time.
"""

from __future__ import annotations

from django.db import connection

from playground.training import claims


class Watch:
    """Looks of one trainer, on the calling thread's connection. A written heartbeat every second is a look every second."""

    def __init__(self, trainer_id: str):
        self.trainer_id = trainer_id
        self.quiet: claims.Look | None = None  # the newest look, if it found nothing to do
        self.seen: tuple | None = None

    def look(self) -> claims.Look:
        version = _version()  # before the question: what is written while it is answered asks again
        if self.quiet is None or version is None or version != self.seen:
            look = claims.look(self.trainer_id)
            self.seen, self.quiet = version, look if look == claims.NOTHING else None
            return look
        return self.quiet


def _version() -> tuple | None:
    """Changes whenever anything was written; None where the database cannot tell cheaply."""
    if connection.vendor != "sqlite":
        return None
    connection.ensure_connection()
    raw = connection.connection
    return id(raw), raw.total_changes, raw.execute("PRAGMA data_version").fetchone()[0]
