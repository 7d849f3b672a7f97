"""One tab of "Look closer" for who has a link: what was found is shown, nothing is started."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from playground.experiments import closer
from playground.runs.models import Share
from playground.sharing.doors import bytes_by_token


@require_safe
@bytes_by_token
def tab(request: HttpRequest, share: Share, token: str, key: str) -> HttpResponse:
    """`/s/<token>/tabs/<key>/`: as `/runs/<id>/tabs/<key>/`, to look at only."""
    found = closer.named(key)
    address = reverse("sharing:tab", args=[token, found.key])
    return closer.answer(request, found, share.run, address, may_start=False)
