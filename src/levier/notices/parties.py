"""The organisations of an eForms notice: one list, referred to by ORG-0001, TPA-0001, TEN-0001."""

from __future__ import annotations

from collections.abc import Iterable

from .eforms_lots import place_of
from .eforms_walk import Record, company_id, company_of
from .eforms_words import Words
from .model import Party
from .tree import Element
from .values import party, token


class Organisations:
    """Organisations by identifier, read once and only when somebody refers to them."""

    __slots__ = ("_companies", "_read", "_warnings", "_words")

    def __init__(self, companies: Iterable[Element], words: Words, warnings: list[str]) -> None:
        self._words = words
        self._warnings = warnings
        self._companies = {token(company_id(company)): company for company in companies}
        self._read: dict[str, Party] = {}

    def get(self, identifier: str) -> Party | None:
        """The organisation of that identifier (a SIRET warning is given once)."""
        element = self._companies.get(identifier)
        if element is None:
            return None
        if identifier not in self._read:
            company = company_of(element)
            self._read[identifier] = party(
                name=self._words(company.get("name")),
                identifier=company.get("identifier", ""),
                where=place_of(company),
                warnings=self._warnings,
                french=token(company.get("country")) in ("FRA", ""),
            )
        return self._read[identifier]

    def buyers(self, parties: Iterable[Record]) -> tuple[Party, ...]:
        """Every contracting party (OPT-300); one written in full without a reference is read as it is."""
        found: list[Party] = []
        for record in parties:
            known = self.get(token(record.get("id")))
            name = self._words.line(record.get("name"))
            if known is not None:
                found.append(known)
            elif name:
                found.append(Party(name=name, place=place_of(record)))
        return tuple(dict.fromkeys(found))
