"""The pages' addresses. URLs are nouns."""

from django.urls import path

from playground.experiments.views import (
    about,
    code,
    data,
    fields,
    forks,
    line,
    maps,
    playground,
    presets,
    recipe,
    run,
    runs,
    sweeps,
    tables,
    tabs,
)
from playground.runs import addresses  # noqa: F401 (the run converter)

app_name = "experiments"
urlpatterns = [
    path("", playground.playground, name="playground"),
    path("about/", about.about, name="about"),
    path("appearance/", playground.appearance, name="appearance"),
    path("line/", line.line, name="line"),
    path("experiments/", presets.presets, name="presets"),
    path("experiments/pictures", presets.pictures, name="preset-pictures"),
    path("recipe/", recipe.recipe, name="recipe"),
    path("fields/<str:concept>/", fields.fields, name="fields"),
    path("data/points", data.points, name="points"),
    path("data/tables/", tables.upload, name="tables"),
    path("data/tables/<str:digest>/", tables.preview, name="table"),
    path("data/tables/<str:digest>/csv", tables.file, name="table-file"),
    path("data/thumbnails", data.thumbnails, name="thumbnails"),
    path("qr/", code.code, name="code"),
    path("runs/", runs.runs, name="runs"),
    path("runs/<run:run_id>/", run.run, name="run"),
    path("runs/<run:run_id>/facts/", run.facts, name="run-facts"),
    path("runs/<run:run_id>/title/", runs.title, name="run-title"),
    path("runs/<run:run_id>/tabs/<slug:key>/", tabs.tab, name="tab"),
    path("runs/<run:run_id>/forks/", forks.fork, name="forks"),
    path("runs/<run:run_id>/seeds/", sweeps.seeds, name="seeds"),
    path("sweeps/", sweeps.index, name="sweeps"),
    path("sweeps/new/", sweeps.new, name="new-sweep"),
    path("sweeps/<run:sweep_id>/", sweeps.sweep, name="sweep"),
    path("sweeps/<run:sweep_id>/curve", sweeps.curve, name="sweep-curve"),
    path("maps/", maps.index, name="maps"),
    path("maps/<run:grid_id>/", maps.page, name="map"),
    path("maps/<run:grid_id>/picture.png", maps.image, name="map-picture"),
    path("maps/<run:grid_id>/cell", maps.cell, name="map-cell"),
]
