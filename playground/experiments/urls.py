"""The pages' addresses. URLs are nouns."""

from django.urls import path

from playground.experiments.views import commands, data, fields, playground, recipe, runs, stored

app_name = "experiments"
urlpatterns = [
    path("", playground.playground, name="playground"),
    path("appearance/", playground.appearance, name="appearance"),
    path("recipe/", recipe.recipe, name="recipe"),
    path("fields/<str:concept>/", fields.fields, name="fields"),
    path("data/points", data.points, name="points"),
    path("data/thumbnails", data.thumbnails, name="thumbnails"),
    path("runs/", runs.runs, name="runs"),
    path("runs/<str:run_id>/", runs.run, name="run"),
    path("runs/<str:run_id>/commands/", commands.commands, name="commands"),
    path("runs/<str:run_id>/status", stored.status, name="status"),
    path("runs/<str:run_id>/records", stored.records, name="records"),
    path("runs/<str:run_id>/frames", stored.frames, name="frames"),
]
