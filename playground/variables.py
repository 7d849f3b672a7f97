"""Settings read from the environment. What they cannot be is refused in words: variable, value and what is allowed."""

import os
import warnings
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

YES, NO = ("1", "true", "yes", "on", "y", "t"), ("0", "false", "no", "off", "n", "f", "")


def whole(name: str, default: int, low: int, high: int | None = None) -> int:
    """A whole number from ``low`` to ``high``; the default where the variable is unset or empty."""
    said = os.environ.get(name, "").strip()
    allowed = f"from {low} to {high}" if high is not None else f"of at least {low}"
    if not said:
        return default
    try:
        value = int(said)
    except ValueError:
        value = low - 1
    if value < low or (high is not None and value > high):
        raise ImproperlyConfigured(f"{name}: “{said[:40]}” is not allowed; it takes a whole number {allowed}.")
    return value


def switch(name: str) -> bool:
    """Whether something is wanted; not, where the variable is unset or empty."""
    said = os.environ.get(name, "").strip().lower()
    if said not in YES + NO:
        raise ImproperlyConfigured(f"{name}: “{said[:40]}” is not allowed; it takes 1 or 0.")
    return said in YES


def database(default: str) -> dict:
    """Django's words for the database of DATABASE_URL: SQLite or PostgreSQL. A password in it is not repeated."""
    said = os.environ.get("DATABASE_URL", "").strip() or default
    kind = said.partition(":")[0]
    if kind not in ("sqlite", "postgres", "postgresql"):
        raise ImproperlyConfigured(
            f"DATABASE_URL: “{kind[:20]}…” is not allowed; it begins with sqlite:/// and a path or with postgresql://user:password@host/name."
        )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return environ.Env.db_url_config(said)
        except (ValueError, Warning) as problem:
            raise ImproperlyConfigured(f"DATABASE_URL: this {kind} address cannot be read ({type(problem).__name__}).") from None


def redis() -> str:
    """REDIS_URL, or "" where there is none."""
    said = os.environ.get("REDIS_URL", "").strip()
    kind = urlsplit(said).scheme
    if said and kind not in ("redis", "rediss", "unix"):
        raise ImproperlyConfigured(f"REDIS_URL: “{kind[:20]}…” is not allowed; it begins with redis://, rediss:// or unix://.")
    return said
