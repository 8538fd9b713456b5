import django.core.validators
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
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_name', models.CharField(max_length=100, verbose_name='prénom')),
                ('last_name', models.CharField(max_length=100, verbose_name='nom')),
                ('birth_date', models.DateField(verbose_name='date de naissance')),
                ('sex', models.CharField(choices=[('f', 'Femme'), ('m', 'Homme'), ('u', 'Non renseigné')], default='u', max_length=1, verbose_name='sexe')),
                ('education', models.CharField(choices=[('basic', 'Savoirs de base'), ('cap', 'CAP ou BEP'), ('bac', 'Baccalauréat'), ('bac2', 'Bac + 2'), ('bac3', 'Bac + 3 ou plus'), ('foreign', 'Diplôme étranger'), ('unsaid', 'Non renseigné')], default='unsaid', max_length=10, verbose_name='niveau')),
                ('in_qpv', models.BooleanField(blank=True, null=True, verbose_name='habite un quartier prioritaire')),
                ('postcode', models.CharField(blank=True, max_length=5, verbose_name='code postal')),
                ('city', models.CharField(blank=True, max_length=100, verbose_name='commune')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('informed_on', models.DateField(blank=True, null=True, verbose_name='informée le')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('referrer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='people_referred', to='directory.organisation', verbose_name='prescripteur')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='accounts.workspace')),
            ],
            options={
                'verbose_name': 'personne',
            },
        ),
        migrations.CreateModel(
            name='Employment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contract_kind', models.CharField(choices=[('cdi', 'CDI'), ('cdd', 'CDD'), ('cddi', 'CDD d’insertion (CDDI)'), ('apprenticeship', 'Contrat d’apprentissage'), ('professionalisation', 'Contrat de professionnalisation'), ('temp_insertion', 'Intérim d’insertion'), ('temp', 'Intérim classique'), ('esat_support', 'Contrat d’accompagnement par le travail (ESAT)'), ('internship', 'Stage')], max_length=20, verbose_name='contrat')),
                ('modality', models.CharField(choices=[('direct_hire', 'Embauche directe'), ('etti', 'Mise à disposition par une ETTI'), ('ai', 'Mise à disposition par une AI'), ('geiq', 'Mise à disposition par un GEIQ'), ('eatt', 'Mise à disposition par une EATT'), ('ett', 'Intérim classique (ETT)'), ('ei', 'Sous-traitance ou cotraitance avec une EI'), ('aci', 'Sous-traitance ou cotraitance avec un ACI'), ('ea', 'Sous-traitance ou cotraitance avec une EA'), ('esat', 'Sous-traitance ou cotraitance avec un ESAT'), ('regie', 'Régie de quartier ou de territoire'), ('other', 'Autre modalité')], max_length=15, verbose_name='modalité')),
                ('occupation', models.CharField(blank=True, max_length=150, verbose_name='poste')),
                ('starts_on', models.DateField(verbose_name='début')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='fin')),
                ('weekly_hours', models.DecimalField(decimal_places=2, default=35, max_digits=4, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(48)], verbose_name='heures par semaine')),
                ('employed_before', models.BooleanField(default=False, verbose_name='déjà salariée avant la clause')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('employer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='employments', to='directory.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='employments', to='people.person')),
            ],
            options={
                'verbose_name': 'contrat de travail',
                'ordering': ['starts_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='EligibilityStatus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('criterion', models.CharField(max_length=40, verbose_name='critère')),
                ('valid_from', models.DateField(verbose_name='à partir du')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ('proof_kind', models.CharField(blank=True, max_length=60, verbose_name='justificatif vu')),
                ('proof_on', models.DateField(blank=True, null=True, verbose_name='daté du')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='vérifié le')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statuses', to='people.person')),
            ],
            options={
                'verbose_name': 'statut d’éligibilité',
                'ordering': ['valid_from', 'pk'],
            },
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['workspace', 'last_name', 'first_name'], name='person_list'),
        ),
        migrations.AddConstraint(
            model_name='employment',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='employment_dates_in_order'),
        ),
        migrations.AddConstraint(
            model_name='employment',
            constraint=models.UniqueConstraint(fields=('person', 'employer', 'starts_on', 'contract_kind'), name='employment_once'),
        ),
        migrations.AddConstraint(
            model_name='eligibilitystatus',
            constraint=models.UniqueConstraint(fields=('person', 'criterion', 'valid_from'), name='eligibility_status_once'),
        ),
        migrations.AddConstraint(
            model_name='eligibilitystatus',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='eligibility_dates_in_order'),
        ),
    ]
