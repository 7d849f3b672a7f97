"""Where the language is chosen."""

from django.urls import path

from playground.languages import views

app_name = "languages"
urlpatterns = [path("language/", views.language, name="language")]
