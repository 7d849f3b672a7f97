"""Addresses of share links: those that open for whoever has the token, and the owner's."""

from django.urls import path

from playground.runs import addresses  # noqa: F401 (the run converter)
from playground.sharing.views import explore, owner, pictures, tabs, viewer

app_name = "sharing"
urlpatterns = [
    path("explore/", explore.explore, name="explore"),
    path("s/<str:token>/", viewer.page, name="page"),
    path("s/<str:token>/status", viewer.status, name="status"),
    path("s/<str:token>/records", viewer.records, name="records"),
    path("s/<str:token>/seconds", viewer.seconds, name="seconds"),
    path("s/<str:token>/frames", viewer.frames, name="frames"),
    path("s/<str:token>/tabs/<slug:key>/", tabs.tab, name="tab"),
    path("s/<str:token>/points", viewer.points, name="points"),
    path("s/<str:token>/recipe", viewer.recipe, name="recipe"),
    path("s/<str:token>/mine/", viewer.mine, name="mine"),
    path("s/<str:token>/card.png", pictures.card, name="card"),
    path("runs/<run:run_id>/shares/", owner.shares_of_run, name="shares"),
]
