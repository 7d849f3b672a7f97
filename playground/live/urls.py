"""Addresses of a run's bytes and of its commands."""

from django.urls import path

from playground.live import views
from playground.runs import addresses  # noqa: F401 (the run converter)

app_name = "live"
urlpatterns = [
    path("runs/<run:run_id>/status", views.status, name="status"),
    path("runs/<run:run_id>/records", views.records, name="records"),
    path("runs/<run:run_id>/seconds", views.seconds, name="seconds"),
    path("runs/<run:run_id>/frames", views.frames, name="frames"),
    path("runs/<run:run_id>/commands/", views.commands, name="commands"),
]
