"""Addresses of the arena."""

from django.urls import path

from playground.arena import trails, views

app_name = "arena"
urlpatterns = [
    path("arena/", views.page, name="page"),
    path("arena/runs/", trails.page, name="runs"),
    path("arena/trails/", trails.start, name="trails"),
    path("arena/races/", views.races, name="races"),
    path("arena/races/<run:task_id>", views.race, name="race"),
]
