"""Addresses of files: of one's own run, of one behind a link, of a comparison."""

from django.urls import path

from playground.runs import addresses  # noqa: F401 (the run converter)
from playground.takeaway.views import embed, exports, files, imports

app_name = "takeaway"
urlpatterns = [
    path("runs/imports/", imports.take_in, name="imports"),
    path("runs/<run:run_id>/files/<slug:form>", files.of_run, name="run"),
    path("s/<str:token>/files/<slug:form>", files.of_share, name="shared"),
    path("embed/<str:token>/", embed.embed, name="embed"),
    path("compare/files/<slug:form>", files.of_comparison, name="comparison"),
    path("exports/", exports.start, name="exports"),
    path("exports/<run:task_id>/", exports.page, name="export"),
    path("exports/<run:task_id>/file", exports.download, name="export-file"),
]
