"""A file comes in and becomes a run: `/runs/imports/`. The file itself is the body, as with tables."""

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from playground.runs import services
from playground.takeaway import imports
from playground.takeaway.reading import LARGEST, ImportRefused


@require_POST
def take_in(request: HttpRequest) -> JsonResponse:
    """201 {"run", "number"} of the run it became, or {"message"} with 413 (too large) or 422."""
    if getattr(request, "scope", {}).get("cut_off"):
        said = _("The file is larger than {most} MiB, the most that is taken.").format(most=LARGEST // 2**20)
        return JsonResponse({"message": said}, status=413)
    try:
        run = imports.take_in(request.owner, request.read())
    except (ImportRefused, services.StartRefused) as refused:
        return JsonResponse({"message": str(refused)}, status=422)
    return JsonResponse({"run": run.id, "number": run.number}, status=201)
