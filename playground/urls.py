"""Every HTTP route. tests/site/security/policy.py holds the list of who may do what on each."""

from django.urls import include, path

urlpatterns = [
    path("", include("playground.live.urls")),
    path("", include("playground.languages.urls")),
    path("", include("playground.takeaway.urls")),
    path("", include("playground.sharing.urls")),
    path("", include("playground.compare.urls")),
    path("", include("playground.arena.urls")),
    path("", include("playground.accounts.urls")),
    path("", include("playground.api.urls")),
    path("", include("playground.experiments.urls")),
]
handler400 = "playground.languages.views.bad_request"
handler404 = "playground.languages.views.not_found"
