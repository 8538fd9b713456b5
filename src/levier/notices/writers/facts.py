"""Social facts of a purchase, lot by lot, in the words of no format.

The recognition of a notice and the clause of one's own record can both be turned into them. What no format tells apart
(handicap and IAE, in eForms and OCDS) is told apart here, and said with the article.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from levier.notices.decp.model import AwardedContract, Social
from levier.notices.model import Lot, Notice


class Reserved(StrEnum):
    """To whom a lot is reserved (code de la commande publique)."""

    HANDICAP = "handicap"
    IAE = "iae"
    BOTH = "both"
    PRISON = "prison"
    ESS = "ess"

    @property
    def label(self) -> str:
        return f"réservé {_WHOM[self]}"

    @property
    def article(self) -> str:
        return _ARTICLES[self]


_WHOM = {
    Reserved.HANDICAP: "aux entreprises adaptées et aux ESAT",
    Reserved.IAE: "aux structures d’insertion par l’activité économique",
    Reserved.BOTH: "aux entreprises adaptées, aux ESAT et aux structures d’insertion",
    Reserved.PRISON: "au travail en établissement pénitentiaire",
    Reserved.ESS: "aux entreprises de l’économie sociale et solidaire",
}
_ARTICLES = {
    Reserved.HANDICAP: "L. 2113-12",
    Reserved.IAE: "L. 2113-13",
    Reserved.BOTH: "L. 2113-14",
    Reserved.PRISON: "L. 2113-13-1",
    Reserved.ESS: "L. 2113-15",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialCriterion:
    """An award criterion that judges the social side of the offers."""

    name: str
    description: str = ""
    weight: Decimal | None = None
    #: « % », « points », « rang », or empty when nobody says.
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotFacts:
    """What is social in one lot; ``lot`` is empty for the whole purchase."""

    lot: str = ""
    condition: bool = False
    #: The text of the performance condition, as the documents write it.
    condition_text: str = ""
    criteria: tuple[SocialCriterion, ...] = ()
    reserved: Reserved | None = None
    #: BT-736: performed under sheltered employment programmes.
    reserved_execution: bool = False
    #: The purchase is itself one of insertion services.
    insertion_object: bool = False
    #: BT-775 codes; ``opp`` by default, the one that French social clauses aim at.
    objectives: tuple[str, ...] = ("opp",)

    @property
    def is_social(self) -> bool:
        return bool(
            self.condition or self.criteria or self.reserved or self.reserved_execution or self.insertion_object
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialFacts:
    """Social facts of one purchase."""

    lots: tuple[LotFacts, ...]
    title: str = ""
    procedure_id: str = ""

    @property
    def declared(self) -> tuple[Social, ...]:
        """The considerations a DECP declares for the whole, in the order of its list."""
        present = {
            Social.CLAUSE: any(lot.condition or lot.reserved_execution for lot in self.lots),
            Social.CRITERION: any(lot.criteria for lot in self.lots),
            Social.RESERVED: any(lot.reserved for lot in self.lots),
        }
        return tuple(kind for kind, is_there in present.items() if is_there)


def facts_of_contract(contract: AwardedContract) -> SocialFacts:
    """What an awarded contract declares; to whom it is reserved is not in the DECP: both kinds are then written."""
    declared = contract.social or ()
    lot = LotFacts(
        condition=Social.CLAUSE in declared,
        criteria=(SocialCriterion(name="Critère social"),) if Social.CRITERION in declared else (),
        reserved=Reserved.BOTH if Social.RESERVED in declared else None,
    )
    return SocialFacts(lots=(lot,), title=contract.object, procedure_id=contract.uid)


def facts_of_codes(notice: Notice) -> SocialFacts:
    """What the structured codes of a notice say, and nothing of its texts.

    ``res-ws`` covers sheltered workshops and insertion alike. A declared social objective (BT-06, BT-775) is taken for
    a performance condition only beside a text of BT-70: alone it proves little.
    """
    return SocialFacts(
        lots=tuple(_of_codes(lot) for lot in notice.lots), title=notice.title, procedure_id=notice.procedure_id
    )


def _of_codes(lot: Lot) -> LotFacts:
    reserved = None
    if "res-ws" in lot.reserved_participation:
        reserved = Reserved.BOTH
    elif "res-pub-ser" in lot.reserved_participation:
        reserved = Reserved.ESS
    social = "soc-obj" in lot.strategic or bool(lot.social_objectives)
    return LotFacts(
        lot=lot.id,
        condition=social and bool(lot.performance_terms),
        condition_text=lot.performance_terms if social else "",
        reserved=reserved,
        reserved_execution=lot.reserved_execution == "yes",
        objectives=lot.social_objectives or ("opp",),
    )
