"""Sessions in the database, asked for by keys of ours only: a cookie can hold anything, and no database takes every text."""

import re
from functools import lru_cache

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends import db
from django.utils import timezone

KEY = re.compile(r"[0-9a-z]{32}\Z")  # as SessionStore draws them


class SessionStore(db.SessionStore):
    """What is not spelled like a key is no session; PostgreSQL would break over a NUL in it."""

    def _validate_session_key(self, key):
        return isinstance(key, str) and KEY.match(key) is not None


def still_open(keys) -> set[str]:
    """Which of these sessions are still somebody's: not ended, and begun with the password of today. Two queries."""
    stored = SessionStore.get_model_class().objects.filter(session_key__in=list(keys), expire_date__gt=timezone.now())
    begun = {key: _begun(data) for key, data in stored.values_list("session_key", "session_data")}
    users = get_user_model().objects.in_bulk({user for user, _ in begun.values() if user is not None})
    return {key for key, (user, proof) in begun.items() if user in users and proof in _proofs(users[user])}


@lru_cache(maxsize=2048)
def _begun(data: str) -> tuple[int | None, str]:
    """(user, proof of the password) of a stored session."""
    facts = SessionStore().decode(data)
    user = facts.get(SESSION_KEY)
    return (int(user) if user else None, facts.get(HASH_SESSION_KEY, ""))


def _proofs(user) -> set[str]:
    """What a session of this user's present password holds, by the key of today and by older ones still accepted."""
    return {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
