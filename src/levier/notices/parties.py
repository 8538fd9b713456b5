"""The organisations of an eForms notice: one list, referred to by ORG-0001, TPA-0001, TEN-0001."""

from __future__ import annotations

from collections.abc import Callable

from .model import Party, Place
from .tree import Element, first, nodes, text
from .values import one_line, party, place

_X = "ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension"


class Organisations:
    """Organisations by identifier, read once and only when somebody refers to them."""

    def __init__(self, root: Element, words: Callable[[Element, str], str], warnings: list[str]) -> None:
        self.root = root
        self.words = words
        self.warnings = warnings
        self.companies = {
            text(company, "cac:PartyIdentification/cbc:ID"): company
            for company in nodes(root, f"{_X}/efac:Organizations/efac:Organization/efac:Company")
        }
        self._read: dict[str, Party] = {}

    def get(self, identifier: str) -> Party | None:
        """The organisation of that identifier (a SIRET warning is given once)."""
        company = self.companies.get(identifier)
        if company is None:
            return None
        if identifier not in self._read:
            self._read[identifier] = party(
                name=self.words(company, "cac:PartyName/cbc:Name"),
                identifier=text(company, "cac:PartyLegalEntity/cbc:CompanyID"),
                where=_address(first(company, "cac:PostalAddress")),
                warnings=self.warnings,
                french=text(company, "cac:PostalAddress/cac:Country/cbc:IdentificationCode") in ("FRA", ""),
            )
        return self._read[identifier]

    def buyers(self) -> tuple[Party, ...]:
        """Every contracting party (OPT-300); a party written in full without a reference is read as it is."""
        found: list[Party] = []
        for node in nodes(self.root, "cac:ContractingParty/cac:Party"):
            known = self.get(text(node, "cac:PartyIdentification/cbc:ID"))
            name = one_line(self.words(node, "cac:PartyName/cbc:Name"))
            if known is not None:
                found.append(known)
            elif name:
                found.append(Party(name=name, place=_address(first(node, "cac:PostalAddress"))))
        return tuple(dict.fromkeys(found))


def _address(node: Element | None) -> Place:
    if node is None:
        return Place()
    return place(
        nuts=text(node, "cbc:CountrySubentityCode"),
        postcode=text(node, "cbc:PostalZone"),
        city=text(node, "cbc:CityName"),
    )
