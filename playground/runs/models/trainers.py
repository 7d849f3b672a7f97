"""Who trains: a row a process."""

from django.db import models
from django.db.models.functions import Now

from playground.runs.models.ids import ID_LENGTH, new_id


class Trainer(models.Model):
    """One trainer process. The lease on every run it holds is this row's `heartbeat`, by the database's clock."""

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=new_id)
    pid = models.IntegerField()
    host = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    cuda_fingerprint = models.CharField(max_length=64, blank=True, default="")  # of runs on its GPU, where it has one
    facts = models.JSONField(default=dict)  # what it computes with, for people
    started_at = models.DateTimeField(db_default=Now())
    heartbeat = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    about = models.JSONField(default=list)  # ids of runs (or a task) to blame if it dies now
    busy = models.FloatField(default=0)  # share of its time spent training, 0–1: what balancing looks at

    class Meta:
        indexes = [models.Index(fields=["ended_at", "heartbeat"], name="trainer_lease")]

    def __str__(self):
        return f"trainer {self.pid} on {self.host}"
