"""Names, passwords and failed sign-ins; sessions and hashing are Django's."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "playground.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
