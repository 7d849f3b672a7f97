from django.db import migrations, models

STORED = (("runs_chunk", "LENGTH(data) + LENGTH(seconds)"), ("runs_keyframe", "LENGTH(data)"), ("runs_checkpoint", "LENGTH(data)"))


def count(apps, schema_editor):
    """What the runs there are hold; from now on whoever writes blobs counts them (runs/quota.py)."""
    sums = [f"COALESCE((SELECT SUM({size}) FROM {table} WHERE run_id = runs_run.id), 0)" for table, size in STORED]
    schema_editor.execute(f"UPDATE runs_run SET bytes = {' + '.join(sums)}")


class Migration(migrations.Migration):
    dependencies = [("runs", "0012_imported_runs")]
    operations = [
        migrations.AddField("run", "bytes", models.BigIntegerField(default=0)),
        migrations.RunPython(count, migrations.RunPython.noop),
        migrations.AddIndex("run", models.Index(fields=["owner", "bytes"], name="run_owner_bytes")),
    ]
