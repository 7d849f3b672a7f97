"""A shared run in a frame on somebody's page: `/embed/<token>/`, the one page that other sites may frame."""

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from playground.experiments import links
from playground.live import addresses
from playground.runs import edits, recipes
from playground.runs.models import Share
from playground.sharing import preview
from playground.sharing.doors import bytes_by_token


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"], "form-action": ["'none'"]})
def embed(request: HttpRequest, token: str) -> HttpResponse:
    """The run's figures, live while it trains, to look at only: no form, no cookie set or needed (promises T21)."""
    return _page(request, token)


@bytes_by_token  # without a cookie, and refused in one plain sentence: no form of ours may stand in somebody's frame
def _page(request: HttpRequest, share: Share, token: str) -> HttpResponse:
    run = share.run
    spec = recipes.parse(edits.present(run.spec))
    context = {
        "token": token,
        "name": share.name,
        "run": run,
        "shared": True,
        "replay": True,
        "query": links.query_of(spec),
        "addresses": addresses.of_share(token),
        "preview": preview.words(run, spec),
    }
    return render(request, "takeaway/embed.html", context)
