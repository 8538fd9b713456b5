import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='JournalHead',
            fields=[
                ('workspace', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='accounts.workspace')),
                ('sequence', models.PositiveBigIntegerField(default=0)),
                ('hash', models.CharField(default='', max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField()),
                ('role', models.CharField(max_length=20)),
                ('organisation_id', models.BigIntegerField(null=True)),
                ('action', models.CharField(max_length=80)),
                ('target_type', models.CharField(max_length=60)),
                ('target_id', models.CharField(max_length=40)),
                ('reason', models.TextField(blank=True)),
                ('payload', models.JSONField(null=True)),
                ('payload_digest', models.CharField(max_length=64)),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.workspace')),
            ],
            options={
                'ordering': ['workspace', 'sequence'],
                'indexes': [models.Index(fields=['workspace', 'target_type', 'target_id', '-sequence'], name='journal_target')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'sequence'), name='journal_sequence_unique'), models.UniqueConstraint(fields=('hash',), name='journal_hash_unique')],
            },
        ),
    ]
