"""Addresses of a run's bytes and of its commands."""

from django.urls import path

from playground.live import views

app_name = "live"
urlpatterns = [
    path("runs/<str:run_id>/status", views.status, name="status"),
    path("runs/<str:run_id>/records", views.records, name="records"),
    path("runs/<str:run_id>/frames", views.frames, name="frames"),
    path("runs/<str:run_id>/commands/", views.commands, name="commands"),
]
