import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("runs", "0003_run_list_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="run",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="runs.run"),
        ),
    ]
