"""Tell listeners that runs have moved. A doorbell carries ids, never data: whoever hears it reads the database.

SQLite needs no ringing (web processes watch `PRAGMA data_version`). A lost ring costs a poll
interval, nothing else.
"""

import time
from functools import lru_cache

import structlog
from django.conf import settings
from django.db import connection, transaction

CHANNEL = "runs"
MOST = 250  # ids in one PostgreSQL payload, which holds 8,000 bytes
SILENCE = 5.0  # seconds without trying, after a failure: every commit would wait for the same timeout
_silent_until = 0.0
log = structlog.get_logger(__name__)


def ring(run_ids) -> None:
    """Announce that these runs moved; inside a transaction the bell rings when it commits, and not if it fails."""
    ids = list(run_ids)
    if not ids:
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for begin in range(0, len(ids), MOST):
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, " ".join(ids[begin : begin + MOST])])
    if settings.REDIS_URL:
        transaction.on_commit(lambda: _publish(" ".join(ids)))


def _publish(text: str) -> None:
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        _redis().publish(CHANNEL, text)
    except Exception as error:  # an optional doorbell must never stop a trainer: pages poll as well
        _silent_until = time.monotonic() + SILENCE
        log.warning("redis doorbell did not ring", error=str(error))


@lru_cache(maxsize=1)
def _redis():
    import redis

    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.2, socket_connect_timeout=0.2)
