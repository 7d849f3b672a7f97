"""`manage.py thin`: drop what can be trained again from old runs, and sweep up. `serve` does it once a day."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError

from playground.runs.quota import mib
from playground.training import thinning


class Command(BaseCommand):
    help = "Drop key frames of ended runs without an account that nobody starred, shared or touched for a week: curves stay."

    def add_arguments(self, parser):
        days = thinning.KEPT_FOR.days
        parser.add_argument("--older-than", type=float, default=days, metavar="DAYS", help=f"untouched so long (default {days})")
        parser.add_argument("--to", choices=thinning.LEVELS[1:], default="curve", help="what to keep (default: curve)")
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and change nothing")

    def handle(self, *, older_than, to, dry_run, verbosity, **options):
        if not 0 <= older_than <= 36_500:
            raise CommandError(f"--older-than: {older_than:g} is not a number of days from 0 to 36500.")
        runs, freed, kept = 0, 0, thinning.thinnable(timedelta(days=older_than)).only("id", "detail_level", "bytes")
        for run in kept.iterator():
            gone = thinning.droppable(run, to) if dry_run else thinning.thin(run, to)
            runs += gone is not None  # one went on meanwhile
            freed += gone or 0
        if not dry_run:
            thinning.sweep()
        if verbosity:
            done = "Would thin" if dry_run else "Thinned"
            self.stdout.write(f"{done} {runs:,} {'run' if runs == 1 else 'runs'} to {to}: {mib(freed)} MiB.")
