"""A run: its recipe, how it stands, whose it is."""

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from playground.runs.models.ids import ID_LENGTH, new_id
from playground.runs.models.sweeps import Sweep
from playground.runs.models.trainers import Trainer


class Run(models.Model):
    """One execution of a spec. Small columns only: blobs live in the tables below, so that lists stay quick."""

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=new_id)
    owner = models.CharField(max_length=64)
    number = models.IntegerField()  # 1, 2, 3… for its owner: what people call it
    start_token = models.CharField(max_length=64)  # the start that made it: the same start again finds it
    title = models.CharField(max_length=80, blank=True, default="")
    spec = models.JSONField()  # the fully expanded recipe, edits included
    asked_digest = models.CharField(max_length=64, default="")  # of the spec it was started with
    seed = models.BigIntegerField()
    optimizer = models.CharField(max_length=40)
    dataset = models.CharField(max_length=40, default="")
    table_digest = models.CharField(max_length=64, blank=True, default="", db_index=True)  # of the table it was given, if any
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="forks")
    parent_epoch = models.IntegerField(null=True)  # where a fork left its parent; 0: the same beginning
    cohort_key = models.CharField(max_length=64)
    schema = models.JSONField()
    frame_schema = models.JSONField()

    state = models.CharField(max_length=16)
    detail = models.JSONField(default=dict)  # why it stands there: {"reason", "epoch", "layer", "words"}
    holding = models.BooleanField(default=False)  # trains only what step commands ask for
    epoch = models.IntegerField(default=0)  # completed epochs
    epochs = models.IntegerField()  # the limit
    step = models.BigIntegerField(default=0)  # optimizer updates
    seq = models.IntegerField(default=0)  # records stored = the next record's seq
    frame_seq = models.IntegerField(default=-1)  # seq of the newest key frame stored
    attempt = models.IntegerField(default=1)
    attempt_from = models.IntegerField(default=0)  # first seq this attempt did not take over from the one before
    probe = models.JSONField(null=True)  # what the last single batch step measured; gone with the next record
    speed = models.FloatField(default=0)  # epochs per second; 0 = as fast as it goes

    trainer = models.ForeignKey(Trainer, null=True, on_delete=models.SET_NULL, related_name="runs")
    fence = models.BigIntegerField(default=0)  # grows with every change of hands: an older one cannot write
    fingerprint = models.CharField(max_length=64, blank=True, default="")
    suspect = models.BooleanField(default=False)  # its trainer died: trained alone until it commits
    deaths = models.IntegerField(default=0)  # trainers that died training it alone since it last committed
    queued_at = models.DateTimeField(db_default=Now())

    best_metric = models.FloatField(null=True)
    last_metric = models.FloatField(null=True)
    last_loss = models.FloatField(null=True)
    starred = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True)
    imported = models.BooleanField(default=False)  # read in from a file: its numbers are another machine's word
    bytes = models.BigIntegerField(default=0)  # what it stores beside this row: quota.py
    detail_level = models.CharField(max_length=8, default="full")  # full, curve or result: training.thinning
    sweep = models.ForeignKey(Sweep, null=True, on_delete=models.CASCADE, related_name="runs", db_index=False)
    place = models.IntegerField(null=True)  # which of its sweep's points
    rung = models.IntegerField(null=True)  # the epoch at which it rests to be compared with its sweep's others, or ended there
    listed = models.BooleanField(default=True)  # among its owner's runs; a cell is not, until somebody stars it
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "start_token"], name="run_start_once"),
            models.UniqueConstraint(fields=["owner", "number"], name="run_number"),
        ]
        indexes = [
            models.Index(fields=["state", "cohort_key"], name="run_claim"),
            models.Index(fields=["owner", "state"], name="run_owner_state"),
            models.Index(fields=["owner", "bytes"], name="run_owner_bytes"),  # what somebody holds: quota.py
            # What a claim asks of all that waits, without reading rows that carry whole recipes.
            models.Index(
                fields=["state", "owner", "sweep", "queued_at", "number", "id", "deaths", "fingerprint", "cohort_key", "trainer"],
                name="run_waiting",
            ),
            # A sweep's results, likewise.
            models.Index(
                fields=["sweep", "place", "state", "epoch", "rung", "best_metric", "last_metric", "last_loss", "id"],
                name="run_of_sweep", condition=models.Q(sweep__isnull=False),
            ),
            models.Index(fields=["sweep"], name="run_at_rung", condition=models.Q(state="paused", rung__isnull=False)),
            # The orders of the list of runs, see listing.SORTS.
            models.Index(fields=["owner", "-created_at", "-number"], name="run_newest", condition=models.Q(listed=True)),
            models.Index(fields=["owner", "-best_metric", "-number"], name="run_best", condition=models.Q(listed=True)),
            models.Index(fields=["owner", "last_loss", "-number"], name="run_loss", condition=models.Q(listed=True)),
            models.Index(fields=["owner", "-epoch", "-number"], name="run_longest", condition=models.Q(listed=True)),
        ]

    def __str__(self):
        return self.title or f"run {self.number}"

    @property
    def party(self) -> tuple[str, bool]:
        """Between whom turns are shared: each owner's runs, and apart from them all cells of that owner's sweeps."""
        return self.owner, self.sweep_id is not None

    @property
    def edits(self) -> list[dict]:
        """What was changed while it trained: [{"step", "path", "value"}…]."""
        return self.spec.get("edits", [])
