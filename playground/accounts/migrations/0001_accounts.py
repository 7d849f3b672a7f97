import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import playground.runs.owners


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="account",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("owner", models.CharField(default=playground.runs.owners.new_owner, max_length=64, unique=True)),
                ("name", models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="Tries",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("count", models.IntegerField(default=0)),
                ("since", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
        ),
    ]
