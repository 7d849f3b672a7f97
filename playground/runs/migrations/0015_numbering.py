from django.db import migrations, models

KINDS = ("run", "sweep", "grid")


def note(apps, schema_editor):
    """How far numbers have come: what is deleted before the next is given leaves its number behind too (runs/numbers.py)."""
    Numbering = apps.get_model("runs", "Numbering")
    for kind in KINDS:
        highest = apps.get_model("runs", kind).objects.values("owner").annotate(last=models.Max("number")).order_by()
        Numbering.objects.bulk_create([Numbering(kind=kind, **one) for one in highest.iterator()], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("runs", "0014_grids")]
    operations = [
        migrations.CreateModel(
            "Numbering",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=16)),
                ("last", models.IntegerField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=["owner", "kind"], name="numbering_once")]},
        ),
        migrations.RunPython(note, migrations.RunPython.noop),
    ]
