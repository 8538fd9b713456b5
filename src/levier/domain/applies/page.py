"""The reference page of the duties and levers, written from the tables themselves."""

from __future__ import annotations

from datetime import date

from ..dates import format_date
from ..markdown import bullets, table
from ..parameters import SOCIAL_CONDITION_FROM
from ..vocabulary import BuyerKind, PurchaseNature
from .duties import all_duties
from .exceptions import CONTRACT_EXCEPTIONS_SOURCE, SocialConditionException, exception_check
from .openings import all_openings
from .purchase import Purchase
from .reserved import RESERVED_RULES


def _sample(*, concession: bool) -> Purchase:
    return Purchase(buyer_kind=BuyerKind.AUTHORITY, nature=PurchaseNature.WORKS, is_concession=concession)


def _duty_rows(on: date) -> list[tuple[str, ...]]:
    contracts = {duty.article: duty for duty in all_duties(_sample(concession=False), on=on)}
    concessions = {duty.article: duty for duty in all_duties(_sample(concession=True), on=on)}
    rows: list[tuple[str, ...]] = []
    for article, duty in {**contracts, **concessions}.items():
        kinds = ("marché" if article in contracts else "", "concession" if article in concessions else "")
        rows.append((duty.title, ", ".join(filter(None, kinds)), duty.rule, article, str(duty.source)))
    return rows


def _exception_rows() -> list[tuple[str, ...]]:
    return [
        (
            one.label,
            "non" if exception_check(_sample(concession=True), one).possible is False else "oui",
        )
        for one in SocialConditionException
    ]


def _lever_rows(on: date) -> list[tuple[str, ...]]:
    return [
        (line.title, line.article, " ".join(line.conditions), str(line.source))
        for line in all_openings(_sample(concession=False), on=on)
        if line.reserved is None
    ]


def _reserved_rows() -> list[tuple[str, ...]]:
    return [
        (
            rule.title,
            rule.article.value,
            rule.concession_article or "non trouvé",
            " ".join(rule.conditions),
            str(rule.source),
        )
        for rule in RESERVED_RULES.values()
    ]


def law_page() -> tuple[str, str]:
    """Slug and French Markdown of the page."""
    start = SOCIAL_CONDITION_FROM
    parts = [
        "# Les obligations et les leviers",
        f"La condition sociale obligatoire vaut depuis le {format_date(start.on)}. {start.source.note}",
        "## Ce que l’acheteur doit faire",
        table(("Obligation", "Contrat", "Quand", "Article", "Source"), _duty_rows(start.on)),
        "## Les exceptions à la condition sociale",
        f"Liste fermée ; un motif écrit est exigé. Source : {CONTRACT_EXCEPTIONS_SOURCE}.",
        table(("Exception", "Vaut pour une concession"), _exception_rows()),
        "## Les leviers ouverts",
        table(("Levier", "Article", "Conditions", "Source"), _lever_rows(start.on)),
        "## Les marchés réservés",
        table(("Réservation", "Marchés", "Concessions", "Conditions", "Source"), _reserved_rows()),
        "## Ce que la réponse ne dit pas",
        bullets(
            (
                "Le montant est la valeur estimée de tout le besoin, tous lots réunis.",
                "Sans montant ou sans date de lancement, la réponse est « à vérifier », jamais une supposition.",
                (
                    "Les marchés de défense ou de sécurité échappent à l’obligation ; leurs autres règles restent à "
                    "vérifier."
                ),
            )
        ),
    ]
    return "obligations-et-leviers", "\n\n".join(parts) + "\n"
