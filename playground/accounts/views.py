"""Signing up, in and out, and the page of an account."""

from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from playground.accounts import services, throttle
from playground.accounts.names import LONGEST_NAME
from playground.runs.selectors import visible_to

SECRETS = sensitive_post_parameters("password", "old")


def _to(name: str) -> HttpResponse:
    return HttpResponseRedirect(reverse(name), status=303)


def for_account(view):
    """For those who are signed in; everybody else is led to the door."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        return view(request, *args, **kwargs) if request.account else _to("accounts:session")

    return never_cache(SECRETS(guarded))


def for_nobody(view):
    """For those who are not signed in: whoever is would mix two people's runs."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        return _to("accounts:account") if request.account else view(request, *args, **kwargs)

    return never_cache(SECRETS(guarded))


@require_http_methods(["GET", "HEAD", "POST"])
@for_nobody
def new(request: HttpRequest) -> HttpResponse:
    """`/account/new/`: sign up."""
    return _door(request, "accounts/new.html", services.sign_up)


@require_http_methods(["GET", "HEAD", "POST"])
@for_nobody
def session(request: HttpRequest) -> HttpResponse:
    """`/account/session/`: sign in."""
    return _door(request, "accounts/session.html", services.sign_in)


def _door(request: HttpRequest, template: str, enter) -> HttpResponse:
    context = {"name": request.POST.get("name", ""), "most": LONGEST_NAME, "runs": visible_to(request.owner).count()}
    if request.method != "POST":
        return render(request, template, context)
    try:
        enter(request, request.POST.get("name", ""), request.POST.get("password", ""))
    except services.Refused as refused:
        return render(request, template, context | {"problems": refused.problems}, status=422)
    except throttle.TooMany as too_many:
        return render(request, template, context | {"problems": {"name": [str(too_many)]}}, status=429)
    return _to("experiments:runs")


@require_POST
def session_end(request: HttpRequest) -> HttpResponse:
    """`/account/session/end/`: sign out. Harmless for whoever is not signed in."""
    if request.account:
        services.sign_out(request)
    return _to("experiments:playground")


@require_GET
@for_account
def account(request: HttpRequest) -> HttpResponse:
    """`/account/`: what it is called, how many runs it has, and what can be done with it."""
    return _account(request)


@require_POST
@for_account
def password(request: HttpRequest) -> HttpResponse:
    """`/account/password/`: another password."""
    old, new = _posted(request, "old"), _posted(request, "password")
    return _changed(request, lambda: services.change_password(request, old, new), "password")


@require_POST
@for_account
def deletion(request: HttpRequest) -> HttpResponse:
    """`/account/deletion/`: the account and its runs are gone."""
    return _changed(request, lambda: services.delete_account(request, _posted(request, "old")), "deletion")


def _changed(request: HttpRequest, change, form: str) -> HttpResponse:
    try:
        change()
    except services.Refused as refused:
        return _account(request, 422, **{f"{form}_problems": refused.problems})
    except throttle.TooMany as too_many:
        return _account(request, 429, **{f"{form}_problems": {"old": [str(too_many)]}})
    return _account(request, changed=True) if form == "password" else _to("experiments:playground")


def _account(request: HttpRequest, status: int = 200, **context) -> HttpResponse:
    context["runs"] = visible_to(request.owner).count()
    return render(request, "accounts/account.html", context, status=status)


def _posted(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")
