import django.core.validators
import django.db.models.deletion
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('procurement', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Clause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'En préparation'), ('proposed', 'Proposée à l’acheteur'), ('agreed', 'Retenue par l’acheteur'), ('refused', 'Non retenue')], default='draft', max_length=10, verbose_name='état')),
                ('lever', models.CharField(blank=True, choices=[('performance_condition', 'Condition d’exécution (clause)'), ('award_criterion', 'Critère d’attribution'), ('condition_and_criterion', 'Condition d’exécution et critère'), ('reserved_contract', 'Marché réservé'), ('reserved_lot', 'Lot réservé'), ('insertion_services', 'Marché d’insertion (l’insertion est l’objet)'), ('none', 'Aucun levier')], max_length=30, verbose_name='levier')),
                ('reserved_article', models.CharField(blank=True, choices=[('L2113-12', 'L2113-12 : EA et ESAT'), ('L2113-13', 'L2113-13 : insertion par l’activité économique'), ('L2113-13-1', 'L2113-13-1 : travail pénitentiaire'), ('L2113-14', 'L2113-14 : EA/ESAT et IAE ensemble'), ('L2113-15', 'L2113-15 : économie sociale et solidaire')], max_length=12, verbose_name='article')),
                ('exception_code', models.CharField(blank=True, max_length=30, verbose_name='exception')),
                ('exception_reason', models.TextField(blank=True, verbose_name='motif écrit de l’exception')),
                ('scope', models.TextField(blank=True, verbose_name='périmètre de l’action')),
                ('publics', models.JSONField(blank=True, default=list, verbose_name='publics')),
                ('modalities', models.JSONField(blank=True, default=list, verbose_name='modalités')),
                ('hours_basis', models.CharField(choices=[('fixed', 'Nombre d’heures fixe'), ('per_euro', 'Heures par euro commandé ou facturé'), ('share_of_hours', 'Part des heures travaillées')], default='fixed', max_length=15, verbose_name='base des heures')),
                ('hours', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='heures d’insertion')),
                ('hours_per_tranche', models.DecimalField(decimal_places=2, default=Decimal('1'), max_digits=10, validators=[django.core.validators.MinValueValidator(0)], verbose_name='heures par tranche')),
                ('tranche', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(Decimal('99000000000'))], verbose_name='montant d’une tranche (€ HT)')),
                ('tranche_counting', models.CharField(choices=[('complete', 'Tranches complètes seulement'), ('started', 'Toute tranche entamée compte'), ('proportional', 'Au prorata, sans tranche')], default='complete', max_length=12, verbose_name='tranche incomplète')),
                ('trigger_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(Decimal('99000000000'))], verbose_name='seuil de déclenchement (€ HT)')),
                ('amount_basis', models.CharField(choices=[('ordered', 'Montants commandés'), ('invoiced', 'Montants facturés')], default='ordered', max_length=10, verbose_name='montants pris en compte')),
                ('hours_share', models.DecimalField(blank=True, decimal_places=4, max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='part des heures travaillées')),
                ('cdi_years_cap', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='années de CDI prises en compte')),
                ('leave_counts', models.BooleanField(default=False, verbose_name='les congés comptent')),
                ('pmsmp_counts', models.BooleanField(default=False, verbose_name='les immersions comptent')),
                ('penalty_per_hour', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(Decimal('99000000000'))], verbose_name='pénalité par heure manquante (€)')),
                ('penalty_per_day', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(Decimal('99000000000'))], verbose_name='pénalité par jour de retard d’un document (€)')),
                ('penalty_smic_multiple', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='multiple du SMIC horaire par heure manquante')),
                ('penalty_lump_sum', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(Decimal('99000000000'))], verbose_name='pénalité forfaitaire (€)')),
                ('penalty_cap', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(Decimal('99000000000'))], verbose_name='plafond des pénalités (€)')),
                ('penalty_cap_share', models.DecimalField(blank=True, decimal_places=4, max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='plafond en part du marché')),
                ('ccag_cap_applies', models.BooleanField(blank=True, null=True, verbose_name='plafond du CCAG applicable')),
                ('ccag_exemption_applies', models.BooleanField(blank=True, null=True, verbose_name='exonération du CCAG applicable')),
                ('criterion_weight', models.DecimalField(blank=True, decimal_places=4, max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='poids du critère')),
                ('criterion_scheme', models.JSONField(blank=True, default=dict)),
                ('proposed_on', models.DateField(blank=True, null=True, verbose_name='proposée le')),
                ('agreed_on', models.DateField(blank=True, null=True, verbose_name='retenue le')),
                ('refused_on', models.DateField(blank=True, null=True, verbose_name='non retenue le')),
                ('answer_comment', models.TextField(blank=True, verbose_name='précision de l’acheteur')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('lot', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='clause', to='procurement.lot')),
                ('named_facilitator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='clauses_named_in', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'clause',
            },
        ),
        migrations.CreateModel(
            name='Calibration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('method', models.CharField(max_length=30, verbose_name='méthode')),
                ('version', models.PositiveSmallIntegerField()),
                ('inputs', models.JSONField()),
                ('hours', models.DecimalField(decimal_places=2, max_digits=10, validators=[django.core.validators.MinValueValidator(0)], verbose_name='heures')),
                ('explanation', models.JSONField()),
                ('is_chosen', models.BooleanField(default=False, verbose_name='retenue')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('clause', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calibrations', to='clauses.clause')),
            ],
            options={
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='FacilitatorConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('answer', models.CharField(choices=[('pending', 'En attente'), ('given', 'Accord donné'), ('refused', 'Refus')], default='pending', max_length=10, verbose_name='réponse')),
                ('answered_at', models.DateTimeField(null=True)),
                ('comment', models.TextField(blank=True, verbose_name='précision')),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('clause', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='clauses.clause')),
                ('facilitator', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SupplyCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_on', models.DateField()),
                ('result', models.JSONField()),
                ('advice', models.JSONField()),
                ('clause', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='supply_checks', to='clauses.clause')),
            ],
            options={
                'ordering': ['-made_on', '-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='clause',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lever__in', ['reserved_contract', 'reserved_lot']), _negated=True), models.Q(('reserved_article', ''), _negated=True), _connector='OR'), name='clause_reservation_names_its_article'),
        ),
        migrations.AddConstraint(
            model_name='clause',
            constraint=models.CheckConstraint(condition=models.Q(('hours__isnull', True), ('hours__gte', 0), _connector='OR'), name='clause_hours'),
        ),
        migrations.AddConstraint(
            model_name='calibration',
            constraint=models.UniqueConstraint(condition=models.Q(('is_chosen', True)), fields=('clause',), name='calibration_one_chosen_per_clause'),
        ),
        migrations.AddConstraint(
            model_name='facilitatorconsent',
            constraint=models.UniqueConstraint(condition=models.Q(('answer', 'pending')), fields=('clause', 'facilitator'), name='consent_one_pending'),
        ),
    ]
