"""Notices at or above the European threshold, since the social condition is due, in which none was found.

What was not found may stand in documents that nobody read here: the page asks, it never accuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from levier.accounts.actor import Actor
from levier.accounts.models import Workspace
from levier.directory.models import BuyerProfile
from levier.domain.applies import (
    Applicable,
    Duty,
    ExceptionCheck,
    Purchase,
    SocialConditionException,
    exception_check,
    what_applies,
)
from levier.domain.dates import format_date
from levier.domain.french import of
from levier.domain.parameters import SOCIAL_CONDITION_FROM, eu_threshold
from levier.domain.quantities import MAX_AMOUNT
from levier.domain.vocabulary import BuyerKind, PurchaseNature
from levier.notices.model import Kind
from levier.notices.recognition import Consideration

from .. import selectors
from ..enums import Publisher
from ..models import StoredFinding, StoredNotice
from . import perms
from .territory import Territory

#: What meets the duty, or may: an award criterion alone does not (L2112-2-1).
_MET_BY = (Consideration.CLAUSE.value, Consideration.RESERVATION.value, Consideration.OBJECT.value)
_NATURES = {one.value: one for one in PurchaseNature}


@dataclass(frozen=True, slots=True)
class Buyers:
    """What the directory says of buyers: SIREN → category. Those it does not know are supposed local authorities."""

    kinds: Mapping[str, BuyerKind]

    def kind_of(self, siren: str) -> tuple[BuyerKind, bool]:
        """The category, and whether it is known."""
        found = self.kinds.get(siren) if siren else None
        return found or BuyerKind.AUTHORITY, found is not None


def buyers_of(workspace: Workspace) -> Buyers:
    """One query."""
    found = BuyerProfile.objects.filter(organisation__workspace=workspace).exclude(organisation__siret="")
    rows = found.values_list("organisation__siret", "buyer_kind")
    return Buyers({siret[:9]: BuyerKind(kind) for siret, kind in rows})


def silent_notices(*, actor: Actor, territory: Territory, buyers: Buyers, today: date) -> QuerySet[StoredNotice]:
    """Latest first; those whose amount is not published are kept when the Official Journal of the Union printed them."""
    if not actor.may(perms.READ_SILENT):
        return StoredNotice.objects.none()
    said = StoredFinding.objects.filter(notice__dossier=OuterRef("dossier"), kind__in=_MET_BY)
    return (
        selectors.notices(actor=actor)
        .filter(territory.notices(), kind=Kind.COMPETITION.value, is_cancelled=False)
        .filter(published_on__gte=SOCIAL_CONDITION_FROM.on)
        .filter(_above(buyers, today) | Q(value__isnull=True, publisher=Publisher.TED.value))
        .exclude(Exists(said))
    )


def _above(buyers: Buyers, today: date) -> Q:
    day = max(today, SOCIAL_CONDITION_FROM.on)

    def least(kind: BuyerKind, nature: PurchaseNature) -> Q:
        known = eu_threshold(buyer_kind=kind, nature=nature).values
        # past the table, the last threshold known: each notice is then said « à vérifier » by the rule itself
        return Q(value__gte=next((one for one in known if one.holds_on(day)), known[-1]).value)

    found = Q(nature=PurchaseNature.WORKS.value) & least(BuyerKind.AUTHORITY, PurchaseNature.WORKS)
    others = ~Q(nature=PurchaseNature.WORKS.value)
    named: list[str] = []
    for kind in sorted(set(buyers.kinds.values())):
        sirens = sorted(siren for siren, one in buyers.kinds.items() if one is kind)
        named += sirens
        if kind is not BuyerKind.DEFENCE:  # out of the duty
            found |= others & Q(buyer_siren__in=sirens) & least(kind, PurchaseNature.SERVICES)
    return found | (others & ~Q(buyer_siren__in=named) & least(BuyerKind.AUTHORITY, PurchaseNature.SERVICES))


@dataclass(frozen=True, slots=True)
class Silent:
    """One notice, with what the law says of it."""

    notice: StoredNotice
    law: Applicable
    #: False when the category of the buyer is only supposed.
    kind_is_known: bool
    has_criterion: bool
    exceptions: tuple[ExceptionCheck, ...]

    @property
    def duty(self) -> Duty:
        return self.law.duty("social_condition")


def read_silent(notices: Iterable[StoredNotice], *, buyers: Buyers, today: date) -> list[Silent]:
    """What the law says of each, by its own table of thresholds; no query."""
    return [_read(one, buyers=buyers, today=today) for one in notices]


def _read(one: StoredNotice, *, buyers: Buyers, today: date) -> Silent:
    kind, known = buyers.kind_of(one.buyer_siren)
    amount = one.value if one.value is not None and 0 <= one.value <= MAX_AMOUNT else None
    purchase = Purchase(
        buyer_kind=kind,
        nature=_NATURES.get(one.nature, PurchaseNature.SERVICES),
        amount_excl_vat=amount,
        consultation_on=one.published_on,
    )
    return Silent(
        notice=one,
        law=what_applies(purchase, on=today),
        kind_is_known=known,
        has_criterion=Consideration.CRITERION.value in one.social.split(","),
        exceptions=tuple(
            check
            for exception in SocialConditionException
            if (check := exception_check(purchase, exception)).possible is not False
        ),
    )


def letter(found: Silent, *, workspace: Workspace, today: date) -> list[str]:
    """Paragraphs of a letter to the buyer: a question, and help."""
    notice = found.notice
    published = f" publié le {format_date(notice.published_on)}" if notice.published_on else ""
    asked = "\n".join(f"– {one.exception.label} ;" for one in found.exceptions).removesuffix(" ;") + "."
    return [
        f"Le {format_date(today)}",
        f"À l’attention {of(notice.buyer_name) if notice.buyer_name else 'du service des achats'}",
        f"Objet : votre consultation « {notice.title or notice.key} », avis n° {notice.key}{published}",
        "Madame, Monsieur,",
        (
            "En lisant l’avis de cette consultation, nous n’y avons pas trouvé de condition d’exécution sociale ou relative à "
            "l’emploi. Elle figure peut-être dans les pièces du marché, que nous n’avons pas lues."
        ),
        (
            f"L’article {found.duty.article} du code de la commande publique prévoit une telle condition pour les consultations "
            f"lancées à compter du {format_date(SOCIAL_CONDITION_FROM.on)} à partir du seuil européen, sauf exception motivée."
        ),
        "Pourriez-vous nous dire si une condition est prévue, ou laquelle de ces exceptions vous retenez, et son motif ?",
        asked,
        (
            "S’il est encore temps, nous pouvons vous aider : lots concernés, nombre d’heures, rédaction, structures "
            "du territoire qui pourraient y répondre."
        ),
        "Bien cordialement,",
        "\n".join(filter(None, (workspace.name, workspace.contact_email, workspace.contact_phone))),
    ]
