"""The API's door: whose token it is, how often it came, and how operations are declared.

An operation is declared once, by `Desk.offers`: its address, its words, what it takes and gives. What it answers, what
/api/v1/openapi.json says of it and what people read at /api/ all come from there.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Router, Status
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.renderers import JSONRenderer
from ninja.security import HttpBearer

from playground.accounts import throttle
from playground.accounts.throttle import Limit
from playground.api import errors
from playground.runs import keeping, orders, recipes, services, shares, tokens
from playground.training.kinds.base import TaskRefused

CALLS = Limit(600, timedelta(minutes=1))  # of one token
STARTS = Limit(60, timedelta(minutes=1))  # of those, calls that start something
IN_WORDS = (services.StartRefused, orders.CommandRefused, shares.ShareRefused, TaskRefused)  # the way things stand forbids it
REFUSED = {401: errors.Errors, 404: errors.Errors, 409: errors.Errors, 413: errors.Errors, 422: errors.Errors, 429: errors.Errors}


class Bearer(HttpBearer):
    """`Authorization: Bearer bp_…`; who the token belongs to has been found before (runs.owners)."""

    def __call__(self, request: HttpRequest):
        if request.token is None:
            return None
        count(request, "calls", CALLS)
        tokens.used(request.token)
        return request.token

    def authenticate(self, request, token):
        raise NotImplementedError  # __call__ looks at no text


def count(request: HttpRequest, what: str, limit: Limit) -> None:
    """Count one more call of a token. Raises errors.Refused with 429, and says when to come back."""
    try:
        throttle.count(f"token {what} {request.token.id}", limit, "")
    except throttle.TooMany as too_many:
        words = _("This token has made its {most} calls of a minute. Try again in {seconds} s.")
        if what == "starts":
            words = _("This token has made its {most} starts of a minute. Try again in {seconds} s.")
        said = errors.wrong(words.format(most=limit.most, seconds=too_many.seconds))
        raise errors.Refused(429, [said], {"Retry-After": str(too_many.seconds)}) from None


class Finite(JSONRenderer):
    """JSON as every reader takes it: what is not finite has been spelled before it comes here."""

    def render(self, request, data, *, response_status):
        return json.dumps(data, cls=self.encoder_class, allow_nan=False)


class Door(NinjaAPI):
    """All operations under one address, and one form for what is refused."""

    def __init__(self, **facts):
        super().__init__(openapi_url=None, docs_url=None, auth=Bearer(), renderer=Finite(), **facts)
        self.add_exception_handler(errors.Refused, self._refused)
        self.add_exception_handler(ValidationError, lambda request, one: self._say(request, 422, one.errors))
        self.add_exception_handler(AuthenticationError, self._unknown)
        self.add_exception_handler(HttpError, self._unreadable)
        self.add_exception_handler(Http404, lambda request, _one: self.nothing(request))
        self.add_exception_handler(RequestDataTooBig, self._too_long)
        self.add_exception_handler(ValueError, self._in_words)

    def validation_error_from_error_contexts(self, error_contexts):
        return errors.of_fields(error_contexts)

    def _say(self, request, status: int, said: list[dict]) -> HttpResponse:
        return self.create_response(request, {"errors": said}, status=status)

    def _refused(self, request, one: errors.Refused) -> HttpResponse:
        answer = self._say(request, one.status, one.errors)
        for name, value in one.headers.items():
            answer[name] = value
        return answer

    def _unknown(self, request, _one) -> HttpResponse:
        words = _("This token opens nothing. Make one at /api/tokens/ and send it as “Authorization: Bearer …”.")
        answer = self._say(request, 401, [errors.wrong(words)])
        answer["WWW-Authenticate"] = "Bearer"
        return answer

    def _unreadable(self, request, one: HttpError) -> HttpResponse:
        return self._say(request, 422, [errors.wrong(_("The body cannot be read as JSON."))])

    def _too_long(self, request, _one) -> HttpResponse:
        return self._say(request, 413, [errors.wrong(_("The body is longer than is taken here."))])

    def _in_words(self, request, one: ValueError) -> HttpResponse:
        if isinstance(one, recipes.refusal()):
            return self._refused(request, errors.of_spec(one))
        if isinstance(one, keeping.TitleRefused):
            return self._say(request, 422, [errors.wrong(str(one), "title")])
        if isinstance(one, IN_WORDS):
            return self._say(request, 409, [errors.wrong(str(one))])
        raise one

    def spoken(self, view: Callable) -> Callable:
        """The view of a path, with the framework's own refusal of a method said in our form."""

        @csrf_exempt  # no cookie is looked at under this address, so there is nothing to forge
        def answered(request, *args, **kwargs):
            answer = view(request, *args, **kwargs)
            if answer.status_code != 405:
                return answer
            words = _("{method} is not known at this address. Known: {known}.")
            said = self._say(request, 405, [errors.wrong(words.format(method=request.method, known=answer["Allow"]))])
            said["Allow"] = answer["Allow"]
            return said

        return answered

    def nothing(self, request) -> HttpResponse:
        """What is not there and what is somebody else's are one answer."""
        return self._say(request, 404, [errors.wrong(_("There is nothing here, or nothing of yours."))])


class Desk(Router):
    """The operations on one kind of thing."""

    def offers(
        self, method: str, path: str, summary: str, *, gives, status: int = 200, note: str = "", starts: bool = False,
        takes=None, **facts,
    ) -> Callable:  # fmt: skip
        """Declare an operation. `gives`: the schema of its answer; None: no content; bytes: not JSON.

        `summary`, `note`: gettext_noop literals. `starts`: it counts among STARTS. `takes`: bytes where the body is a file,
        which the view reads itself. What a query names beside the declared parameters is refused.
        """
        if gives is bytes:
            binary = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
            facts["openapi_extra"] = {"responses": {status: {"content": binary}, 304: {"description": "Not Modified"}}}
        if takes is bytes:
            binary = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
            facts["openapi_extra"] = {"requestBody": {"content": binary, "required": True}}
        answers = {status: None if gives is bytes else gives, **REFUSED}

        def declare(view):
            @wraps(view)
            def asked(request, *args, **kwargs):
                for name in request.GET:
                    if name not in known:
                        words = _("There is no parameter {name} here. Known: {known}.")
                        said = words.format(name=repr(name[:40]), known=", ".join(sorted(known)) or _("none"))
                        raise errors.Refused(422, [errors.wrong(said, name, request.GET[name])])
                if starts:
                    count(request, "starts", STARTS)
                answer = view(request, *args, **kwargs)
                return answer if isinstance(answer, HttpResponse) else Status(status, answer)

            words = {"summary": summary, "description": note or None, "operation_id": view.__name__}
            self.add_api_operation(path, [method], asked, response=answers, **words, **facts)
            models = self.path_operations[path].operations[-1].models
            known = {name for one in models if one.__ninja_param_source__ == "query" for name in one.__ninja_flatten_map__}
            return view

        return declare
