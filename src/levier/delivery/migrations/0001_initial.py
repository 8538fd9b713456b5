import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_initial'),
        ('clauses', '0001_initial'),
        ('directory', '0001_initial'),
        ('people', '0001_initial'),
        ('post', '0001_initial'),
        ('procurement', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HoursStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='mois')),
                ('state', models.CharField(choices=[('requested', 'Demandé'), ('draft', 'Commencé'), ('submitted', 'Envoyé'), ('returned', 'À compléter'), ('closed', 'Traité'), ('withdrawn', 'Retiré')], default='requested', max_length=10, verbose_name='état')),
                ('due_on', models.DateField(verbose_name='attendu le')),
                ('requested_at', models.DateTimeField(null=True)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('reminders', models.PositiveSmallIntegerField(default=0)),
                ('escalated_at', models.DateTimeField(null=True)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('submitted_by', models.CharField(blank=True, max_length=150, verbose_name='envoyé par')),
                ('comment', models.TextField(blank=True, verbose_name='commentaire de l’entreprise')),
                ('return_reason', models.TextField(blank=True, verbose_name='ce qui est demandé')),
                ('version', models.PositiveIntegerField(default=0)),
                ('declarant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='directory.organisation')),
                ('link', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.accesslink')),
            ],
            options={
                'verbose_name': 'relevé d’heures',
                'ordering': ['-month', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='LaunchMeeting',
            fields=[
                ('contract', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='launch_meeting', serialize=False, to='procurement.contract')),
                ('at', models.DateTimeField(verbose_name='date et heure')),
                ('minutes', models.PositiveSmallIntegerField(default=60, validators=[django.core.validators.MinValueValidator(15)], verbose_name='durée (minutes)')),
                ('place', models.CharField(max_length=250, verbose_name='lieu')),
                ('agenda', models.TextField(verbose_name='ordre du jour')),
                ('version', models.PositiveIntegerField(default=1)),
                ('invited_at', models.DateTimeField(null=True)),
                ('held_on', models.DateField(blank=True, null=True, verbose_name='tenue le')),
                ('notes', models.TextField(blank=True, verbose_name='relevé de décisions')),
            ],
        ),
        migrations.CreateModel(
            name='SheetColumns',
            fields=[
                ('declarant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='hours_columns', serialize=False, to='directory.organisation')),
                ('columns', models.JSONField(default=dict)),
                ('header_row', models.CharField(blank=True, max_length=64)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name='ClosingReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_of', models.DateTimeField(verbose_name='arrêté au')),
                ('figures', models.JSONField()),
                ('comment', models.TextField(blank=True, verbose_name='appréciation')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('issued_on', models.DateField()),
                ('pdf_sha256', models.CharField(max_length=64)),
                ('pdf', models.BinaryField()),
                ('revoked_on', models.DateField(blank=True, null=True)),
                ('revoked_reason', models.TextField(blank=True)),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='certificate', to='delivery.closingreport')),
            ],
        ),
        migrations.CreateModel(
            name='HoursLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('work', 'Travail sur le marché'), ('training', 'Formation'), ('leave', 'Congés ou absence'), ('pmsmp', 'Immersion (PMSMP) ou stage')], default='work', max_length=10, verbose_name='nature')),
                ('hours', models.DecimalField(decimal_places=2, max_digits=10, validators=[django.core.validators.MinValueValidator(0)], verbose_name='heures')),
                ('state', models.CharField(choices=[('pending', 'À valider'), ('accepted', 'Validée'), ('refused', 'Refusée')], default='pending', max_length=10, verbose_name='état')),
                ('counted', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='heures retenues')),
                ('compared_hours', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='heures de la feuille comparée')),
                ('reason', models.TextField(blank=True, verbose_name='motif')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='décidée le')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('employment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='people.employment', verbose_name='contrat de travail')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='delivery.hoursstatement', verbose_name='relevé d’heures')),
            ],
            options={
                'verbose_name': 'ligne de relevé',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=100, verbose_name='ce que c’est')),
                ('stored_as', models.CharField(max_length=80, unique=True, verbose_name='nom interne du fichier')),
                ('kind', models.CharField(choices=[('pdf', 'PDF'), ('jpg', 'JPEG'), ('png', 'PNG')], max_length=4, verbose_name='format')),
                ('size', models.PositiveIntegerField(verbose_name='taille (octets)')),
                ('sha256', models.CharField(max_length=64, verbose_name='empreinte du fichier (SHA-256)')),
                ('added_at', models.DateTimeField(auto_now_add=True, verbose_name='jointe le')),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('employment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='people.employment', verbose_name='contrat de travail justifié')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='people.person')),
                ('status', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='evidence', to='people.eligibilitystatus', verbose_name='statut justifié')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='accounts.workspace')),
                ('statement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='delivery.hoursstatement', verbose_name='relevé justifié')),
            ],
            options={
                'verbose_name': 'pièce',
                'ordering': ['added_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Obligation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='début')),
                ('ends_on', models.DateField(verbose_name='fin')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='close le')),
                ('reopened_on', models.DateField(blank=True, null=True, verbose_name='rouverte le')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('award', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='obligations', to='procurement.award')),
                ('clause', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='obligations', to='clauses.clause')),
                ('contractor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='obligations', to='directory.organisation')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='obligations', to='accounts.workspace')),
            ],
            options={
                'verbose_name': 'obligation',
            },
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='mois')),
                ('kind', models.CharField(choices=[('validated', 'Heures validées'), ('correction', 'Correction'), ('transfer_out', 'Transfert sortant'), ('transfer_in', 'Transfert entrant')], max_length=15, verbose_name='nature')),
                ('hours', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='heures')),
                ('reason', models.TextField(blank=True, verbose_name='motif')),
                ('recorded_at', models.DateTimeField(verbose_name='écrite le')),
                ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='corrections', to='delivery.ledgerentry', verbose_name='écriture corrigée')),
                ('employment', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='entries', to='people.employment', verbose_name='contrat de travail')),
                ('line', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='entries', to='delivery.hoursline', verbose_name='ligne de relevé')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.workspace')),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='entries', to='delivery.obligation', verbose_name='heures dues')),
            ],
            options={
                'verbose_name': 'écriture',
                'ordering': ['recorded_at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='hoursstatement',
            name='obligation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='delivery.obligation'),
        ),
        migrations.AddField(
            model_name='closingreport',
            name='obligation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closing_reports', to='delivery.obligation'),
        ),
        migrations.CreateModel(
            name='ObligationRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_day', models.DateField()),
                ('hours_due', models.DecimalField(decimal_places=2, max_digits=10, validators=[django.core.validators.MinValueValidator(0)], verbose_name='heures dues')),
                ('cause', models.CharField(choices=[('award', 'Attribution'), ('call_off', 'Bon de commande'), ('worked', 'Heures travaillées'), ('amendment', 'Avenant ou décision')], max_length=10)),
                ('explanation', models.JSONField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('call_off', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='procurement.calloff')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='delivery.obligation')),
            ],
            options={
                'ordering': ['made_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PlannedRecruitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('occupation', models.CharField(max_length=150, verbose_name='poste')),
                ('people', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='nombre de personnes')),
                ('hours', models.DecimalField(decimal_places=2, max_digits=10, validators=[django.core.validators.MinValueValidator(0)], verbose_name='heures prévues')),
                ('starts_on', models.DateField(verbose_name='à partir du')),
                ('modality', models.CharField(choices=[('direct_hire', 'Embauche directe'), ('etti', 'Mise à disposition par une ETTI'), ('ai', 'Mise à disposition par une AI'), ('geiq', 'Mise à disposition par un GEIQ'), ('eatt', 'Mise à disposition par une EATT'), ('ett', 'Intérim classique (ETT)'), ('ei', 'Sous-traitance ou cotraitance avec une EI'), ('aci', 'Sous-traitance ou cotraitance avec un ACI'), ('ea', 'Sous-traitance ou cotraitance avec une EA'), ('esat', 'Sous-traitance ou cotraitance avec un ESAT'), ('regie', 'Régie de quartier ou de territoire'), ('other', 'Autre modalité')], max_length=15, verbose_name='modalité')),
                ('comment', models.CharField(blank=True, max_length=250, verbose_name='précision')),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='planned_recruitments', to='delivery.obligation')),
                ('structure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='planned_for', to='directory.organisation')),
            ],
            options={
                'ordering': ['starts_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Shortfall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hours_missing', models.DecimalField(decimal_places=2, max_digits=10, validators=[django.core.validators.MinValueValidator(0)], verbose_name='heures manquantes')),
                ('assessment', models.JSONField()),
                ('state', models.CharField(choices=[('notice_sent', 'Constat envoyé à l’entreprise'), ('replied', 'Réponse de l’entreprise reçue'), ('advised', 'Avis du facilitateur rendu'), ('applied', 'Pénalité appliquée'), ('reduced', 'Pénalité réduite'), ('waived', 'Renonciation motivée')], default='notice_sent', max_length=15, verbose_name='état')),
                ('notice_on', models.DateField(verbose_name='constat envoyé le')),
                ('reply_due_on', models.DateField(verbose_name='réponse attendue le')),
                ('reply', models.TextField(blank=True, verbose_name='réponse de l’entreprise')),
                ('replied_on', models.DateField(blank=True, null=True)),
                ('advice', models.TextField(blank=True, verbose_name='avis du facilitateur')),
                ('advised_on', models.DateField(blank=True, null=True)),
                ('decision_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='montant décidé (€)')),
                ('decision_reason', models.TextField(blank=True, verbose_name='motif de la décision')),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shortfalls', to='delivery.obligation')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='StatementChase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('reminder', 'Rappel à l’entreprise'), ('buyer', 'Acheteur prévenu')], max_length=10)),
                ('level', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('day', models.DateField()),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='post.outgoingmessage')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chases', to='delivery.hoursstatement')),
            ],
            options={
                'verbose_name': 'relance d’un relevé',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='WorkedHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('total', models.DecimalField(decimal_places=2, max_digits=10, validators=[django.core.validators.MinValueValidator(0)], verbose_name='heures travaillées')),
                ('up_to', models.DateField(verbose_name='arrêtées au')),
                ('source', models.CharField(max_length=250, verbose_name='source')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='worked_hours', to='delivery.obligation')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'total des heures travaillées',
                'verbose_name_plural': 'totaux des heures travaillées',
                'ordering': ['up_to', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='HoursSheet',
            fields=[
                ('statement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='sheet', serialize=False, to='delivery.hoursstatement')),
                ('content', models.BinaryField()),
                ('sent_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['expires_at'], name='hours_sheet_expiry')],
            },
        ),
        migrations.AddConstraint(
            model_name='hoursline',
            constraint=models.UniqueConstraint(fields=('statement', 'employment', 'kind'), name='hours_line_once'),
        ),
        migrations.AddConstraint(
            model_name='hoursline',
            constraint=models.CheckConstraint(condition=models.Q(('hours__gte', 0)), name='hours_line_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='hoursline',
            constraint=models.CheckConstraint(condition=models.Q(('counted__isnull', True), ('counted__lte', models.F('hours')), _connector='OR'), name='hours_line_counts_at_most_declared'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('employment__isnull', True), ('person__isnull', False), ('statement__isnull', True)), models.Q(('employment__isnull', False), ('person__isnull', True), ('statement__isnull', True), ('status__isnull', True)), models.Q(('employment__isnull', True), ('person__isnull', True), ('statement__isnull', False), ('status__isnull', True)), _connector='OR'), name='evidence_proves_one_thing'),
        ),
        migrations.AddIndex(
            model_name='obligation',
            index=models.Index(fields=['workspace', 'closed_on', 'ends_on'], name='obligation_list'),
        ),
        migrations.AddConstraint(
            model_name='obligation',
            constraint=models.UniqueConstraint(fields=('award', 'contractor'), name='obligation_once'),
        ),
        migrations.AddConstraint(
            model_name='obligation',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='obligation_dates_in_order'),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(fields=['obligation', 'month'], name='ledger_by_month'),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(fields=['workspace', 'month'], name='ledger_by_workspace'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'validated')), fields=('line',), name='ledger_line_validated_once'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'validated'), _negated=True), models.Q(('corrects__isnull', True), ('hours__gt', 0), ('line__isnull', False)), _connector='OR'), name='ledger_validated_comes_from_a_line'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'correction'), _negated=True), models.Q(('corrects__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='ledger_correction_points_and_explains'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.CheckConstraint(condition=models.Q(('hours', 0), _negated=True), name='ledger_entry_not_zero'),
        ),
        migrations.AddIndex(
            model_name='hoursstatement',
            index=models.Index(fields=['state', 'due_on'], name='statement_due'),
        ),
        migrations.AddConstraint(
            model_name='hoursstatement',
            constraint=models.UniqueConstraint(fields=('obligation', 'declarant', 'month'), name='statement_once_a_month'),
        ),
        migrations.AddConstraint(
            model_name='statementchase',
            constraint=models.UniqueConstraint(fields=('statement', 'kind', 'day'), name='statement_chased_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='shortfall',
            constraint=models.UniqueConstraint(condition=models.Q(('decided_on__isnull', True)), fields=('obligation',), name='one_open_exchange_per_obligation'),
        ),
    ]
