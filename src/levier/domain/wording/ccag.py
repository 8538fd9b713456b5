"""Where each CCAG of 2021 holds its insertion clause (domain.md §2): cited only when certain."""

from __future__ import annotations

from dataclasses import dataclass

from ..explanation import Certainty, Source
from ..vocabulary import Ccag


@dataclass(frozen=True, slots=True)
class CcagClause:
    """The insertion clause of one CCAG. ``number`` is empty when it was not found."""

    ccag: Ccag
    number: str
    source: Source

    @property
    def certain(self) -> bool:
        return bool(self.number) and not self.source.certainty.to_check

    @property
    def citation(self) -> str:
        """« l’article 20.1 du CCAG Travaux », or without the number when it is not certain."""
        name = _NAMES[self.ccag]
        return f"l’article {self.number} du {name}" if self.certain else f"la clause d’insertion sociale du {name}"


_NAMES: dict[Ccag, str] = {
    Ccag.WORKS: "CCAG applicable aux marchés publics de travaux",
    Ccag.FCS: "CCAG applicable aux marchés publics de fournitures courantes et de services",
    Ccag.TIC: "CCAG applicable aux marchés publics de techniques de l’information et de la communication",
    Ccag.PI: "CCAG applicable aux marchés publics de prestations intellectuelles",
    Ccag.MI: "CCAG applicable aux marchés publics industriels",
    Ccag.MOE: "CCAG applicable aux marchés publics de maîtrise d’œuvre",
}

_CLAUSES: dict[Ccag, CcagClause] = {
    clause.ccag: clause
    for clause in (
        CcagClause(
            Ccag.WORKS, "20.1", Source("CCAG Travaux 2021, art. 20.1", Certainty.VERIFIED, "Lu sur lesgeiq.fr.")
        ),
        CcagClause(Ccag.FCS, "16.1", Source("CCAG FCS 2021, art. 16.1", Certainty.VERIFIED, "Lu sur inserpropre.fr.")),
        CcagClause(
            Ccag.TIC,
            "16.1",
            Source("CCAG TIC 2021, art. 16.1", Certainty.VERIFIED, "Lu sur code-commande-publique.com."),
        ),
        CcagClause(Ccag.PI, "16.1", Source("CCAG PI 2021, art. 16.1", Certainty.RECALLED)),
        CcagClause(Ccag.MI, "", Source("CCAG MI 2021, article « Développement durable »", Certainty.NOT_FOUND)),
        CcagClause(Ccag.MOE, "", Source("CCAG MOE 2021, article « Développement durable »", Certainty.NOT_FOUND)),
    )
}


def ccag_clause(ccag: Ccag | None) -> CcagClause | None:
    """The insertion clause of a CCAG; ``None`` when the contract refers to none, or when this is not known."""
    return None if ccag is None else _CLAUSES.get(ccag)
