import django.core.validators
import django.db.models.deletion
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_initial'),
        ('directory', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ColumnMapping',
            fields=[
                ('buyer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='column_mapping', serialize=False, to='directory.organisation')),
                ('columns', models.JSONField(default=dict)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name='Contract',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(blank=True, max_length=60, verbose_name='référence')),
                ('title', models.CharField(max_length=300, verbose_name='objet')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('nature', models.CharField(choices=[('works', 'Travaux'), ('supplies', 'Fournitures'), ('services', 'Services')], max_length=10, verbose_name='nature')),
                ('is_framework', models.BooleanField(default=False, verbose_name='accord-cadre à bons de commande')),
                ('is_concession', models.BooleanField(default=False, verbose_name='concession')),
                ('ccag', models.CharField(blank=True, choices=[('travaux', 'Travaux'), ('fcs', 'Fournitures courantes et services'), ('tic', 'Techniques de l’information et de la communication'), ('pi', 'Prestations intellectuelles'), ('mi', 'Marchés industriels'), ('moe', 'Maîtrise d’œuvre'), ('none', 'Pas de CCAG')], max_length=10, verbose_name='CCAG')),
                ('cpv', models.CharField(blank=True, max_length=8, verbose_name='CPV')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(Decimal('99000000000'))], verbose_name='montant estimé (€ HT)')),
                ('duration_months', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(600)], verbose_name='durée (mois)')),
                ('place', models.CharField(blank=True, max_length=150, verbose_name='lieu d’exécution')),
                ('postcode', models.CharField(blank=True, max_length=5, verbose_name='code postal')),
                ('nuts', models.CharField(blank=True, max_length=5, verbose_name='NUTS')),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ('consultation_on', models.DateField(blank=True, null=True, verbose_name='publication prévue')),
                ('start_order_on', models.DateField(blank=True, null=True, verbose_name='ordre de service prévu')),
                ('notified_on', models.DateField(blank=True, null=True, verbose_name='notifié le')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='fin prévue')),
                ('step', models.CharField(choices=[('programmation', 'Programmation'), ('montage', 'Montage'), ('lancement', 'Lancement'), ('suivi', 'Suivi'), ('mise_en_oeuvre', 'Mise en œuvre'), ('commandes', 'Bons de commande'), ('fin', 'Fin')], default='programmation', max_length=20, verbose_name='étape')),
                ('state', models.CharField(choices=[('active', 'En cours'), ('closed', 'Terminé'), ('abandoned', 'Sans suite')], default='active', max_length=10, verbose_name='état')),
                ('source', models.CharField(choices=[('manual', 'Saisie'), ('programme', 'Programme de l’acheteur'), ('notice', 'Avis publié'), ('demo', 'Démonstration')], default='manual', max_length=10)),
                ('notice_id', models.CharField(blank=True, max_length=60)),
                ('notice', models.JSONField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('buyer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contracts_bought', to='directory.organisation')),
                ('facilitator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contracts_followed', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contracts', to='accounts.workspace')),
            ],
            options={
                'verbose_name': 'marché',
            },
        ),
        migrations.CreateModel(
            name='Lot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=10, verbose_name='numéro')),
                ('title', models.CharField(max_length=300, verbose_name='intitulé')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('cpv', models.CharField(blank=True, max_length=8, verbose_name='CPV')),
                ('trades', models.JSONField(blank=True, default=list, verbose_name='métiers')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(Decimal('99000000000'))], verbose_name='montant estimé (€ HT)')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lots', to='procurement.contract')),
            ],
            options={
                'ordering': ['contract', 'number', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Award',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(Decimal('99000000000'))], verbose_name='montant attribué (€ HT)')),
                ('notified_on', models.DateField(verbose_name='notifié le')),
                ('starts_on', models.DateField(verbose_name='début d’exécution')),
                ('ends_on', models.DateField(verbose_name='fin d’exécution')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('lot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='awards', to='procurement.lot')),
            ],
            options={
                'ordering': ['lot', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Operation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=250, verbose_name='nom')),
                ('buyer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='operations', to='directory.organisation')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='operations', to='accounts.workspace')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.AddField(
            model_name='contract',
            name='operation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contracts', to='procurement.operation'),
        ),
        migrations.CreateModel(
            name='OrderRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quarter', models.DateField(verbose_name='trimestre')),
                ('due_on', models.DateField(verbose_name='réponse attendue le')),
                ('sent_at', models.DateTimeField(null=True)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('reminders', models.PositiveSmallIntegerField(default=0)),
                ('answered_at', models.DateTimeField(null=True)),
                ('nothing_ordered', models.BooleanField(default=False)),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='order_requests', to='procurement.contract')),
            ],
            options={
                'ordering': ['-quarter'],
            },
        ),
        migrations.CreateModel(
            name='PendingImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filename', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('content', models.BinaryField()),
                ('problem', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('buyer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='nom')),
                ('charter', models.CharField(blank=True, max_length=200, verbose_name='charte')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='procurement.programme')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='programmes', to='accounts.workspace')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.AddField(
            model_name='operation',
            name='programme',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='operations', to='procurement.programme'),
        ),
        migrations.CreateModel(
            name='ProgrammeSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filename', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('imported_at', models.DateTimeField(auto_now_add=True)),
                ('lines', models.PositiveIntegerField()),
                ('buyer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programme_sheets', to='directory.organisation')),
                ('imported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='programme_sheets', to='accounts.workspace')),
            ],
        ),
        migrations.AddField(
            model_name='contract',
            name='sheet',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contracts', to='procurement.programmesheet'),
        ),
        migrations.CreateModel(
            name='ProgrammeTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('hours_share', 'Part des heures travaillées'), ('sme_share', 'Part des montants confiés aux PME et à l’ESS'), ('women_share', 'Part de femmes')], max_length=20, verbose_name='engagement')),
                ('share', models.DecimalField(decimal_places=4, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='part')),
                ('source', models.CharField(max_length=200, verbose_name='source')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='procurement.programme')),
            ],
        ),
        migrations.CreateModel(
            name='StepChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_step', models.CharField(blank=True, choices=[('programmation', 'Programmation'), ('montage', 'Montage'), ('lancement', 'Lancement'), ('suivi', 'Suivi'), ('mise_en_oeuvre', 'Mise en œuvre'), ('commandes', 'Bons de commande'), ('fin', 'Fin')], max_length=20)),
                ('to_step', models.CharField(choices=[('programmation', 'Programmation'), ('montage', 'Montage'), ('lancement', 'Lancement'), ('suivi', 'Suivi'), ('mise_en_oeuvre', 'Mise en œuvre'), ('commandes', 'Bons de commande'), ('fin', 'Fin')], max_length=20)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('reason', models.TextField(blank=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='step_changes', to='procurement.contract')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AwardMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('holder', 'Titulaire ou mandataire'), ('joint', 'Cotraitant'), ('subcontractor', 'Sous-traitant')], default='holder', max_length=15, verbose_name='place')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(Decimal('99000000000'))], verbose_name='part (€ HT)')),
                ('award', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='procurement.award')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='awards', to='directory.organisation')),
            ],
            options={
                'ordering': ['award', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('award', 'organisation'), name='award_member_unique'), models.UniqueConstraint(condition=models.Q(('role', 'holder')), fields=('award',), name='award_one_holder')],
            },
        ),
        migrations.CreateModel(
            name='CallOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, verbose_name='numéro')),
                ('title', models.CharField(blank=True, max_length=250, verbose_name='objet')),
                ('ordered_on', models.DateField(verbose_name='commandé le')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='montant (€ HT)')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('award', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='call_offs', to='procurement.award')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='call_offs', to='directory.organisation')),
            ],
            options={
                'ordering': ['ordered_on', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('award', 'number'), name='call_off_number_unique')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('contract', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='review', serialize=False, to='procurement.contract')),
                ('asked_on', models.DateField(verbose_name='demandé le')),
                ('due_on', models.DateField(verbose_name='réponse attendue le')),
                ('decision', models.CharField(choices=[('pending', 'À étudier'), ('clause', 'Levier proposé'), ('no_clause', 'Pas de levier')], default='pending', max_length=10, verbose_name='réponse')),
                ('comment', models.TextField(blank=True, verbose_name='commentaire pour l’acheteur')),
                ('hours_estimate', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                ('estimate_inputs', models.JSONField(blank=True, default=dict)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ExpectedDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('programme', 'Programme des marchés en cours et à venir'), ('specifications', 'CCTP et dossier de consultation (DCE)'), ('clause_wording', 'Rédaction proposée de la clause sociale'), ('ccap', 'CCAP'), ('winners_list', 'Liste des attributaires'), ('notification_letter', 'Lettre de notification'), ('acte_engagement', 'Acte d’engagement et ses annexes'), ('start_order', 'Ordre de service (OS)'), ('kickoff_invitation', 'Invitation à la réunion de lancement'), ('recruitment_plan', 'Planification des recrutements'), ('eligibility_proof', 'Justificatif d’éligibilité'), ('work_contract', 'Contrat de travail ou de mise à disposition'), ('hours_statement', 'Relevé d’heures'), ('order_statement', 'État des commandes par entreprise'), ('closing_report', 'Bilan final'), ('certificate', 'Attestation de bonne réalisation')], max_length=30, verbose_name='document')),
                ('due_on', models.DateField(verbose_name='attendu le')),
                ('received_on', models.DateField(blank=True, null=True, verbose_name='reçu le')),
                ('location', models.CharField(blank=True, max_length=250, verbose_name='où le trouver')),
                ('reminded_at', models.DateTimeField(null=True)),
                ('reminders', models.PositiveSmallIntegerField(default=0)),
                ('award', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='procurement.award')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='procurement.contract')),
            ],
            options={
                'ordering': ['due_on', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('contract', 'award', 'kind'), name='expected_document_once_per_award'), models.UniqueConstraint(condition=models.Q(('award', None)), fields=('contract', 'kind'), name='expected_document_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.UniqueConstraint(fields=('contract', 'number'), name='lot_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='award',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='award_dates_in_order'),
        ),
        migrations.AddConstraint(
            model_name='orderrequest',
            constraint=models.UniqueConstraint(fields=('contract', 'quarter'), name='order_request_once'),
        ),
        migrations.AddIndex(
            model_name='pendingimport',
            index=models.Index(fields=['expires_at'], name='pending_import_expiry'),
        ),
        migrations.AddConstraint(
            model_name='programmesheet',
            constraint=models.UniqueConstraint(fields=('workspace', 'buyer', 'sha256'), name='programme_sheet_once'),
        ),
        migrations.AddIndex(
            model_name='contract',
            index=models.Index(fields=['workspace', 'state', 'step', '-updated_at'], name='contract_list'),
        ),
        migrations.AddIndex(
            model_name='contract',
            index=models.Index(fields=['workspace', 'buyer'], name='contract_buyer'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.UniqueConstraint(condition=models.Q(('reference', ''), _negated=True), fields=('workspace', 'buyer', 'reference'), name='contract_reference_unique'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('amount__isnull', True), ('amount__gte', 0), _connector='OR'), name='contract_amount'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('notified_on__isnull', True), ('ends_on__gte', models.F('notified_on')), _connector='OR'), name='contract_dates_in_order'),
        ),
        migrations.AddConstraint(
            model_name='programmetarget',
            constraint=models.UniqueConstraint(fields=('programme', 'kind'), name='programme_target_unique'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(fields=['decision', 'due_on'], name='review_due'),
        ),
    ]
