"""Ids nobody can guess or count."""

import secrets

ID_LENGTH = 22


def new_id() -> str:
    """128 random bits as 22 characters of base64url."""
    return secrets.token_urlsafe(16)
