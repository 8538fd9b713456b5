"""What a contract lets count, and why an hour is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ..errors import RuleError
from ..explanation import Certainty, Source
from ..vocabulary import ContractKind, Labelled, Modality

WORK_STUDY = Source(
    "CCAG Travaux 2021, art. 20.1.2", Certainty.VERIFIED, "Formation incluse dans le contrat de travail."
)
TRAINING = Source("Formation liée au marché, hors alternance", Certainty.RECALLED, "À fixer par le marché.")
LEAVE = Source("Congés et absences : en général non comptés", Certainty.RECALLED)
PMSMP = Source("Immersions et stages : en général non comptés", Certainty.RECALLED)
CDI_CAP = Source("CCAP de l’État, 2021", Certainty.VERIFIED, "Reste du marché, 4 ans au plus, dans ce marché-là.")
WORK = Source("Heures travaillées sur le marché qui porte la clause", Certainty.VERIFIED, "creilsudoise.fr")
ELIGIBILITY = Source("Éligibilité lue au jour travaillé", Certainty.STATED)
CONTRACT = Source("Pièces du marché", Certainty.STATED)


class Refusal(Labelled):
    """Why hours do not count. ``pending`` is not a refusal: the eligibility is still to be established."""

    MODALITY = "modality", "Modalité non prévue par le marché"
    CONTRACT_KIND = "contract_kind", "Type de contrat de travail non prévu par le marché"
    BEFORE_START = "before_start", "Avant le début du marché"
    AFTER_END = "after_end", "Après la fin du marché"
    BEFORE_HIRING = "before_hiring", "Avant l’embauche"
    CDI_CAP = "cdi_cap", "Au-delà de la durée comptée pour un CDI"
    TRAINING = "training", "Formation non comptée par le marché"
    LEAVE = "leave", "Congés ou absences non comptés par le marché"
    PMSMP = "pmsmp", "Immersion ou stage non comptés par le marché"
    NOT_ELIGIBLE = "not_eligible", "Personne non éligible ce jour-là"
    PENDING = "pending", "Éligibilité à établir"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingTerms:
    """What the contract says of the hours that count. Every field may be set by the contract.

    An empty set of modalities or contract kinds means that the contract limits none of them. ``cdi_years_cap`` is the
    number of years, from hiring, during which the hours of a CDI count (4 in one real State contract of 2021 [V]);
    None: the contract writes no cap.
    """

    training_counts_for_work_study: bool = True
    training_counts_otherwise: bool = False
    leave_counts: bool = False
    pmsmp_counts: bool = False
    cdi_years_cap: int | None = None
    modalities: frozenset[Modality] = field(default_factory=frozenset)
    contract_kinds: frozenset[ContractKind] = field(default_factory=frozenset)
    #: First and last day on which hours may be worked (notification, delivery…).
    starts_on: date | None = None
    ends_on: date | None = None

    def __post_init__(self) -> None:
        if self.cdi_years_cap is not None and self.cdi_years_cap <= 0:
            raise RuleError("Le plafond de durée d’un CDI doit être d’au moins un an.", field="cdi_years_cap")
        if self.starts_on is not None and self.ends_on is not None and self.ends_on < self.starts_on:
            raise RuleError("Le marché finit avant d’avoir commencé.", field="ends_on")
