"""What runs have recorded, in the bytes that travel too, and what is needed to go on."""

from django.db import models

from playground.runs.models.run import Run


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
