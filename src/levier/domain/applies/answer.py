"""``what_applies``: the duties that bind a purchase, the levers open to it, and why."""

from __future__ import annotations

from datetime import date

from ..dates import format_date
from ..explanation import Certainty, Explanation, Severity, Source, Step, Warning  # noqa: A004
from ..parameters import SOCIAL_CONDITION_FROM, no_procedure_threshold
from ..quantities import format_euros
from .duties import all_duties, known_value
from .model import Applicable, Duty, Opening
from .openings import all_openings
from .purchase import Purchase


def _yes_no(value: bool | None, *, yes: str, no: str) -> str:
    return "à vérifier" if value is None else yes if value else no


def _conclusion(duty: Duty, *, on: date) -> str:
    if duty.binds is None:
        return f"On ne peut pas encore dire si une condition sociale est obligatoire. {duty.why}"
    if duty.binds:
        return (
            f"Une condition sociale d’exécution est obligatoire (art. {duty.article}), sauf exception motivée par "
            f"écrit. {duty.why}"
        )
    return f"Au {format_date(on)}, aucune condition sociale n’est obligatoire ; elle reste possible. {duty.why}"


def _steps(duties: tuple[Duty, ...], levers: tuple[Opening, ...]) -> tuple[Step, ...]:
    bound = tuple(
        Step(duty.title, duty.why, _yes_no(duty.binds, yes="obligatoire", no="non obligatoire"), duty.source)
        for duty in duties
    )
    offered = tuple(
        Step(line.title, line.why, _yes_no(line.open, yes="ouvert", no="fermé"), line.source) for line in levers
    )
    return bound + offered


def _small_purchase(purchase: Purchase, *, on: date) -> Warning | None:
    """Under the no-procedure threshold a structure may be asked directly: said, because few buyers think of it."""
    threshold = known_value(no_procedure_threshold(purchase.nature), purchase.consultation_on or on)
    amount = purchase.amount_excl_vat
    if (
        purchase.is_concession
        or purchase.is_defence
        or threshold is None
        or amount is None
        or amount >= threshold.value
    ):
        return None
    message = (
        f"En dessous de {format_euros(threshold.value)} HT, aucune procédure n’est imposée : "
        "un achat direct à une structure inclusive est possible."
    )
    return Warning("no_procedure", message, Severity.INFO, threshold.source)


def _effective_date_doubt(purchase: Purchase) -> Warning | None:
    legal = SOCIAL_CONDITION_FROM
    if purchase.consultation_on != legal.on or purchase.is_defence:
        return None
    message = (
        "La consultation est lancée le jour même où l’obligation commence : certains praticiens retiennent le "
        "22 août 2026. Prévoyez la condition, ou demandez un avis juridique."
    )
    return Warning("effective_date", message, Severity.WARNING, legal.source)


def _exceptions_to_check(duty: Duty) -> Warning | None:
    if not duty.exceptions:
        return None
    article = duty.article
    message = (
        "La liste des exceptions est rappelée de mémoire : relisez l’article "
        f"{article} sur Légifrance avant d’en invoquer une, et écrivez le motif."
    )
    return Warning("exceptions_to_check", message, Severity.INFO, Source(f"CCP, art. {article}", Certainty.RECALLED))


def _missing(facts: tuple[str, ...]) -> Warning | None:
    if not facts:
        return None
    return Warning("missing_facts", f"Pour une réponse complète, il manque : {' ; '.join(facts)}.", Severity.INFO)


def what_applies(purchase: Purchase, *, on: date) -> Applicable:
    """Which duties bind this purchase and which levers are open, judged on a day.

    ``on`` is the day of the question. The launch date of the consultation decides for the social condition; when it
    is not known, the answer is ``None`` above the threshold, never a guess. Amounts are in euros excluding VAT.

    Source: domain.md §1; each line carries its own article and certainty.
    """
    duties = all_duties(purchase, on=on)
    levers = all_openings(purchase, on=on)
    draft = Applicable(duties, levers, Explanation(""))
    social = draft.duty("social_condition")
    found = (
        _missing(draft.missing),
        _effective_date_doubt(purchase),
        _exceptions_to_check(social),
        _small_purchase(purchase, on=on),
    )
    explanation = Explanation(
        conclusion=_conclusion(social, on=on),
        steps=_steps(duties, levers),
        warnings=tuple(warning for warning in found if warning is not None),
    )
    return Applicable(duties, levers, explanation)
