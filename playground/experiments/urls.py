"""The pages' addresses. URLs are nouns."""

from django.urls import path

from playground.experiments.views import data, fields, playground, recipe, runs

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
]
