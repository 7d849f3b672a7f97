"""The secret key: from the environment, or made once and kept beside the database. Weak keys do not boot."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SHORTEST = 50
DISTINCT = 10
# Beginnings of keys that were printed somewhere: a key others can read is no secret.
PUBLISHED = (
    "django-insecure",
    "changeme",
    "change-me",
    "change_me",
    "secret",
    "insecure",
    "example",
    "test",
    "your-",
    "password",
)


def secret_key(data_dir: Path, given: str | None, *, debug: bool) -> str:
    """The key to sign with. Raises ImproperlyConfigured for a missing, short or published one outside debug mode."""
    key = _kept(data_dir / "secret_key") if given is None else given
    if not debug:
        refuse_weak(key)
    return key


def refuse_weak(key: str) -> None:
    """Raise ImproperlyConfigured, in words, unless `key` is long, varied and not one that was published."""
    if not key.strip():
        raise ImproperlyConfigured("SECRET_KEY is set but empty. Leave it unset to have one made, or set 50 random characters.")
    if key.lower().startswith(PUBLISHED):
        raise ImproperlyConfigured("SECRET_KEY looks like an example others can read. Leave it unset to have one made.")
    if len(key) < SHORTEST or len(set(key)) < DISTINCT:
        raise ImproperlyConfigured(f"SECRET_KEY is too weak: at least {SHORTEST} characters, {DISTINCT} of them different.")


def _kept(path: Path) -> str:
    """Read the key file, making it first if there is none; of several processes starting at once, one file wins."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)  # fails if another process was first; renaming would overwrite its key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
