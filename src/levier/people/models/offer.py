"""Job offers written for a clause, and the candidates proposed for them."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from levier.accounts.models import Workspace
from levier.directory.models import Commune, Organisation
from levier.procurement.models import Lot

from ..enums import ACTIVE, CandidacyState, OfferState, RefusalReason
from .person import Employment, Person


class JobOffer(models.Model):
    """A job to fill with somebody the clause of a lot is for.

    No personal datum of a candidate. ``tutor`` is an employee of the company, named with their agreement.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="job_offers")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="job_offers", verbose_name="lot")
    company = models.ForeignKey(
        Organisation, models.PROTECT, related_name="job_offers", verbose_name="entreprise qui recrute"
    )
    title = models.CharField("intitulé", max_length=150)
    #: ROME code of the occupation.
    rome = models.CharField("métier (code ROME)", max_length=5)
    description = models.TextField("missions", blank=True)
    tutor = models.CharField("tuteur ou tutrice", max_length=150, blank=True)
    seats = models.PositiveSmallIntegerField(
        "postes", default=1, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin", null=True, blank=True)
    weekly_hours = models.DecimalField(
        "heures par semaine",
        max_digits=4,
        decimal_places=2,
        default=35,
        validators=[MinValueValidator(1), MaxValueValidator(48)],
    )
    odd_hours = models.BooleanField("horaires décalés", default=False)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    city = models.CharField("commune", max_length=100, blank=True)
    #: Found from the postcode and the name; ``None`` when nothing on the map answers to them.
    commune = models.ForeignKey(Commune, models.SET_NULL, null=True, blank=True, related_name="+")
    #: Codes of ``people.conditions``.
    indispensable = models.JSONField("indispensable", default=list, blank=True)
    wished = models.JSONField("souhaité", default=list, blank=True)
    state = models.CharField("état", max_length=10, choices=OfferState.choices, default=OfferState.DRAFT)
    published_on = models.DateField("diffusée le", null=True, blank=True)
    closed_on = models.DateField("close le", null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "offre d’emploi"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="job_offer_dates_in_order",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "state", "-created_at"], name="job_offer_list")]

    def __str__(self) -> str:
        return self.title

    @property
    def place(self) -> str:
        return f"{self.postcode} {self.city}".strip()


class Candidacy(models.Model):
    """A person proposed for an offer, with their agreement, and what the company answered.

    Erasure: the row goes with the person; no figure rests on it. ``comment`` and ``meeting`` are screened as what a
    company reads.
    """

    offer = models.ForeignKey(JobOffer, models.CASCADE, related_name="candidacies", verbose_name="offre d’emploi")
    person = models.ForeignKey(Person, models.CASCADE, related_name="candidacies")
    state = models.CharField("état", max_length=10, choices=CandidacyState.choices, default=CandidacyState.PROPOSED)
    proposed_on = models.DateField("proposée le")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: Last day for the company's answer.
    due_on = models.DateField("réponse attendue le")
    #: The day of the message that tells the company; ``None`` when it has no address.
    told_on = models.DateField("annoncée le", null=True, blank=True)
    interview_on = models.DateField("entretien le", null=True, blank=True)
    meeting = models.CharField("heure et lieu", max_length=150, blank=True)
    #: First answer of the company, whatever it was.
    answered_on = models.DateField("répondu le", null=True, blank=True)
    #: Hired, refused or withdrawn that day.
    ended_on = models.DateField("close le", null=True, blank=True)
    #: The work contract it led to.
    employment = models.ForeignKey(
        Employment,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="candidacies",
        verbose_name="contrat de travail",
    )
    reason = models.CharField("motif", max_length=20, choices=RefusalReason.choices, blank=True)
    comment = models.CharField("précision", max_length=300, blank=True)
    reminders = models.PositiveSmallIntegerField("rappels à l’entreprise", default=0)
    reminded_on = models.DateField("dernier rappel le", null=True, blank=True)
    #: When the buyer was told that the company does not answer.
    escalated_on = models.DateField("acheteur prévenu le", null=True, blank=True)

    class Meta:
        verbose_name = "candidature"
        ordering = ["proposed_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "person"], condition=models.Q(state__in=ACTIVE), name="candidacy_active_once"
            )
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="candidacy_due")]

    def __str__(self) -> str:
        return f"{self.get_state_display()} ({self.proposed_on})"

    @property
    def waits(self) -> bool:
        """The company has not said anything yet."""
        return self.state == CandidacyState.PROPOSED
