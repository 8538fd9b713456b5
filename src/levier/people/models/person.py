"""People, their dated eligibility and their work contracts."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Upper

from levier.accounts.models import Workspace
from levier.directory.models import Organisation
from levier.domain.eligibility import CRITERIA, PROTECTED
from levier.domain.vocabulary import ContractKind, Modality

from ..enums import Education, Sex

_NEVER_IN_CLEAR = sorted(one.code for one in CRITERIA if one.public_code != one.code)


class Person(models.Model):
    """A person in insertion, in one workspace. What becomes of each column at erasure is in ``people.erasure.rules``."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="people")
    first_name = models.CharField("prénom", max_length=100)
    last_name = models.CharField("nom", max_length=100)
    birth_date = models.DateField("date de naissance")
    sex = models.CharField("sexe", max_length=1, choices=Sex.choices, default=Sex.UNSAID)
    education = models.CharField("niveau", max_length=10, choices=Education.choices, default=Education.UNSAID)
    in_qpv = models.BooleanField("habite un quartier prioritaire", null=True, blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    city = models.CharField("commune", max_length=100, blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    referrer = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="people_referred",
        verbose_name="prescripteur",
    )
    #: When the person was told how their data are used.
    informed_on = models.DateField("date d’information sur l’usage des données", null=True, blank=True)
    #: When somebody said that the person is still followed: the retention clock starts again.
    kept_on = models.DateField("suivi confirmé le", null=True, blank=True)
    #: When the person and their referrer were told that the erasure comes.
    notice_on = models.DateField("effacement annoncé le", null=True, blank=True)
    #: Nothing says who they were from that day on; the row stays, since hours point to it.
    erased_on = models.DateField("effacée le", null=True, blank=True)
    created_at = models.DateTimeField("dossier ouvert le", auto_now_add=True)

    class Meta:
        verbose_name = "personne"
        indexes = [models.Index(fields=["workspace", "last_name", "first_name"], name="person_list")]
        constraints = [
            models.UniqueConstraint(
                "workspace",
                "birth_date",
                Upper("last_name"),
                Upper("first_name"),
                condition=models.Q(erased_on=None),
                name="person_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"


class EligibilityStatus(models.Model):
    """A dated status: which criterion, which proof, who checked it, until when.

    Of a protected criterion the row says only that it is protected: the rest is sealed in ``SpecialFact``.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="statuses")
    #: ``public_code`` of ``levier.domain.eligibility``: never a health criterion.
    criterion = models.CharField("critère", max_length=40)
    valid_from = models.DateField("à partir du")
    valid_until = models.DateField("jusqu’au", null=True, blank=True)
    proof_kind = models.CharField("justificatif vu", max_length=60, blank=True)
    proof_on = models.DateField("daté du", null=True, blank=True)
    checked_on = models.DateField("vérifié le", null=True, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    #: The last of ``people.lapses.WARNINGS`` the referrer was given of its end.
    warned_at_days = models.PositiveSmallIntegerField("fin annoncée (jours avant)", null=True, blank=True)
    created_at = models.DateTimeField("noté le", auto_now_add=True)

    class Meta:
        verbose_name = "statut d’éligibilité"
        ordering = ["valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "criterion", "valid_from"],
                # Two protected criteria may start the same day: what tells them apart is sealed.
                condition=~models.Q(criterion=PROTECTED),
                name="eligibility_status_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(criterion__in=_NEVER_IN_CLEAR), name="eligibility_status_hides_health"
            ),
            models.CheckConstraint(
                condition=~models.Q(criterion=PROTECTED) | models.Q(proof_kind=""),
                name="eligibility_status_hides_its_proof",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="eligibility_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.criterion


class Employment(models.Model):
    """A work contract: who employs, of which kind, from when to when."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="employments")
    employer = models.ForeignKey(Organisation, models.PROTECT, related_name="employments", verbose_name="employeur")
    contract_kind = models.CharField("contrat", max_length=20, choices=ContractKind.choices())
    modality = models.CharField("modalité", max_length=15, choices=Modality.choices())
    occupation = models.CharField("poste", max_length=150, blank=True)
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin", null=True, blank=True)
    weekly_hours = models.DecimalField(
        "heures par semaine",
        max_digits=4,
        decimal_places=2,
        default=35,
        validators=[MinValueValidator(0), MaxValueValidator(48)],
    )
    #: The person worked there before the clause existed (a clause-washing flag looks at it).
    employed_before = models.BooleanField("travaillait là avant la clause", default=False)
    #: Recorded a second time under another name before both people were merged; kept, since its hours point to it.
    is_double = models.BooleanField("inscrit deux fois", default=False)
    created_at = models.DateTimeField("noté le", auto_now_add=True)

    class Meta:
        verbose_name = "contrat de travail"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="employment_dates_in_order",
            ),
            models.UniqueConstraint(
                fields=["person", "employer", "starts_on", "contract_kind"],
                condition=models.Q(is_double=False),
                name="employment_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_contract_kind_display()} depuis le {self.starts_on}"
