from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("runs", "0002_shares_thumbnails_forks"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="run", name="run_page"),
        migrations.RemoveIndex(model_name="run", name="run_best"),
        migrations.RemoveIndex(model_name="run", name="run_optimizer"),
        migrations.AddIndex(
            model_name="run", index=models.Index(fields=["owner", "-created_at", "-number"], name="run_newest")
        ),
        migrations.AddIndex(model_name="run", index=models.Index(fields=["owner", "-best_metric", "-number"], name="run_best")),
        migrations.AddIndex(model_name="run", index=models.Index(fields=["owner", "last_loss", "-number"], name="run_loss")),
        migrations.AddIndex(model_name="run", index=models.Index(fields=["owner", "-epoch", "-number"], name="run_longest")),
    ]
