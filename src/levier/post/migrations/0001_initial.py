import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ScheduledRun',
            fields=[
                ('name', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('last_run_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='WorkerBeat',
            fields=[
                ('worker_id', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('seen_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='OutgoingMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('target_type', models.CharField(max_length=60)),
                ('target_id', models.CharField(max_length=40)),
                ('channel', models.CharField(choices=[('email', 'Courriel'), ('sms', 'SMS')], default='email', max_length=5)),
                ('to', models.CharField(max_length=254)),
                ('subject', models.CharField(max_length=200)),
                ('body', models.TextField()),
                ('calendar', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('queued', 'À envoyer'), ('sending', 'Envoi en cours'), ('sent', 'Envoyé'), ('failed', 'Non remis'), ('unsure', 'Remise incertaine'), ('held', 'Retenu, l’adresse ne répond plus')], default='queued', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('queued_at', models.DateTimeField(auto_now_add=True)),
                ('next_attempt_at', models.DateTimeField()),
                ('claimed_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('error', models.CharField(blank=True, max_length=250)),
                ('bounced_at', models.DateTimeField(null=True)),
                ('reminder_on', models.DateField(null=True)),
                ('dedupe_key', models.CharField(max_length=120, null=True, unique=True)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'ordering': ['-queued_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='DeadAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=254)),
                ('since', models.DateTimeField()),
                ('code', models.CharField(max_length=20)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='post.outgoingmessage')),
            ],
            options={
                'verbose_name': 'adresse qui ne répond plus',
            },
        ),
        migrations.AddIndex(
            model_name='outgoingmessage',
            index=models.Index(fields=['state', 'next_attempt_at'], name='message_queue'),
        ),
        migrations.AddIndex(
            model_name='outgoingmessage',
            index=models.Index(fields=['workspace', 'target_type', 'target_id'], name='message_target'),
        ),
        migrations.AddConstraint(
            model_name='outgoingmessage',
            constraint=models.UniqueConstraint(models.F('workspace'), django.db.models.functions.text.Lower('to'), models.F('reminder_on'), name='message_one_reminder_a_day'),
        ),
        migrations.AddConstraint(
            model_name='deadaddress',
            constraint=models.UniqueConstraint(fields=('workspace', 'address'), name='dead_address_once'),
        ),
    ]
