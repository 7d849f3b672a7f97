"""What tells a web process that some run moved. A bell carries nothing and may miss a ring: the feed asks again anyway.

SQLite: `PRAGMA data_version` changes when another connection commits (1.6 µs a look). PostgreSQL: LISTEN. Redis, where
REDIS_URL names one, for PostgreSQL behind a pooler that cannot LISTEN.
"""

import time
from threading import Event

import structlog
from django.conf import settings
from django.db import connection

from playground.runs.doorbell import CHANNEL

LOOK = 0.01  # seconds between two looks at data_version
SETTLE = 0.01  # seconds in which further rings count as the same
RETRY = 5.0  # seconds without Redis before it is tried again
log = structlog.get_logger(__name__)


class DataVersionBell:
    """SQLite. Works on the calling thread's own connection, which never writes."""

    def __init__(self):
        self.seen = None

    def wait(self, timeout: float, leave: Event) -> bool:
        """True as soon as somebody committed; False after `timeout` seconds, or when `leave` is set."""
        end = time.monotonic() + timeout
        while time.monotonic() < end and not leave.wait(LOOK):
            connection.ensure_connection()
            version = connection.connection.execute("PRAGMA data_version").fetchone()[0]
            if version != self.seen:
                self.seen = version
                return True
        return False

    def close(self) -> None:
        self.seen = None


class ListenBell:
    """PostgreSQL: trainers NOTIFY in the transaction that commits."""

    def __init__(self):
        self.listening = None

    def wait(self, timeout: float, leave: Event) -> bool:
        connection.ensure_connection()
        raw = connection.connection
        if self.listening is not raw:
            raw.execute(f"LISTEN {CHANNEL}")
            self.listening = raw
            return True  # whatever moved before we listened
        end = time.monotonic() + timeout
        while time.monotonic() < end and not leave.is_set():
            if any(True for _ in raw.notifies(timeout=min(0.25, timeout), stop_after=1)):
                leave.wait(SETTLE)
                for _ in raw.notifies(timeout=0):  # what rang meanwhile is answered by the same look
                    pass
                return True
        return False

    def close(self) -> None:
        self.listening = None


class RedisBell:
    """Redis pub/sub; while Redis does not answer, the database's own bell."""

    def __init__(self, url: str, otherwise):
        self.url, self.otherwise = url, otherwise
        self.inbox = None
        self.retry_at = 0.0

    def wait(self, timeout: float, leave: Event) -> bool:
        import redis

        if self.inbox is None and time.monotonic() < self.retry_at:
            return self.otherwise.wait(timeout, leave)
        try:
            return self._wait(redis, timeout, leave)
        except (redis.RedisError, OSError) as error:
            log.warning("redis doorbell is silent, watching the database", error=str(error))
            self.inbox, self.retry_at = None, time.monotonic() + RETRY
            return True

    def _wait(self, redis, timeout: float, leave: Event) -> bool:
        if self.inbox is None:
            # redis-py 8 gives reads 5 s by default, which would end every quiet subscription (promises §0.2)
            client = redis.Redis.from_url(self.url, socket_connect_timeout=0.5, socket_timeout=None)
            self.inbox = client.pubsub(ignore_subscribe_messages=True)
            self.inbox.subscribe(CHANNEL)
            return True
        end = time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0 and not leave.is_set():
            if self.inbox.get_message(timeout=min(0.25, left)):
                leave.wait(SETTLE)
                while self.inbox.get_message(timeout=0):
                    pass
                return True
        return False

    def close(self) -> None:
        if self.inbox is not None:
            self.inbox.close()
        self.inbox = None
        self.otherwise.close()


def hang():
    """The bell of this installation."""
    bell = ListenBell() if connection.vendor == "postgresql" else DataVersionBell()
    return RedisBell(settings.REDIS_URL, bell) if settings.REDIS_URL else bell
