"""Absolute addresses of a shared run, as they are copied, sent and shown as a QR code."""

from django.http import HttpRequest
from django.urls import reverse

from playground.experiments.links import origin


def page(request: HttpRequest, token: str, epoch: int | None = None) -> str:
    """The link itself; with an epoch it opens the page looking at that one."""
    moment = "" if epoch is None else f"?epoch={epoch}"
    return origin(request) + reverse("sharing:page", args=[token]) + moment


def api(request: HttpRequest, path: str) -> str:
    """An address of the API."""
    return f"{origin(request)}/api/v1/{path}"


def embed(request: HttpRequest, token: str) -> str:
    """The address of its figures in a frame on somebody's page."""
    return origin(request) + reverse("takeaway:embed", args=[token])


def card(request: HttpRequest, token: str) -> str:
    """The picture's address. Chat apps want it whole."""
    return origin(request) + reverse("sharing:card", args=[token])
