import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('directory', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FlagReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('flag', models.CharField(max_length=40, verbose_name='signal')),
                ('year', models.PositiveSmallIntegerField(verbose_name='année')),
                ('figures', models.JSONField()),
                ('asked_on', models.DateField(verbose_name='demandé le')),
                ('due_on', models.DateField(verbose_name='réponse attendue le')),
                ('text', models.TextField(blank=True, verbose_name='réponse de l’entreprise')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='répondu le')),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='flag_replies', to='directory.organisation')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='flag_replies', to='accounts.workspace')),
            ],
            options={
                'verbose_name': 'réponse à un signal',
                'ordering': ['-year', 'flag'],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'organisation', 'flag', 'year'), name='flag_reply_once'), models.CheckConstraint(condition=models.Q(('answered_on__isnull', True), models.Q(('text', ''), _negated=True), _connector='OR'), name='flag_reply_says_something')],
            },
        ),
    ]
