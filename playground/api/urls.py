"""Addresses of the API and of the pages about it."""

from django.urls import path, re_path

from playground.api import views
from playground.api.service import api, nowhere
from playground.runs import addresses  # noqa: F401 (the run converter)
from playground.runs.owners import BY_TOKEN

below = BY_TOKEN.lstrip("/")
# One view answers all methods of a path; the framework lists it once a method. Its root says nothing.
operations = {str(one.pattern): one.callback for one in api.urls[0] if one.name != "api-root"}
app_name = "api"
urlpatterns = [
    path("api/", views.page, name="page"),
    path("api/tokens/", views.own_tokens, name="tokens"),
    path(f"{below}openapi.json", views.description, name="description"),
    *(path(f"{below}{pattern}", api.spoken(view)) for pattern, view in operations.items()),
    re_path(rf"^{below}[\s\S]*", nowhere),  # line breaks too: the converter `path` leaves those to a page
]
