"""Who logs in, for which organisation, with which role, in which workspace."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from levier.domain.quantities import FteBasis, Rounding
from levier.domain.vocabulary import Role

from .enums import LinkPurpose


class UserManager(BaseUserManager["User"]):
    """Users are known by their address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. What they may do comes from their memberships alone."""

    email = models.EmailField("adresse électronique", unique=True)
    full_name = models.CharField("nom", max_length=150)
    is_active = models.BooleanField("compte actif", default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = "compte"

    def __str__(self) -> str:
        return self.full_name or self.email


def display_name(user: User) -> str:
    """How allauth names a user."""
    return str(user)


class Workspace(models.Model):
    """A facilitating body and its territory: the tenant. Everything else belongs to one."""

    name = models.CharField("nom", max_length=150)
    slug = models.SlugField(unique=True)
    territory = models.CharField("territoire", max_length=150, blank=True)
    contact_email = models.EmailField("adresse de contact", blank=True)
    contact_phone = models.CharField("téléphone", max_length=30, blank=True)
    #: House rules; each one is explained where it is used (domain.md §3.3, §3.4: no national rule).
    minimum_hours = models.DecimalField(
        "plancher d’heures", max_digits=7, decimal_places=2, default=150, validators=[MinValueValidator(0)]
    )
    rounding = models.CharField(
        "arrondi", max_length=5, default=Rounding.UNIT.value, choices=[(r.value, r.label) for r in Rounding]
    )
    fte_basis = models.CharField(
        "base d’un ETP", max_length=4, default=FteBasis.AVE.value, choices=[(b.value, f"{b.value} h") for b in FteBasis]
    )
    answer_days = models.PositiveSmallIntegerField(
        "délai de réponse à l’acheteur (jours)", default=28, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    statement_due_day = models.PositiveSmallIntegerField(
        "jour limite du relevé mensuel", default=10, validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    #: Time a company has to answer on a candidate; our default, each team chooses.
    candidacy_answer_days = models.PositiveSmallIntegerField(
        "délai de réponse sur une candidature (jours)",
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "espace"

    def __str__(self) -> str:
        return self.name

    @property
    def contact(self) -> str:
        """How to reach the team, as its messages sign: telephone, then address; empty when neither is known."""
        return " ; ".join(one for one in (self.contact_phone, self.contact_email) if one)


class Membership(models.Model):
    """One role of one user in one workspace, on behalf of one organisation when the role needs it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="memberships")
    role = models.CharField("rôle", max_length=20, choices=Role.choices())
    organisation = models.ForeignKey(
        "directory.Organisation", models.CASCADE, null=True, blank=True, related_name="memberships"
    )
    is_active = models.BooleanField("actif", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "rôle"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "workspace", "role", "organisation"], name="membership_unique_in_organisation"
            ),
            models.UniqueConstraint(
                fields=["user", "workspace", "role"],
                condition=models.Q(organisation=None),
                name="membership_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["facilitator", "admin", "coordinator"])
                | models.Q(organisation__isnull=False),
                name="membership_outside_role_has_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {Role(self.role).label}"


class LetterText(models.Model):
    """A message in the words of a workspace, instead of ours (``levier.accounts.letters``)."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    code = models.CharField(max_length=40)
    subject = models.CharField("objet", max_length=200)
    body = models.TextField("message")
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "texte d’un message"
        constraints = [models.UniqueConstraint(fields=["workspace", "code"], name="letter_text_once")]

    def __str__(self) -> str:
        return self.code


class AccessLink(models.Model):
    """A personal link: opens one thing, for one organisation, until a date. Only the token's hash is kept."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=20, choices=LinkPurpose.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    organisation = models.ForeignKey("directory.Organisation", models.CASCADE, null=True, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    #: The object it opens, as ``app.model`` and primary key.
    target_type = models.CharField(max_length=60, blank=True)
    target_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "purpose", "target_type", "target_id"], name="access_link_target")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.pk}"
