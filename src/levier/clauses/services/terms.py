"""What the contract says beside the hours: scope, publics, modalities, counting, penalties."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from levier.accounts.actor import Actor
from levier.domain.eligibility import CRITERIA
from levier.domain.errors import RuleError
from levier.domain.quantities import Euros, Rate, check_amount, check_rate
from levier.domain.vocabulary import Modality
from levier.journal import note, service
from levier.procurement.models import Lot

from .. import perms
from ..models import Clause
from .common import draft_of

MAX_CDI_YEARS = 10
_CODES = tuple(criterion.code for criterion in CRITERIA)


@service("clauses.terms.set", perms.EDIT)
def set_terms(
    *,
    actor: Actor,
    lot: Lot,
    scope: str,
    publics: Sequence[str] = (),
    modalities: Sequence[Modality] = (),
    cdi_years_cap: int | None = None,
    leave_counts: bool = False,
    pmsmp_counts: bool = False,
) -> Clause:
    """Scope of the action, publics (none: the common list of the CCAG), modalities (none: all), counting rules.

    Raises:
        RuleError: an unknown public; a cap on CDI years that makes no sense.
        Conflict: the clause is no longer a draft.
    """
    clause = draft_of(actor, lot)
    unknown = set(publics) - set(_CODES)
    if unknown:
        raise RuleError("Un des publics choisis n’existe pas dans la table : rechargez la page.", field="publics")
    if cdi_years_cap is not None and not 1 <= cdi_years_cap <= MAX_CDI_YEARS:
        raise RuleError(
            f"Le plafond pour un CDI va de 1 à {MAX_CDI_YEARS} ans ; laissez vide si le contrat n’en fixe pas.",
            field="cdi_years_cap",
        )
    clause.scope = scope.strip()
    clause.publics = [code for code in _CODES if code in publics]
    clause.modalities = [one.value for one in Modality if one in modalities]
    clause.cdi_years_cap, clause.leave_counts, clause.pmsmp_counts = cdi_years_cap, leave_counts, pmsmp_counts
    clause.save()
    note(clause, publics=clause.publics, modalities=clause.modalities, cdi_years_cap=cdi_years_cap)
    return clause


@service("clauses.penalties.set", perms.EDIT)
def set_penalties(
    *,
    actor: Actor,
    lot: Lot,
    per_hour: Euros | None = None,
    per_day: Euros | None = None,
    smic_multiple: Decimal | None = None,
    lump_sum: Euros | None = None,
    cap: Euros | None = None,
    cap_share: Rate | None = None,
    ccag_cap_applies: bool | None = None,
    ccag_exemption_applies: bool | None = None,
) -> Clause:
    """Penalties exactly as the contract will write them; ``None`` writes nothing. No default amount.

    Raises:
        RuleError: a null or negative amount, two caps at once, a cap without any penalty.
        Conflict: the clause is no longer a draft.
    """
    clause = draft_of(actor, lot)
    amounts = {"per_hour": per_hour, "per_day": per_day, "lump_sum": lump_sum, "cap": cap}
    for field, value in amounts.items():
        if value is not None and not check_amount(value, what="La pénalité", field=field):
            raise RuleError("Laissez vide plutôt que 0 : une pénalité nulle ne s’écrit pas.", field=field)
    if smic_multiple is not None and not 0 < smic_multiple <= Decimal("999.99"):
        raise RuleError("Le multiple du SMIC doit être supérieur à 0 et inférieur à 1 000.", field="smic_multiple")
    if cap_share is not None and not check_rate(cap_share, what="Le plafond", field="cap_share"):
        raise RuleError("Laissez vide plutôt que 0 % : un plafond nul annule les pénalités.", field="cap_share")
    if cap is not None and cap_share is not None:
        raise RuleError("Le plafond est soit un montant, soit une part du marché : gardez l’un des deux.", field="cap")
    written = any(value is not None for value in (per_hour, per_day, smic_multiple, lump_sum))
    if not written and (cap is not None or cap_share is not None):
        raise RuleError("Un plafond n’a de sens qu’avec au moins une pénalité.", field="cap")
    clause.penalty_per_hour, clause.penalty_per_day = per_hour, per_day
    clause.penalty_smic_multiple, clause.penalty_lump_sum = smic_multiple, lump_sum
    clause.penalty_cap, clause.penalty_cap_share = cap, cap_share
    clause.ccag_cap_applies, clause.ccag_exemption_applies = ccag_cap_applies, ccag_exemption_applies
    clause.save()
    note(clause, per_hour=per_hour, per_day=per_day, smic_multiple=smic_multiple, lump_sum=lump_sum)
    return clause
