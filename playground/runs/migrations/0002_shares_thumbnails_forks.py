import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def name_the_datasets(apps, editor):
    """Runs of before say which data they were trained on in their recipe."""
    Run = apps.get_model("runs", "Run")
    for run_id, spec in Run.objects.values_list("id", "spec").iterator():
        Run.objects.filter(id=run_id).update(dataset=spec["data"]["name"])


class Migration(migrations.Migration):
    dependencies = [
        ("runs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Thumbnail",
            fields=[
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="thumbnail",
                        serialize=False,
                        to="runs.run",
                    ),
                ),
                ("epoch", models.IntegerField()),
                ("data", models.BinaryField()),
            ],
        ),
        migrations.AddField(
            model_name="run",
            name="dataset",
            field=models.CharField(default="", max_length=40),
        ),
        migrations.RunPython(name_the_datasets, migrations.RunPython.noop),
        migrations.AddField(
            model_name="run",
            name="parent",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="forks", to="runs.run"),
        ),
        migrations.AddField(
            model_name="run",
            name="parent_epoch",
            field=models.IntegerField(null=True),
        ),
        migrations.CreateModel(
            name="Share",
            fields=[
                ("token_hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("card", models.BinaryField(null=True)),
                ("card_epoch", models.IntegerField(default=-1)),
                ("run", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="runs.run")),
            ],
        ),
    ]
