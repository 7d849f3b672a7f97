"""The tables. Everything a page, a socket or a trainer knows is a row here; nothing that matters lives only in memory.

States and names are text columns without `choices`: a new optimizer or state is no migration. Rows are written by
`services` and `keeping`, by `training.claims` and by `training.commits` only, and read through `selectors`.

Times that decide something between processes (leases, queues) are the database's; `created_at`, a page's key, is not:
SQLite's own clock writes milliseconds where Django writes microseconds, and as text those never compare equal.
"""

import secrets

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

ID_LENGTH = 22


def new_id() -> str:
    """128 random bits as 22 characters of base64url: an id nobody can guess or count."""
    return secrets.token_urlsafe(16)


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


class Chunk(models.Model):
    """Consecutive records of one attempt in the bytes that also travel to the page (engine.records)."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="chunks")
    attempt = models.IntegerField()
    first_seq = models.IntegerField()
    rows = models.IntegerField()
    data = models.BinaryField()
    seconds = models.BinaryField()  # float32 a record: wall-clock, so outside `data` and every hash

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "attempt", "first_seq"], name="chunk_once")]

    def __str__(self):
        return f"records {self.first_seq}–{self.first_seq + self.rows - 1}"


class KeyFrame(models.Model):
    """The weights, gradients and histograms of one record (engine.frames bytes)."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="frames")
    attempt = models.IntegerField()
    seq = models.IntegerField()
    epoch = models.IntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "attempt", "seq"], name="frame_once")]

    def __str__(self):
        return f"key frame of epoch {self.epoch}"


class Checkpoint(models.Model):
    """All that is needed to continue a run bit for bit (engine.checkpoint bytes): the newest ones and a ladder."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="checkpoints")
    attempt = models.IntegerField()
    epoch = models.IntegerField()
    step = models.BigIntegerField()
    seq = models.IntegerField()  # the next record's seq at this point
    data = models.BinaryField()
    digest = models.CharField(max_length=64)  # SHA-256 of `data`: a damaged one is passed over for the one before

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "attempt", "step"], name="checkpoint_once")]

    def __str__(self):
        return f"checkpoint at epoch {self.epoch}"


class Thumbnail(models.Model):
    """A run's map and curves, small enough for a list of runs."""

    run = models.OneToOneField(Run, primary_key=True, on_delete=models.CASCADE, related_name="thumbnail")
    epoch = models.IntegerField()  # the moment it shows
    data = models.BinaryField()

    def __str__(self):
        return f"thumbnail at epoch {self.epoch}"


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
