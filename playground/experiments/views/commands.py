"""What people ask of a run: one POST a command; the socket only speaks."""

import json

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from playground.runs import orders, recipes, selectors, services
from playground.runs.models import Run


@require_POST
def commands(request: HttpRequest, run_id: str) -> HttpResponse:
    """Body: JSON or a form, {"kind": "step", "epochs": 1}. 202, or 409/422 with a sentence."""
    try:
        run = selectors.get_run(request.owner, run_id)
    except Run.DoesNotExist:
        raise Http404 from None
    try:
        payload = _payload(request)
        services.command(run, payload.pop("kind", ""), **payload)
    except orders.CommandRefused as error:
        return JsonResponse({"message": str(error)}, status=409)
    except recipes.refusal() as error:
        return JsonResponse({"message": error.problems[0].message, "problems": say(error.problems)}, status=422)
    if request.content_type != "application/json":
        return HttpResponseRedirect(f"/?run={run.id}", status=303)
    return JsonResponse({"run": run.id}, status=202)


def _payload(request: HttpRequest) -> dict:
    """The fields of a command; form text that spells a number becomes one."""
    if request.content_type == "application/json":
        try:
            body = json.loads(request.body)
        except (ValueError, RecursionError):
            raise orders.CommandRefused(_("This is not a command.")) from None
        if not isinstance(body, dict):
            raise orders.CommandRefused(_("This is not a command."))
        return body
    return {key: _number(value) for key, value in request.POST.items() if key != "csrfmiddlewaretoken"}


def _number(text: str):
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def say(problems) -> list[dict]:
    """Problems as the page's scripts read them."""
    return [{"path": one.path, "message": one.message, "nearest": None if one.nearest is None else str(one.nearest)} for one in problems]
