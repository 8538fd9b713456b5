"""Which duties bind: the social condition, the definition of the need, SPASER, PNAD, publication, annual report."""

from __future__ import annotations

from datetime import date

from ..dates import format_date
from ..explanation import Certainty, Source
from ..parameters import (
    DECP_THRESHOLD,
    PNAD_SOCIAL,
    SOCIAL_CONDITION_FROM,
    SPASER_THRESHOLD,
    DatedValue,
    Parameter,
    dated_value_on,
    eu_threshold,
)
from ..quantities import Euros, format_euros, format_rate
from .exceptions import possible_exceptions
from .model import Duty
from .purchase import Purchase

_V, _S, _R, _NF = Certainty.VERIFIED, Certainty.STATED, Certainty.RECALLED, Certainty.NOT_FOUND

AMOUNT, LAUNCH, ANNUAL = "le montant", "la date de lancement de la consultation", "le montant annuel des achats"

_SOCIAL_RULE = (
    "À partir du seuil européen, pour une consultation lancée à compter du "
    f"{format_date(SOCIAL_CONDITION_FROM.on)}, sauf exception motivée par écrit."
)

_DEFENCE = Source("CCP, art. L2312-1-1", _V)


def known_value(param: Parameter, on: date) -> DatedValue | None:
    """The value of a day, or ``None`` when the table does not reach it."""
    return dated_value_on(param, on) if any(dated.holds_on(on) for dated in param.values) else None


def _social_article(purchase: Purchase) -> tuple[str, Source]:
    if purchase.is_defence:
        return "L2312-1-1", _DEFENCE
    if purchase.is_concession:
        return "L3114-2-1", Source("CCP, art. L3114-2-1", _R)
    return "L2112-2-1", Source("CCP, art. L2112-2-1", _V)


def _defence_answer(purchase: Purchase) -> tuple[bool, str]:
    what = "Les concessions" if purchase.is_concession else "Les marchés"
    return False, (
        f"{what} de défense ou de sécurité échappent à l’obligation ; "
        "une condition sociale reste possible si elle est liée à l’objet."
    )


def _social_answer(purchase: Purchase, *, on: date) -> tuple[bool | None, str, tuple[str, ...]]:
    """Binds or not, why, and what is missing. Order of the tests: defence, launch date, amount."""
    if purchase.is_defence:
        return *_defence_answer(purchase), ()
    start, launch, amount = SOCIAL_CONDITION_FROM.on, purchase.consultation_on, purchase.amount_excl_vat
    if launch is not None and launch < start:
        why = f"La consultation a été lancée le {format_date(launch)}, avant le {format_date(start)}."
        return False, why, ()
    reference = launch or max(on, start)
    param = eu_threshold(buyer_kind=purchase.buyer_kind, nature=purchase.nature, is_concession=purchase.is_concession)
    threshold = known_value(param, reference)
    if threshold is None:
        return None, f"Les seuils européens au {format_date(reference)} ne figurent pas encore dans nos tables.", ()
    return _against_threshold(amount, threshold, launch=launch)


def _against_threshold(
    amount: Euros | None, threshold: DatedValue, *, launch: date | None
) -> tuple[bool | None, str, tuple[str, ...]]:
    start = format_date(SOCIAL_CONDITION_FROM.on)
    limit = f"{format_euros(threshold.value)} HT"
    unknown_launch = (LAUNCH,) if launch is None else ()
    if amount is None:
        why = f"Il manque le montant : l’obligation vaut à partir de {limit}."
        return None, why, (AMOUNT, *unknown_launch)
    if amount < threshold.value:
        return False, f"Le montant est inférieur au seuil européen de {limit} ({threshold.period}).", ()
    reached = f"Le montant atteint le seuil européen de {limit} ({threshold.period})"
    if launch is None:
        why = f"{reached}. Il manque la date de lancement : à compter du {start}, la condition est obligatoire."
        return None, why, unknown_launch
    why = f"{reached} et la consultation est lancée le {format_date(launch)} (obligation depuis le {start})."
    return True, why, ()


def social_condition(purchase: Purchase, *, on: date) -> Duty:
    """Mandatory social or employment condition of performance at or above the EU thresholds.

    Source: CCP L2112-2-1 and L3114-2-1, in force on 2026-08-21 (domain.md §1.2 [V]); exceptions [R].
    """
    binds, why, missing = _social_answer(purchase, on=on)
    article, source = _social_article(purchase)
    return Duty(
        code="social_condition",
        title="Prévoir une condition d’exécution sociale ou relative à l’emploi",
        rule=_SOCIAL_RULE,
        binds=binds,
        why=why,
        article=article,
        source=source,
        exceptions=() if binds is False else possible_exceptions(purchase),
        missing=missing,
    )


def need_definition(purchase: Purchase) -> Duty:
    """The need is defined with social goals in mind, whatever the amount (L2111-1 [S][V]; concessions [R])."""
    article, certainty = ("L3111-1", _R) if purchase.is_concession else ("L2111-1", _V)
    if purchase.is_defence:
        binds, why = None, "Le régime propre à la défense ou à la sécurité n’a pas été vérifié sur ce point."
        certainty = _NF
    else:
        binds = True
        why = "Le besoin est défini avant le lancement en tenant compte d’objectifs sociaux, quel que soit le montant."
    return Duty(
        code="need_definition",
        title="Définir le besoin en tenant compte d’objectifs sociaux",
        rule="Toujours, avant le lancement, quel que soit le montant.",
        binds=binds,
        why=why,
        article=article,
        source=Source(f"CCP, art. {article}", certainty),
    )


def spaser(purchase: Purchase, *, on: date) -> Duty:
    """Responsible-purchasing scheme above a yearly amount of purchases (L2111-3, D2111-3 [S][V])."""
    threshold = dated_value_on(SPASER_THRESHOLD, on)
    limit, annual = format_euros(threshold.value), purchase.buyer_annual_purchases
    binds: bool | None
    missing: tuple[str, ...] = ()
    if annual is None:
        binds, missing = None, (ANNUAL,)
        why = f"Il manque le montant annuel des achats : l’obligation vaut au-delà de {limit} par an."
    elif annual > threshold.value:
        binds = True
        why = f"L’acheteur achète pour {format_euros(annual)} par an, au-delà du seuil de {limit}."
    else:
        binds = False
        why = f"L’acheteur achète pour {format_euros(annual)} par an, sans dépasser le seuil de {limit}."
    if purchase.is_state and binds is not False:
        why += " L’État est concerné depuis la loi Industrie verte du 23 octobre 2023."
    return Duty(
        code="spaser",
        title="Adopter un schéma de promotion des achats responsables (SPASER)",
        rule="Quand les achats de l’année dépassent le seuil, quel que soit l’achat examiné.",
        binds=binds,
        why=why,
        article="L2111-3 et D2111-3",
        source=threshold.source,
        missing=missing,
    )


def pnad(*, on: date) -> Duty:
    """National plan for sustainable purchasing: a target, never a duty (domain.md §1.4 [S][V])."""
    dated = known_value(PNAD_SOCIAL, on)
    if dated is None:
        why = (
            "Le plan connu couvrait 2022 à 2025 ; aucune suite n’a été trouvée. Il n’avait pas de portée contraignante."
        )
        source = Source("Plan national pour des achats durables, après 2025", _NF)
    else:
        why = (
            f"Objectif sans portée contraignante : {format_rate(dated.value)} des contrats notifiés dans l’année "
            "avec une considération sociale, fin 2025."
        )
        source = dated.source
    return Duty(
        code="pnad",
        title="Objectif du plan national pour des achats durables (PNAD)",
        rule="Jamais obligatoire : c’est un objectif.",
        binds=False,
        why=why,
        article="PNAD 2022-2025",
        source=source,
    )


def essential_data(purchase: Purchase, *, on: date) -> Duty:
    """Publication of the social consideration in the essential data (domain.md §1.5 [V])."""
    binds: bool | None = None
    missing: tuple[str, ...] = ()
    threshold, amount = known_value(DECP_THRESHOLD, on), purchase.amount_excl_vat
    if threshold is None:
        why, source = "Le format en vigueur avant 2024 n’est pas dans nos tables.", DECP_THRESHOLD.values[0].source
    else:
        limit, source = f"{format_euros(threshold.value)} HT", threshold.source
        if amount is None:
            missing, why = (AMOUNT,), f"Il manque le montant : la publication est due à partir de {limit}."
        elif amount >= threshold.value:
            binds, why = True, f"À partir de {limit}, le champ « considération sociale » doit être renseigné."
        else:
            binds, why = False, f"Le montant est inférieur à {limit}."
    return Duty(
        code="essential_data",
        title="Déclarer la considération sociale dans les données essentielles",
        rule="À partir du seuil de publication des données essentielles.",
        binds=binds,
        why=why,
        article="Arrêté du 22 décembre 2022",
        source=source,
        missing=missing,
    )


def concession_report(purchase: Purchase) -> Duty:
    """The concession holder's yearly report describes insertion measures (R3131-3 [V])."""
    return Duty(
        code="concession_report",
        title="Décrire chaque année les mesures d’insertion dans le rapport du concessionnaire",
        rule="Chaque année, pour toute concession.",
        binds=None if purchase.is_defence else True,
        why=(
            "Le régime propre à la défense ou à la sécurité n’a pas été vérifié sur ce point."
            if purchase.is_defence
            else "Le rapport annuel d’une concession décrit les mesures prises pour l’environnement et l’insertion."
        ),
        article="R3131-3",
        source=Source("CCP, art. R3131-3", _NF if purchase.is_defence else _V),
    )


def all_duties(purchase: Purchase, *, on: date) -> tuple[Duty, ...]:
    """Every duty looked at, the most demanding first."""
    found = [
        social_condition(purchase, on=on),
        need_definition(purchase),
        essential_data(purchase, on=on),
        spaser(purchase, on=on),
        pnad(on=on),
    ]
    if purchase.is_concession:
        found.append(concession_report(purchase))
    return tuple(found)
