"""`manage.py compilewords`: make the catalogues readable to Django and to the pages. What is up to date stays as it is."""

from django.core.management.base import BaseCommand

from playground.languages import catalogue


class Command(BaseCommand):
    help = "Compile locale/*/LC_MESSAGES/django.po; needs no gettext on the machine."
    requires_system_checks = ()  # one of them says that the words are not compiled

    def handle(self, *args, **options):
        for po in catalogue.sources():
            if not catalogue.is_compiled(po):
                catalogue.compile_catalogue(po)
