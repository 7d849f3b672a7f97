
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('runs', '0011_halving'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='imported',
            field=models.BooleanField(default=False),
        ),
    ]
