"""The same social facts, written in the three formats that others read: OCDS, DECP of 2022, eForms fields."""

from .decp import considerations, contract_2022, document_2022
from .eforms import Field, eforms_fields
from .facts import LotFacts, Reserved, SocialCriterion, SocialFacts, facts_of_codes, facts_of_contract
from .findings import facts_of_notice
from .ocds import facts_of_release, ocds_release

__all__ = [
    "Field",
    "LotFacts",
    "Reserved",
    "SocialCriterion",
    "SocialFacts",
    "considerations",
    "contract_2022",
    "document_2022",
    "eforms_fields",
    "facts_of_codes",
    "facts_of_contract",
    "facts_of_notice",
    "facts_of_release",
    "ocds_release",
]
