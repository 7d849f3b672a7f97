"""Addresses of the comparison."""

from django.urls import path

from playground.compare import views

app_name = "compare"
urlpatterns = [
    path("compare/", views.page, name="page"),
    path("compare/settings", views.settings, name="settings"),
    path("compare/records", views.records, name="records"),
    path("compare/states", views.states, name="states"),
]
