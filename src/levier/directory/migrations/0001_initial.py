import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('buyer', 'Acheteur'), ('contractor', 'Entreprise'), ('structure', 'Structure inclusive'), ('referrer', 'Prescripteur'), ('training_body', 'Organisme de formation'), ('facilitating_body', 'Structure porteuse')], max_length=20, verbose_name='nature')),
                ('name', models.CharField(max_length=200, verbose_name='nom')),
                ('siret', models.CharField(blank=True, max_length=14, verbose_name='SIRET')),
                ('address', models.CharField(blank=True, max_length=250, verbose_name='adresse')),
                ('postcode', models.CharField(blank=True, max_length=10, verbose_name='code postal')),
                ('city', models.CharField(blank=True, max_length=100, verbose_name='commune')),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('website', models.URLField(blank=True, verbose_name='site')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='organisations', to='accounts.workspace')),
            ],
            options={
                'verbose_name': 'organisation',
            },
        ),
        migrations.CreateModel(
            name='BuyerProfile',
            fields=[
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='buyer', serialize=False, to='directory.organisation')),
                ('buyer_kind', models.CharField(choices=[('central_state', 'État et ses établissements (pouvoir adjudicateur central)'), ('authority', 'Collectivité ou autre pouvoir adjudicateur'), ('entity', 'Entité adjudicatrice (réseaux)'), ('defence', 'Défense ou sécurité')], default='authority', max_length=20, verbose_name='catégorie d’acheteur')),
                ('annual_purchases', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='achats annuels (€ HT)')),
                ('insertion_competence', models.BooleanField(blank=True, null=True, verbose_name='compétence en insertion')),
            ],
        ),
        migrations.CreateModel(
            name='Commune',
            fields=[
                ('insee', models.CharField(max_length=5, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('postcode', models.CharField(max_length=5)),
                ('latitude', models.DecimalField(decimal_places=6, max_digits=9)),
                ('longitude', models.DecimalField(decimal_places=6, max_digits=9)),
                ('folded', models.CharField(max_length=100)),
            ],
            options={
                'indexes': [models.Index(fields=['folded'], name='commune_name'), models.Index(fields=['postcode'], name='commune_cp')],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='nom')),
                ('function', models.CharField(blank=True, max_length=150, verbose_name='fonction')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('receives_links', models.BooleanField(default=False, verbose_name='reçoit les liens et les relances')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='directory.organisation')),
            ],
            options={
                'ordering': ['-receives_links', 'name'],
            },
        ),
        migrations.CreateModel(
            name='LocalService',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('mobility', 'Mobilité'), ('housing', 'Logement'), ('childcare', 'Garde d’enfants'), ('language', 'Langue'), ('training', 'Formation'), ('other', 'Autre')], max_length=20, verbose_name='besoin')),
                ('name', models.CharField(max_length=200, verbose_name='nom')),
                ('description', models.TextField(blank=True, verbose_name='ce qu’il fait')),
                ('area', models.CharField(blank=True, max_length=150, verbose_name='territoire couvert')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('website', models.URLField(blank=True, verbose_name='site')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='local_services', to='accounts.workspace')),
            ],
            options={
                'ordering': ['kind', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Reference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('code', models.CharField(max_length=20)),
                ('label', models.CharField(max_length=300)),
                ('parent', models.CharField(blank=True, max_length=20)),
                ('folded', models.CharField(max_length=300)),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'folded'], name='reference_search')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'code'), name='reference_unique')],
            },
        ),
        migrations.CreateModel(
            name='StructureProfile',
            fields=[
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='structure', serialize=False, to='directory.organisation')),
                ('structure_kind', models.CharField(choices=[('ei', 'EI (entreprise d’insertion)'), ('etti', 'ETTI (entreprise de travail temporaire d’insertion)'), ('ai', 'AI (association intermédiaire)'), ('aci', 'ACI (atelier et chantier d’insertion)'), ('eiti', 'EITI (entreprise d’insertion par le travail indépendant)'), ('ea', 'EA (entreprise adaptée)'), ('eatt', 'EATT (entreprise adaptée de travail temporaire)'), ('esat', 'ESAT (établissement et service d’accompagnement par le travail)'), ('geiq', 'GEIQ (groupement d’employeurs)'), ('regie', 'Régie de quartier ou de territoire')], max_length=10, verbose_name='type')),
                ('trades', models.JSONField(blank=True, default=list, verbose_name='métiers')),
                ('capacity_hours_month', models.DecimalField(decimal_places=2, default=0, max_digits=9, validators=[django.core.validators.MinValueValidator(0)], verbose_name='capacité (h/mois)')),
                ('recent_load_hours_month', models.DecimalField(decimal_places=2, default=0, max_digits=9, validators=[django.core.validators.MinValueValidator(0)], verbose_name='charge récente (h/mois)')),
                ('radius_km', models.PositiveSmallIntegerField(default=30, verbose_name='rayon d’intervention (km)')),
                ('annual_turnover', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='chiffre d’affaires (€)')),
                ('updated_on', models.DateField(blank=True, null=True, verbose_name='capacité mise à jour le')),
            ],
            options={
                'indexes': [models.Index(fields=['structure_kind'], name='structure_kind')],
            },
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['workspace', 'kind', 'name'], name='organisation_list'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(condition=models.Q(('siret', ''), _negated=True), fields=('workspace', 'siret'), name='organisation_siret_unique'),
        ),
    ]
