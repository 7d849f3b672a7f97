"""A parent that has everything imported and forks trainers on request: 50 kills in seconds instead of minutes.

What it forks is the real loop on the real database in a process of its own. One line a request on standard input: `start plain`,
`start poison`, `start cramped`, `start hungry` answer a process id; `wait PID` answers its exit code, negative for a signal.
"""

import os
import signal
import sys
import traceback

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


def main() -> None:
    django.setup()
    from playground.training.warming import warm_engine

    fingerprint = warm_engine()
    import playground.training.kinds.recompute  # noqa: F401  so that a forked trainer finds it loaded
    from playground.training.trainer import Trainer
    from tests.training.cramped import CrampedTrainer
    from tests.training.hungry import HungryTrainer
    from tests.training.poison import PoisonedTrainer

    kinds = {"plain": Trainer, "poison": PoisonedTrainer, "cramped": CrampedTrainer, "hungry": HungryTrainer}
    print("ready", flush=True)
    for line in sys.stdin:
        word, argument = line.split()
        if word == "start":
            pid = os.fork()
            if pid == 0:
                train(kinds[argument](fingerprint))
            print(pid, flush=True)
        else:
            print(os.waitstatus_to_exitcode(os.waitpid(int(argument), 0)[1]), flush=True)


def train(trainer) -> None:
    """What `manage.py trainer` does once its engine is warm; never returns."""
    from playground.training.claims import LeaseLost
    from playground.training.management.commands.trainer import LEASE_LOST

    code = 0
    signal.signal(signal.SIGTERM, lambda *_: setattr(trainer, "stopping", True))
    try:
        trainer.run()
    except LeaseLost:
        code = LEASE_LOST
    except BaseException:
        traceback.print_exc()
        code = 1
    os._exit(code)


if __name__ == "__main__":
    main()
