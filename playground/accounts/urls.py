"""Addresses of accounts. URLs are nouns."""

from django.urls import path

from playground.accounts import views

app_name = "accounts"
urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/new/", views.new, name="new"),
    path("account/session/", views.session, name="session"),
    path("account/session/end/", views.session_end, name="session-end"),
    path("account/password/", views.password, name="password"),
    path("account/deletion/", views.deletion, name="deletion"),
]
