import django.core.validators
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('sign_in', 'Connexion'), ('statement', 'Relevé d’heures mensuel'), ('call_offs', 'État des commandes'), ('shortfall', 'Réponse sur les heures manquantes'), ('person', 'Dossier personnel'), ('candidacies', 'Réponse sur des candidats'), ('joint_bid', 'Réponse à un groupement')], max_length=20)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('target_type', models.CharField(blank=True, max_length=60)),
                ('target_id', models.BigIntegerField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('last_used_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('facilitator', 'Facilitateur'), ('admin', 'Administrateur de l’espace'), ('buyer', 'Acheteur'), ('contractor', 'Entreprise titulaire'), ('structure', 'Structure inclusive'), ('referrer', 'Prescripteur'), ('coordinator', 'Coordinateur régional')], max_length=20, verbose_name='rôle')),
                ('is_active', models.BooleanField(default=True, verbose_name='actif')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'rôle',
            },
        ),
        migrations.CreateModel(
            name='Workspace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='nom')),
                ('slug', models.SlugField(unique=True)),
                ('territory', models.CharField(blank=True, max_length=150, verbose_name='territoire')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='adresse de contact')),
                ('contact_phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('minimum_hours', models.DecimalField(decimal_places=2, default=150, max_digits=7, validators=[django.core.validators.MinValueValidator(0)], verbose_name='plancher d’heures')),
                ('rounding', models.CharField(choices=[('none', 'au centième d’heure'), ('unit', 'à l’heure la plus proche'), ('down', 'à l’heure inférieure'), ('5', 'au multiple de 5 h le plus proche'), ('10', 'au multiple de 10 h le plus proche'), ('35', 'au multiple de 35 h (une semaine) le plus proche')], default='unit', max_length=5, verbose_name='arrondi')),
                ('fte_basis', models.CharField(choices=[('1600', '1600 h'), ('1607', '1607 h'), ('1820', '1820 h')], default='1600', max_length=4, verbose_name='base d’un ETP')),
                ('answer_days', models.PositiveSmallIntegerField(default=28, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='délai de réponse à l’acheteur (jours)')),
                ('statement_due_day', models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(28)], verbose_name='jour limite du relevé mensuel')),
                ('candidacy_answer_days', models.PositiveSmallIntegerField(default=15, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(90)], verbose_name='délai de réponse sur une candidature (jours)')),
                ('is_demo', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'espace',
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='adresse électronique')),
                ('full_name', models.CharField(max_length=150, verbose_name='nom')),
                ('is_active', models.BooleanField(default=True, verbose_name='compte actif')),
                ('date_joined', models.DateTimeField(auto_now_add=True)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'compte',
            },
        ),
        migrations.CreateModel(
            name='LetterText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('subject', models.CharField(max_length=200, verbose_name='objet')),
                ('body', models.TextField(verbose_name='message')),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('updated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'verbose_name': 'texte d’un message',
                'constraints': [models.UniqueConstraint(fields=('workspace', 'code'), name='letter_text_once')],
            },
        ),
    ]
