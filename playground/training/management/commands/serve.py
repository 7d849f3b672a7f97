"""`manage.py serve`: the web server and one trainer per core, supervised. What `make run` starts."""

import os
import signal

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from playground.training.supervisor import Supervisor, trainer_child, web_child


class Command(BaseCommand):
    help = "Serve the site and train: one web process, one trainer per core. Stops everything on Ctrl-C or SIGTERM."

    def add_arguments(self, parser):
        parser.add_argument("--trainers", type=int, default=None, help="how many trainers (default: one per core)")

    def handle(self, *, trainers, **options):
        self.check_database()
        count = trainers if trainers is not None else _cores()
        children = [web_child(settings.HOST, settings.PORT), *(trainer_child(n + 1) for n in range(count))]
        supervisor = Supervisor(children)
        for name in ("SIGTERM", "SIGINT", "SIGHUP"):
            signal.signal(getattr(signal, name), lambda *_: setattr(supervisor, "stopping", True))
        self.greet(count)
        supervisor.run()

    def check_database(self) -> None:
        """Refuse to start on tables that do not fit this code."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("The database is not up to date. Run: python manage.py migrate")
        connection.close()

    def greet(self, trainers: int) -> None:
        """Print the address people open; on a LAN also as a QR code for phones."""
        address = settings.ORIGINS[0]
        self.stdout.write(f"\n  Backprop Playground is at  {address}/   ({trainers} trainers; Ctrl-C stops it)\n\n")
        if settings.LAN:
            import segno

            segno.make(f"{address}/").terminal(out=self.stdout, compact=True)
        self.stdout.flush()


def _cores() -> int:
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
