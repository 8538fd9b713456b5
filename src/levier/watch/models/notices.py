"""Published notices, as they were read: one row a notice, one dossier a procedure.

They are public and belong to no workspace (decision 0010). Columns are what lists, filters and facets need; the whole
notice is ``content``, compressed, read back by ``levier.watch.storage.content``.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from levier.accounts.models import Workspace

from ..enums import Publisher


class Dossier(models.Model):
    """One procedure: its notices, from every source, with its corrections, its cancellation and its result.

    Two dossiers found to be one are merged: the younger one keeps its row, empty, and says where its notices went.
    """

    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="absorbed")
    #: What the dossier says today, from all of its notices.
    title = models.CharField("objet", max_length=500, blank=True)
    deadline = models.DateTimeField("date limite", null=True, blank=True)
    is_cancelled = models.BooleanField("annulé", default=False)
    is_awarded = models.BooleanField("attribué", default=False)

    class Meta:
        verbose_name = "dossier de consultation"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title or f"Dossier {self.pk}"


class DossierKey(models.Model):
    """What tells that a notice is about a dossier: procedure, publication number, or buyer, object and deadline."""

    key = models.CharField(max_length=120, unique=True)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="keys")

    class Meta:
        verbose_name = "clé de dossier"
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class StoredNotice(models.Model):
    """One notice, in one format."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="notices")
    #: ``levier.notices.model.Source``: the format it was read from.
    source = models.CharField("format", max_length=16)
    #: Its number at the publisher's (« 24-76932 », « 186605-2024 »), else its identifier, else a digest.
    key = models.CharField("numéro", max_length=80)
    publisher = models.CharField("publié par", max_length=8, choices=Publisher.choices)
    #: Its UUID (BT-701), the same at every publisher's; empty when it has none.
    identifier = models.CharField(max_length=36, blank=True)
    #: ``levier.notices.model.Kind``
    kind = models.CharField("avis", max_length=16)
    published_on = models.DateField("publié le", null=True, blank=True)
    #: End of the day when the notice gives a day only.
    deadline = models.DateTimeField("date limite", null=True, blank=True)
    deadline_has_hour = models.BooleanField(default=False)
    #: The same, moved by the corrections of the dossier: what is searched and counted.
    deadline_now = models.DateTimeField("date limite en vigueur", null=True, blank=True)

    title = models.CharField("objet", max_length=500, blank=True)
    buyer_name = models.CharField("acheteur", max_length=250, blank=True)
    buyer_siret = models.CharField("SIRET", max_length=14, blank=True)
    buyer_siren = models.CharField("SIREN", max_length=9, blank=True)
    #: SIREN, or the folded name when there is none: what « the same buyer » means.
    buyer_key = models.CharField(max_length=120, blank=True)
    #: Codes in a row, separated by commas: « 90910000,77310000 », « 38,69 ».
    cpv = models.TextField("CPV", blank=True)
    departments = models.CharField("départements", max_length=500, blank=True)
    nature = models.CharField("nature", max_length=8, blank=True)
    #: Euros excluding VAT.
    value = models.DecimalField("montant", max_digits=18, decimal_places=2, null=True, blank=True)
    #: What was found in it: codes of ``levier.notices.alerts.Social`` in a row, separated by commas.
    social = models.CharField("considérations sociales", max_length=200, blank=True)
    procedure_id = models.CharField(max_length=80, blank=True)
    official_url = models.URLField("avis officiel", max_length=500, blank=True)

    #: UUID or number of the notice it corrects, changes or cancels; the notice itself once it is here.
    changes_ref = models.CharField(max_length=80, blank=True)
    changes = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="changed_by")
    is_cancelled = models.BooleanField("annulé", default=False)
    #: False when another row of the dossier is the same publication, better read.
    is_shown = models.BooleanField(default=True)

    #: The notice, ``levier.notices.record`` compressed; its digest, by which a notice already here is known.
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    #: What could not be read, in French.
    problems = models.JSONField(default=list)
    #: Rank of its last writing among all notices: a reader that kept rank n reads what follows n.
    revision = models.BigIntegerField(unique=True)
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "avis de publicité"
        verbose_name_plural = "avis de publicité"
        ordering = ["-published_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="notice_stored_once")]
        indexes = [
            models.Index(fields=["publisher", "key"], name="notice_number"),
            models.Index(fields=["identifier"], name="notice_identifier"),
            models.Index(fields=["changes_ref"], name="notice_changes"),
            models.Index(fields=["buyer_key", "-published_on"], name="notice_buyer"),
            models.Index(fields=["-published_on", "-id"], name="notice_recent"),
            models.Index(fields=["deadline_now", "id"], name="notice_deadline"),
        ]

    def __str__(self) -> str:
        return self.title or self.key


class StoredFinding(models.Model):
    """A social consideration found in a notice, with the words that say it. Rewritten with the notice."""

    notice = models.ForeignKey(StoredNotice, models.CASCADE, related_name="findings")
    #: Identifiers of the lots; empty for the whole notice.
    lots = models.JSONField(default=list)
    #: ``levier.notices.recognition.Consideration``
    kind = models.CharField("nature", max_length=32)
    #: ``levier.notices.recognition.ReservedFor``; empty unless reserved to somebody named.
    reserved_for = models.CharField("réservé à", max_length=32, blank=True)
    article = models.CharField("article", max_length=32, blank=True)
    hours = models.DecimalField("heures", max_digits=14, decimal_places=2, null=True, blank=True)
    #: Out of 100.
    percentage = models.DecimalField("pourcentage", max_digits=9, decimal_places=2, null=True, blank=True)
    weight = models.DecimalField("poids", max_digits=9, decimal_places=2, null=True, blank=True)
    weight_unit = models.CharField(max_length=12, blank=True)
    rubric = models.CharField("rubrique", max_length=120, blank=True)
    quote = models.TextField("passage")
    #: Where the quote is: rank among ``Notice.texts``, first and last characters.
    text_index = models.IntegerField(default=0)
    start = models.IntegerField(default=0)
    end = models.IntegerField(default=0)
    rule = models.CharField("règle", max_length=80)
    #: Out of 100.
    confidence = models.PositiveSmallIntegerField("confiance", default=100)
    #: What else the passage says: publics, facilitator named, penalties, amount rule.
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name = "considération sociale trouvée"
        verbose_name_plural = "considérations sociales trouvées"
        ordering = ["notice", "text_index", "start", "pk"]
        indexes = [models.Index(fields=["kind", "notice"], name="finding_kind")]

    def __str__(self) -> str:
        return self.quote[:80]


class FindingCorrection(models.Model):
    """A reader says that a passage was misread: what a workspace thinks, kept in it, exported without its author."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="finding_corrections")
    notice = models.ForeignKey(StoredNotice, models.PROTECT, related_name="corrections")
    #: The passage, as it stands in the notice.
    text = models.TextField("passage")
    rubric = models.CharField("rubrique", max_length=120, blank=True)
    #: What the rules said; empty when they said nothing.
    kind = models.CharField("reconnu comme", max_length=32, blank=True)
    #: What the reader says; empty for « rien de social ».
    expected = models.CharField("devrait être", max_length=32, blank=True)
    note = models.CharField("remarque", max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "correction de lecture"
        verbose_name_plural = "corrections de lecture"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind or 'rien'} → {self.expected or 'rien'}"


class IndexState(models.Model):
    """One row: whoever writes notices holds it, so that ranks follow one another and dossiers are joined one at a time."""

    revision = models.BigIntegerField(default=0)
    #: ``levier.watch.search.index.VERSION`` of what fed the index.
    index_version = models.IntegerField(default=0)

    class Meta:
        verbose_name = "état de l’index"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="index_state_is_one_row")]

    def __str__(self) -> str:
        return f"Écriture n° {self.revision}"
