"""What is stored: runs, their records, frames and checkpoints, the trainers holding them, what people asked."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "playground.runs"
    label = "runs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from playground.runs.folding import teach_every_connection

        teach_every_connection()
