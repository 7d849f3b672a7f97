"""Addresses of the arena."""

from django.urls import path

from playground.arena import views

app_name = "arena"
urlpatterns = [
    path("arena/", views.page, name="page"),
    path("arena/races/", views.races, name="races"),
    path("arena/races/<run:task_id>", views.race, name="race"),
]
