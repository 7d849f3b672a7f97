"""Whose runs these are: an account's for whoever is signed in, else those of the anonymous owner whom a signed cookie names.

Under the API's address no cookie is looked at or set: there a token says whose (tokens.py), or nobody is.

An account is never needed. It has an owner id of its own, which no cookie ever carries: a session leads to it, and only as
long as the password is the one it was begun with. `request.owner` and `owner_of` are the only two places that say whose.
"""

import re
import uuid
from http.cookies import CookieError, SimpleCookie
from typing import NamedTuple

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest

from playground.runs import tables, tokens
from playground.sessions import SessionStore

COOKIE = "owner"
BY_TOKEN = "/api/v1/"  # addresses under which a token says whose
YEAR = 365 * 24 * 3600
OWNER, NAME = "owner", "name"  # in a session
_signer = Signer(salt="playground.owner")  # own salt: a value signed elsewhere with the same key is not an owner
_HEX = re.compile(r"[0-9a-f]{32}\Z")


class SignedIn(NamedTuple):
    """Who is signed in: the account's owner id, and the name they chose."""

    owner: str
    name: str


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


def account_of(session_key: str | None) -> SignedIn | None:
    """Who a session's cookie stands for; None for a session that is over, or begun with a password that has changed since."""
    if not session_key:
        return None
    request = HttpRequest()
    request.session = SessionStore(session_key)
    if not get_user(request).is_authenticated or OWNER not in request.session:
        return None
    return SignedIn(request.session[OWNER], request.session[NAME])


async def owner_of(scope: dict) -> str | None:
    """The owner of an ASGI scope (a WebSocket handshake), or None: a socket cannot set a cookie, so it makes no owner."""
    return (await standing_of(scope))[0]


async def standing_of(scope: dict) -> tuple[str | None, str | None]:
    """The owner, and the session that makes them so: None for an anonymous one, whose cookie is all there is."""
    cookies = cookies_of(scope)
    session = cookies.get(settings.SESSION_COOKIE_NAME)
    account = await database_sync_to_async(account_of)(session) if session else None
    return (account.owner, session) if account else (unsign(cookies.get(COOKIE)), None)


def cookies_of(scope: dict) -> dict[str, str]:
    """The cookies that came with a handshake, by name; what is not spelled like cookies is none."""
    found = {}
    for name, value in scope.get("headers", ()):
        if name == b"cookie":
            try:
                found |= {key: morsel.value for key, morsel in SimpleCookie(value.decode("latin1")).items()}
            except CookieError:
                continue
    return found


def renew(request) -> None:
    """With this answer the browser gets another anonymous owner: what the one before had is an account's now, or left behind."""
    request.anonymous = new_owner()
    request.renewed = True


class OwnerMiddleware:
    """Sets `request.owner` (str), `request.account` (SignedIn or None) and `request.anonymous`, the cookie's owner.

    Under BY_TOKEN it sets `request.token` (ApiToken or None), and `request.owner` may be None. Elsewhere a browser without a
    valid cookie gets a new owner and the cookie with the answer.
    """

    sync_capable = async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request):
        if self.is_async:
            return self._answer_later(request)
        if request.path.startswith(BY_TOKEN):
            self._by_token(request)
            with tables.asking(request.owner):
                return self.get_response(request)
        self._recognise(request, self._signed_in(request))
        with tables.asking(request.owner):
            return self._remember(request, self.get_response(request))

    async def _answer_later(self, request):
        if request.path.startswith(BY_TOKEN):
            await sync_to_async(self._by_token)(request)
            with tables.asking(request.owner):
                return await self.get_response(request)
        session = settings.SESSION_COOKIE_NAME in request.COOKIES  # without one nobody waits for a thread
        self._recognise(request, await sync_to_async(self._signed_in)(request) if session else None)
        with tables.asking(request.owner):
            return self._remember(request, await self.get_response(request))

    @staticmethod
    def _by_token(request) -> None:
        request.token = tokens.find(request.headers.get("Authorization"))
        request.owner = request.token.owner if request.token else None
        request.account = request.anonymous = None

    @staticmethod
    def _signed_in(request) -> SignedIn | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return None
        owner = request.session.get(OWNER)
        return SignedIn(owner, request.session[NAME]) if owner else None

    @staticmethod
    def _recognise(request, account: SignedIn | None) -> None:
        known = unsign(request.COOKIES.get(COOKIE))
        request.renewed = known is None
        request.anonymous = known or new_owner()
        request.account = account
        request.owner = account.owner if account else request.anonymous

    @staticmethod
    def _remember(request, response):
        if request.renewed and not getattr(response, "cookieless", False):  # a page in a frame on another site leaves nothing
            facts = {"max_age": YEAR, "httponly": True, "samesite": "Lax", "secure": settings.OWNER_COOKIE_SECURE}
            response.set_cookie(COOKIE, sign(request.anonymous), **facts)
        return response
