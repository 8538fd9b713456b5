"""The facts about a purchase that the law looks at. Unknown stays ``None``, never a guess."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..errors import RuleError
from ..quantities import Euros, check_amount
from ..vocabulary import BuyerKind, PurchaseNature

_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_MAX_MONTHS = 1200


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """A contract or a concession, before or after its launch.

    ``amount_excl_vat`` is the estimated value of the whole need, all lots together, in euros excluding VAT.

    Raises:
        RuleError: for a negative or absurd amount, a duration below one month, a date out of this age.
    """

    buyer_kind: BuyerKind
    nature: PurchaseNature
    is_concession: bool = False
    amount_excl_vat: Euros | None = None
    #: Day the consultation is launched or the notice sent.
    consultation_on: date | None = None
    duration_months: int | None = None
    #: Integration into work *is* what is bought (R2123-1).
    insertion_is_object: bool = False
    buyer_has_insertion_competence: bool | None = None
    #: Health, social or cultural service on the list annexed to the code (L2113-15).
    ess_list_service: bool | None = None
    buyer_annual_purchases: Euros | None = None

    def __post_init__(self) -> None:
        if self.amount_excl_vat is not None:
            check_amount(self.amount_excl_vat, field="amount_excl_vat")
        if self.buyer_annual_purchases is not None:
            what = "Le montant annuel des achats"
            check_amount(self.buyer_annual_purchases, what=what, field="buyer_annual_purchases")
        if self.duration_months is not None and not 1 <= self.duration_months <= _MAX_MONTHS:
            raise RuleError(
                "La durée doit être d’au moins un mois et d’au plus cent ans. Saisissez un nombre de mois.",
                field="duration_months",
            )
        launch = self.consultation_on
        if launch is not None and not _FIRST_YEAR <= launch.year <= _LAST_YEAR:
            raise RuleError(
                f"L’année {launch.year} n’est pas possible pour une consultation. Vérifiez la date de lancement.",
                field="consultation_on",
            )

    @property
    def is_defence(self) -> bool:
        return self.buyer_kind is BuyerKind.DEFENCE

    @property
    def is_state(self) -> bool:
        return self.buyer_kind is BuyerKind.CENTRAL_STATE
