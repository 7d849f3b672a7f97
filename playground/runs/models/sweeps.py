"""Many runs asked for at once: sweeps, whose cells are runs, and maps, whose cells are outcomes alone."""

from django.db import models
from django.utils import timezone

from playground.runs.models.ids import ID_LENGTH, new_id


class Sweep(models.Model):
    """Many settings tried at once. Each is a run, its cell, which keeps records and no key frames until somebody opens it."""

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=new_id)
    owner = models.CharField(max_length=64)
    number = models.IntegerField()  # 1, 2, 3… for its owner
    start_token = models.CharField(max_length=64)  # the start that made it: the same start again finds it
    title = models.CharField(max_length=80, blank=True, default="")
    kind = models.CharField(max_length=16)  # "grid", "random" or "seeds"
    spec = models.JSONField()  # the fully expanded recipe that its cells change
    axes = models.JSONField()  # [{"path", "text"}…]: which fields vary, as somebody typed them
    points = models.JSONField()  # [[value…]…]: each cell's values as text, in the order of the axes
    draws = models.IntegerField(default=1)
    seed = models.BigIntegerField(default=0)  # of what is drawn
    halving = models.JSONField(null=True)  # {"factor", "epochs"} of one that prunes: runs.halving
    parent = models.ForeignKey("Run", null=True, on_delete=models.SET_NULL, related_name="sweeps")  # whose set-up it varies
    versus = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="rivals")  # searched the other way
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "start_token"], name="sweep_start_once"),
            models.UniqueConstraint(fields=["owner", "number"], name="sweep_number"),
        ]

    def __str__(self):
        return self.title or f"sweep {self.number}"


class Grid(models.Model):
    """A trainability map: thousands of tiny runs over two fields, kept as outcomes alone. Its cells are no runs until opened."""

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=new_id)
    owner = models.CharField(max_length=64)
    number = models.IntegerField()  # 1, 2, 3… for its owner
    start_token = models.CharField(max_length=64)  # the start that made it: the same start again finds it
    spec = models.JSONField()  # the fully expanded recipe of its runs, but for the two fields
    x = models.JSONField()  # {"path", "low", "high", "log"}
    y = models.JSONField()
    side = models.IntegerField()  # cells in a row, and rows
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="finer")  # which it looks into
    stopped = models.BooleanField(default=False)  # by a person
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "start_token"], name="grid_start_once"),
            models.UniqueConstraint(fields=["owner", "number"], name="grid_number"),
        ]

    def __str__(self):
        return f"map {self.number}"


class Tile(models.Model):
    """A square of a grid's cells, worked by one task: what became of the runs so far (runs.maps bytes)."""

    grid = models.ForeignKey(Grid, on_delete=models.CASCADE, related_name="tiles")
    place = models.IntegerField()  # in rows from the lowest y, each from the lowest x
    done = models.IntegerField(default=0)  # cells
    data = models.BinaryField(default=bytes)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grid", "place"], name="tile_once")]

    def __str__(self):
        return f"tile {self.place}"
