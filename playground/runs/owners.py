"""Whose runs these are: a signed cookie names an anonymous owner for a year. No account, no password, nothing personal."""

import re
import uuid
from http.cookies import CookieError, SimpleCookie

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.core.signing import BadSignature, Signer

COOKIE = "owner"
YEAR = 365 * 24 * 3600
_signer = Signer(salt="playground.owner")  # own salt: a value signed elsewhere with the same key is not an owner
_HEX = re.compile(r"[0-9a-f]{32}\Z")


def new_owner() -> str:
    """A fresh owner id: 122 random bits as 32 hexadecimal digits."""
    return uuid.uuid4().hex


def sign(owner: str) -> str:
    """The cookie value for an owner id."""
    return _signer.sign(owner)


def unsign(value: str | None) -> str | None:
    """The owner id of a cookie value; None for anything not signed by us."""
    try:
        owner = _signer.unsign(value or "")
    except BadSignature:
        return None
    return owner if _HEX.match(owner) else None


def owner_of(scope: dict) -> str | None:
    """The owner of an ASGI scope (a WebSocket handshake), or None: a socket cannot set a cookie, so it makes no owner."""
    for name, value in scope.get("headers", ()):
        if name == b"cookie":
            try:
                morsel = SimpleCookie(value.decode("latin1")).get(COOKIE)
            except CookieError:
                continue
            if morsel and (owner := unsign(morsel.value)):
                return owner
    return None


class OwnerMiddleware:
    """Sets `request.owner` (str); a browser without a valid cookie gets a new owner and the cookie with the answer."""

    sync_capable = async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request):
        known = unsign(request.COOKIES.get(COOKIE))
        request.owner = known or new_owner()
        if self.is_async:
            return self._answer_later(request, known)
        return self._remember(self.get_response(request), request.owner, known)

    async def _answer_later(self, request, known):
        return self._remember(await self.get_response(request), request.owner, known)

    @staticmethod
    def _remember(response, owner, known):
        if known is None:
            response.set_cookie(
                COOKIE, sign(owner), max_age=YEAR, httponly=True, samesite="Lax", secure=settings.OWNER_COOKIE_SECURE
            )
        return response
