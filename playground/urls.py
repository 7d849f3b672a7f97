"""Every HTTP route. tests/site/security holds the list of who may do what on each."""

from importlib.util import find_spec

from django.urls import include, path

urlpatterns = [path("", include(f"playground.{app}.urls")) for app in ("live", "experiments") if find_spec(f"playground.{app}.urls")]
