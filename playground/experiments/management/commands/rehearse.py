"""`manage.py rehearse`: train the presets and keep their pictures in the data folder."""

from django.core.management.base import BaseCommand

from playground.experiments import rehearsals


class Command(BaseCommand):
    help = "Trains the experiments offered, a few seconds, and writes their pictures into the data folder."

    def add_arguments(self, parser):
        parser.add_argument("--missing", action="store_true", help="do nothing where pictures are there already")

    def handle(self, *, missing, **options):
        if not (missing and rehearsals.path().is_file()):
            rehearsals.make()
