"""How far somebody's numbers have come."""

from django.db import models


class Numbering(models.Model):
    """The highest number an owner's runs, sweeps or maps ever had: what was deleted leaves its number behind. See numbers.py."""

    owner = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)  # the model's name: run, sweep, grid
    last = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "kind"], name="numbering_once")]

    def __str__(self):
        return f"{self.kind} {self.last}"
