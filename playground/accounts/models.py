"""What an account is beside Django's user: whose runs it has, and what it is called; and how often somebody failed to get in."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from playground.runs.owners import new_owner


class Account(models.Model):
    """A user's owner id. The user's `username` is the name in small letters, so that no two look alike; `name` as typed."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="account")
    owner = models.CharField(max_length=64, unique=True, default=new_owner)
    name = models.CharField(max_length=40)

    def __str__(self):
        return self.name


class Tries(models.Model):
    """How often something was tried lately by somebody, told by a hash: neither names nor addresses are kept."""

    key = models.CharField(primary_key=True, max_length=64)
    count = models.IntegerField(default=0)
    since = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self):
        return f"{self.count} tries"
