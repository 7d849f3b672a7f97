"""Sessions in the database, asked for by keys of ours only: a cookie can hold anything, and no database takes every text."""

import re

from django.contrib.sessions.backends import db

KEY = re.compile(r"[0-9a-z]{32}\Z")  # as SessionStore draws them


class SessionStore(db.SessionStore):
    """What is not spelled like a key is no session; PostgreSQL would break over a NUL in it."""

    def _validate_session_key(self, key):
        return isinstance(key, str) and KEY.match(key) is not None
