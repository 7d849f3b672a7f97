"""Who else may come in: links to a run, and tokens of programs."""

from django.db import models
from django.utils import timezone

from playground.runs.models.run import Run


class Share(models.Model):
    """A link to one run that opens for whoever has it. Only the token's hash is kept, but of a listed one, which is no secret."""

    token_hash = models.CharField(primary_key=True, max_length=64)  # SHA-256 of the token, hexadecimal
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="shares")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    listed_token = models.CharField(max_length=22, blank=True, default="")  # under Explore for everybody; empty: not listed
    name = models.CharField(max_length=40, blank=True, default="")  # of the owner, who wished it to be shown
    card = models.BinaryField(null=True)  # the picture chat apps show, once a trainer has drawn it
    card_epoch = models.IntegerField(default=-1)

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "token_hash"], name="share_listed", condition=~models.Q(listed_token="")),
        ]

    def __str__(self):
        return f"share of {self.run_id}"


class ApiToken(models.Model):
    """A program's right to act for an owner. Only the token's hash is kept."""

    owner = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=40)
    token_hash = models.CharField(max_length=64, unique=True)  # SHA-256 of the token, hexadecimal
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)  # to the minute
    revoked_at = models.DateTimeField(null=True)

    def __str__(self):
        return self.name
