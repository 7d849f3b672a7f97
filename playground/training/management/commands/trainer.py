"""`manage.py trainer`: one trainer process. `serve` starts one per core; on other machines start it by hand."""

import os
import platform
import resource
import signal
import sys
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from playground.training.confinement import LEAST, cap_memory, forbid_network
from playground.training.parent import leave_with_parent

LEASE_LOST = 3  # exit code: declared dead by others, start afresh
log = structlog.get_logger("playground.training")


class Command(BaseCommand):
    help = "Claim runs from the database and train them until told to stop (SIGTERM)."

    def add_arguments(self, parser):
        parser.add_argument("--supervised", action="store_true", help="leave when the process that started this one is gone")
        parser.add_argument("--nice", type=int, default=15, help="added to the process's niceness (default 15)")

    def handle(self, *, supervised, nice, **options):
        trainer = self.prepare()
        os.nice(nice)  # after the start: a replacement should not wait behind everything else on the machine
        signal.signal(signal.SIGTERM, lambda *_: setattr(trainer, "stopping", True))
        signal.signal(signal.SIGINT, lambda *_: setattr(trainer, "stopping", True))
        if supervised:
            leave_with_parent(lambda: setattr(trainer, "stopping", True))
        from playground.training.claims import LeaseLost

        try:
            trainer.run()
        except LeaseLost:
            log.error("the lease was taken away", pid=os.getpid(), host=platform.node())
            sys.exit(LEASE_LOST)

    def prepare(self):
        """The trainer, with the engine imported, set to one thread, warmed by a real step, and confined."""
        if settings.TRAINER_MEMORY < LEAST:
            raise CommandError(f"TRAINER_MEMORY: {settings.TRAINER_MEMORY} MiB is too little, a run may need half of {LEAST}.")
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        forbid_network([urlsplit(settings.REDIS_URL).hostname])
        from playground.training.warming import warm_engine

        try:
            fingerprint = warm_engine()
        except ValueError as wrong:
            from engine.device import NoSuchDevice

            if isinstance(wrong, NoSuchDevice):
                raise CommandError(str(wrong)) from None
            raise
        cap_memory(settings.TRAINER_MEMORY)
        from playground.training.trainer import Trainer

        return Trainer(fingerprint)
