#!/usr/bin/env python
"""Django's command line: `python manage.py help`."""

import os
import signal
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
    if sys.argv[1:2] == ["serve"]:
        signal.signal(signal.SIGINT, lambda *_: os._exit(130))  # until there is something to stop, without a word
    if sys.argv[1:2] == ["serve"] and not _chooses_settings(sys.argv[2:]):
        from playground.training.nursery import open_nursery

        open_nursery()  # before Django comes here: it comes there at the same time
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(f"Stopped: {problem}")


def _chooses_settings(arguments: list[str]) -> bool:
    """Whether it is for Django to say which site is served: --settings and --pythonpath, shortened or not."""
    return any(one.startswith(("--s", "--p")) for one in arguments)


if __name__ == "__main__":
    main()
