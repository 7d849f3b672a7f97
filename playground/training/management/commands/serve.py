"""`manage.py serve`: the web server and one trainer per core, supervised. What `make run` starts."""

import errno
import os
import signal
import socket
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from playground.training.supervisor import Supervisor, trainer_child, web_child

LEAVING = 5.0  # seconds; a killed supervisor's web server is gone sooner


class Command(BaseCommand):
    help = "Serve the site and train: one web process, one trainer per core. Stops everything on Ctrl-C or SIGTERM."

    def add_arguments(self, parser):
        parser.add_argument("--trainers", type=int, default=None, help="how many trainers (default: one per core)")

    def handle(self, *, trainers, **options):
        self.check_database()
        self.check_address(settings.HOST, settings.PORT)
        count = trainers if trainers is not None else _cores()
        children = [web_child(settings.HOST, settings.PORT), *(trainer_child(n + 1) for n in range(count))]
        supervisor = Supervisor(children)
        for name in ("SIGTERM", "SIGINT", "SIGHUP"):
            signal.signal(getattr(signal, name), supervisor.leave)
        self.greet(count)
        supervisor.run()

    def check_database(self) -> None:
        """Refuse to start on tables that do not fit this code."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("The database is not up to date. Run: python manage.py migrate")
        connection.close()

    def check_address(self, host: str, port: int) -> None:
        """Refuse an address where nobody can be served; wait for one that a web server is just leaving."""
        deadline = time.monotonic() + LEAVING
        while problem := _unfit(host, port):
            if problem.errno != errno.EADDRINUSE:
                why = os.strerror(problem.errno) if problem.errno > 0 else problem.strerror
                raise CommandError(f"Nobody can be served at {host}:{port} ({why}). Set HOST and PORT to an address that can.")
            if time.monotonic() > deadline:
                other = port % 65_535 + 1
                raise CommandError(f"Another program serves at {host}:{port}. Stop it, or choose another port: PORT={other}")
            time.sleep(0.1)

    def greet(self, trainers: int) -> None:
        """Print the address people open; on a LAN also as a QR code for phones."""
        address = settings.ORIGINS[0]
        self.stdout.write(f"\n  Backprop Playground is at  {address}/   ({trainers} trainers; Ctrl-C stops it)\n\n")
        if settings.LAN:
            import segno

            segno.make(f"{address}/").terminal(out=self.stdout, compact=True)
        self.stdout.flush()


def _unfit(host: str, port: int) -> OSError | None:
    """Why a web server cannot listen there."""
    try:
        for family, *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            with socket.create_server(address[:2], family=family, backlog=1):
                pass
    except OSError as problem:
        return problem
    return None


def _cores() -> int:
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
