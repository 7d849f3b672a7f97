"""What is asked of trainers: commands to a run, and work that is not training."""

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from playground.runs.models.ids import ID_LENGTH, new_id
from playground.runs.models.run import Run
from playground.runs.models.trainers import Trainer


class Command(models.Model):
    """What a person asked of a run. A trainer marks it done in the same transaction that stores its effect."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="commands")
    kind = models.CharField(max_length=16)
    payload = models.JSONField(default=dict)
    created = models.DateTimeField(db_default=Now())
    done = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True, default="")  # in words, when it could not be obeyed

    class Meta:
        indexes = [models.Index(fields=["run", "id"], name="command_pending", condition=models.Q(done__isnull=True))]

    def __str__(self):
        return self.kind


class Task(models.Model):
    """Work that is not training, done by trainers under the same lease and fairness."""

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=new_id)
    owner = models.CharField(max_length=64)
    kind = models.CharField(max_length=40)
    run = models.ForeignKey(Run, null=True, on_delete=models.CASCADE, related_name="tasks")  # what it is about, if that is a run
    input = models.JSONField(default=dict)
    result = models.BinaryField(null=True)
    state = models.CharField(max_length=16)
    words = models.CharField(max_length=200, blank=True, default="")
    progress = models.FloatField(default=0)  # 0–1
    trainer = models.ForeignKey(Trainer, null=True, on_delete=models.SET_NULL, related_name="tasks")
    fence = models.BigIntegerField(default=0)
    deaths = models.IntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["state", "created_at"], name="task_claim")]

    def __str__(self):
        return f"{self.kind}, {self.state}"
