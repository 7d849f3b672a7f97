"""The first message of a socket: the page shows the token it was made with, the one its forms carry (promises T13).

A page of another site that had our visitor's browser open a socket could not read that token, whatever else it could forge.
"""

import json

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware

WITHIN = 5.0  # seconds from the handshake to the greeting (T11)


class _Check(CsrfViewMiddleware):
    """Django's own comparison of token and cookie, with its reason instead of its page of refusal."""

    def _reject(self, request, reason):
        return reason


_check = _Check(lambda request: None)


def token_in(text: str | None) -> str | None:
    """The token of `{"type":"hello","token":"…"}`; None for anything else."""
    try:
        said = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or said.keys() != {"type", "token"} or said["type"] != "hello":
        return None
    return said["token"] if isinstance(said["token"], str) else None


def belongs(token: str, cookies: dict[str, str]) -> bool:
    """Whether a page with this token was made for the browser that has these cookies."""
    request = HttpRequest()
    request.method, request.COOKIES = "POST", cookies
    request.META["HTTP_X_CSRFTOKEN"] = token
    _check.process_request(request)
    return _check.process_view(request, None, (), {}) is None
