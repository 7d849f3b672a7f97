"""Tables people uploaded, and whose they are."""

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone


class StoredTable(models.Model):
    """A table somebody uploaded, once for all who upload the same (engine.table bytes)."""

    digest = models.CharField(primary_key=True, max_length=64)  # SHA-256 of `data`, hexadecimal
    data = models.BinaryField()
    touched_at = models.DateTimeField(db_default=Now())  # when it was last uploaded

    def __str__(self):
        return f"table {self.digest[:8]}"


class TableHolder(models.Model):
    """Who uploaded a table and may use it in set-ups. Whoever has a run of it may as well (tables.may_see)."""

    owner = models.CharField(max_length=64)
    table = models.ForeignKey(StoredTable, on_delete=models.CASCADE, related_name="holders")
    title = models.CharField(max_length=80, blank=True, default="")  # the file's name
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "table"], name="table_holder_once")]

    def __str__(self):
        return self.title or str(self.table_id)
