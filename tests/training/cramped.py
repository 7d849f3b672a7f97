"""A trainer for tests whose database file may not grow: what a full disk does to a commit, without filling a disk."""

import signal

from django.db.backends.signals import connection_created

from playground.training.trainer import Trainer

ROOM = 16  # pages beyond what the file has at first


class CrampedTrainer(Trainer):
    """Every connection it opens is limited, until SIGUSR1 makes room."""

    def run(self):
        self.most = None
        connection_created.connect(self.limit, weak=False)
        signal.signal(signal.SIGUSR1, self.make_room)
        super().run()

    def limit(self, connection, **_):
        with connection.cursor() as cursor:
            if self.most is None:
                self.most = cursor.execute("PRAGMA page_count").fetchone()[0] + ROOM
            cursor.execute(f"PRAGMA max_page_count = {self.most}")

    def make_room(self, *_):
        """Connections opened from now on have room; a trainer that is stuck opens a new one at each try."""
        connection_created.disconnect(self.limit)
