
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('runs', '0007_trainer_devices'),
    ]

    operations = [
        migrations.AddField(
            model_name='share',
            name='listed_token',
            field=models.CharField(blank=True, default='', max_length=22),
        ),
        migrations.AddField(
            model_name='share',
            name='name',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
        migrations.AddIndex(
            model_name='share',
            index=models.Index(condition=models.Q(('listed_token', ''), _negated=True), fields=['-created_at', 'token_hash'], name='share_listed'),
        ),
    ]
