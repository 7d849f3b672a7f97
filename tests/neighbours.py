"""PostgreSQL, Redis and a GPU beside the tests: where they are, whether they answer, and a database of one's own.

TEST_POSTGRES_URL and TEST_REDIS_URL name other servers than the usual local ones.
"""

import functools
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

ANSWER_WITHIN = 3  # seconds


def postgres_url() -> str:
    """The server's maintenance database; its user must be allowed to create databases."""
    return os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")


def redis_url() -> str:
    return os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0")


@functools.cache
def postgres_problem() -> str | None:
    """Why PostgreSQL cannot be tested here, in words; None if it can."""
    try:
        import psycopg

        with psycopg.connect(postgres_url(), connect_timeout=ANSWER_WITHIN):
            return None
    except Exception as error:
        return f"PostgreSQL does not answer at {postgres_url()} ({_first_line(error)}). Set TEST_POSTGRES_URL."


@functools.cache
def redis_problem() -> str | None:
    """Why Redis cannot be tested here, in words; None if it can."""
    try:
        import redis

        redis.Redis.from_url(redis_url(), socket_connect_timeout=ANSWER_WITHIN).ping()
        return None
    except Exception as error:
        return f"Redis does not answer at {redis_url()} ({_first_line(error)}). Set TEST_REDIS_URL."


@functools.cache
def cuda_problem() -> str | None:
    """Why a GPU cannot be tested here, in words; None if it can."""
    import torch

    return None if torch.cuda.is_available() else f"There is no GPU here that PyTorch {torch.__version__} can use."


@contextmanager
def temporary_postgres() -> Iterator[str]:
    """Create an empty database, give its URL, drop it with whatever is still connected to it."""
    import psycopg

    name = f"playground_test_{os.getpid()}_{secrets.token_hex(4)}"
    with psycopg.connect(postgres_url(), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(postgres_url())._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(postgres_url(), autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
