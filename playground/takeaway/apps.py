"""Files of runs; large ones are written by trainers."""

from django.apps import AppConfig


class TakeawayConfig(AppConfig):
    name = "playground.takeaway"
    label = "takeaway"

    def ready(self):
        """What a trainer does to write one is known here and not below."""
        from playground.training import kinds

        kinds.BROUGHT["export"] = "playground.takeaway.exporting"
