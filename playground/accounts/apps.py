"""Names, passwords and failed sign-ins; sessions and hashing are Django's."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "playground.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Age thins nobody's runs who has an account; who has one is known here and not below."""
        from playground.accounts.models import Account
        from playground.training import thinning

        thinning.SPARED.append(lambda runs: runs.exclude(owner__in=Account.objects.values("owner")))
