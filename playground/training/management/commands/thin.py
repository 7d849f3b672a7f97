"""`manage.py thin`: drop what can be trained again from old runs, and sweep up."""

from datetime import timedelta

from django.core.management.base import BaseCommand

from playground.training import thinning


class Command(BaseCommand):
    help = "Thin ended, unstarred runs nobody touched for a week: key frames go, curves stay."

    def add_arguments(self, parser):
        parser.add_argument("--days", type=float, default=thinning.KEPT_FOR.days, help="untouched so long (default 7)")
        parser.add_argument("--to", choices=thinning.LEVELS[1:], default="curve", help="what to keep (default: curve)")

    def handle(self, *, days, to, **options):
        count = 0
        for run in thinning.thinnable(timedelta(days=days)).iterator():
            thinning.thin(run, to)
            count += 1
        thinning.sweep()
        if options["verbosity"]:
            self.stdout.write(f"Thinned {count} runs to {to}.")
