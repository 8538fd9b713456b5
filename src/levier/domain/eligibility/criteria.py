"""The criteria that make a person eligible, with the proofs they usually ask for.

Families A and B are those of the insertion clause of the 2021 CCAG (domain.md §2.1). Proofs and their freshness are
the ones of the State's list for insertion through economic activity (domain.md §4.1 [V]): **they are rules of the IAE,
not of the clause**, reused as defaults that each facilitating body may override.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ..errors import RuleError
from ..explanation import Certainty, Source
from ..vocabulary import Labelled

#: The criterion that says nothing of the reason (GDPR, art. 9 and 10).
PROTECTED = "recognised_by_structure"


class Family(Labelled):
    """The two families of the CCAG clause."""

    A = "A", "Personnes prises en charge dans une structure reconnue par l’État"
    B = "B", "Personnes éloignées de l’emploi répondant à un critère"


class Sensitivity(Labelled):
    """Why a criterion must be stored narrowly (domain.md §7)."""

    ORDINARY = "ordinary", "donnée ordinaire"
    HEALTH = "health", "donnée de santé (RGPD, art. 9)"
    OFFENCE = "offence", "donnée d’infraction (RGPD, art. 10) : le motif n’est jamais demandé ni conservé"


@dataclass(frozen=True, slots=True)
class Proof:
    """A document that shows a criterion; ``freshness_months`` is its greatest age on the day of entry."""

    kind: str
    label: str
    freshness_months: int | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One way of being eligible. Meeting any one criterion suffices (creilsudoise.fr [V])."""

    code: str
    #: What may be written beside a person's name by those entitled to see it.
    label: str
    family: Family
    #: Level in the State's IAE list (1 or 2), None outside it.
    level: int | None
    sensitivity: Sensitivity
    proofs: tuple[Proof, ...]
    source: Source
    #: True when the criterion belongs to the common list of the CCAG; False when a clause must name it.
    common: bool = True

    @property
    def special_category(self) -> bool:
        """True for health and offence data: separate storage, stricter rights, no free text."""
        return self.sensitivity is not Sensitivity.ORDINARY

    @property
    def public_code(self) -> str:
        """The criterion under which the person is counted and kept once erased: never a special category."""
        return PROTECTED if self.sensitivity is Sensitivity.HEALTH else self.code

    @property
    def public_label(self) -> str:
        """What buyers and companies may read: never a special category."""
        return "Public éligible (motif protégé)" if self.special_category else self.label

    def proof(self, kind: str) -> Proof | None:
        """The accepted proof of that kind, if any."""
        return next((proof for proof in self.proofs if proof.kind == kind), None)


_CCAG = Source("CCAG 2021, clause d’insertion (CCAG-TIC, art. 16.1.1)", Certainty.VERIFIED)
_CCAG_R = Source("CCAG 2021, clause d’insertion (CCAG-TIC, art. 16.1.1)", Certainty.RECALLED)
_CCAG_GEIQ = replace(_CCAG, note="La fin de l’énoncé reste à vérifier.")
_VAUCLUSE = Source(
    "Liste des publics en usage avant 2021 (cie84.org)",
    Certainty.VERIFIED,
    "La reprise exacte dans le CCAG 2021 reste à vérifier.",
)
_IAE = Source("Critères administratifs de l’IAE (les-emplois)", Certainty.VERIFIED, "Règle de l’IAE, non de la clause.")

_BENEFIT = Proof("benefit_certificate", "Attestation de l’organisme qui verse l’allocation", 3)
_FRANCE_TRAVAIL = Proof("france_travail_certificate", "Attestation France Travail", 3)
_IDENTITY = Proof("identity_document", "Pièce d’identité présentée (non conservée)")
_STRUCTURE = Proof("structure_certificate", "Attestation de la structure")
_OPINION = Proof("reasoned_opinion", "Avis motivé du prescripteur, validé par le facilitateur")


def _criterion(
    code: str,
    label: str,
    family: Family,
    source: Source,
    *proofs: Proof,
    level: int | None = None,
    sensitivity: Sensitivity = Sensitivity.ORDINARY,
    common: bool = True,
) -> Criterion:
    return Criterion(code, label, family, level, sensitivity, proofs, source, common)


CRITERIA: tuple[Criterion, ...] = (
    _criterion(
        "adapted_sector",
        "Salarié d’une entreprise adaptée (EA) ou d’une entreprise adaptée de travail temporaire (EATT), usager d’un "
        "établissement et service d’accompagnement par le travail (ESAT)",
        Family.A,
        _CCAG,
        _STRUCTURE,
        sensitivity=Sensitivity.HEALTH,
    ),
    _criterion(
        "iae",
        "Personne en parcours d’insertion par l’activité économique (EI, ETTI, AI, ACI)",
        Family.A,
        _CCAG,
        Proof("pass_iae", "PASS IAE en cours de validité"),
        _STRUCTURE,
    ),
    _criterion("regie", "Salarié d’une régie de quartier ou de territoire agréée", Family.A, _CCAG, _STRUCTURE),
    _criterion(
        "special_scheme",
        "Personne suivie par l’établissement pour l’insertion dans l’emploi (EPIDE) ou une école de la deuxième chance",
        Family.A,
        _CCAG,
        _STRUCTURE,
    ),
    _criterion("geiq", "Personne en parcours d’insertion dans un GEIQ", Family.A, _CCAG_GEIQ, _STRUCTURE),
    _criterion(
        # Art. 10 GDPR: A-f of the CCAG and prison leavers are kept under a name that says nothing of the reason.
        PROTECTED,
        "Personne orientée et reconnue éligible par une structure partenaire (motif non communiqué)",
        Family.A,
        _CCAG_R,
        Proof("structure_certificate", "Attestation de la structure, sans motif", 6),
        level=2,
        sensitivity=Sensitivity.OFFENCE,
    ),
    _criterion(
        "long_term_jobseeker",
        "Demandeur d’emploi depuis plus de 12 mois",
        Family.B,
        _VAUCLUSE,
        _FRANCE_TRAVAIL,
        level=2,
    ),
    _criterion(
        "very_long_term_jobseeker",
        "Demandeur d’emploi depuis plus de 24 mois",
        Family.B,
        _IAE,
        _FRANCE_TRAVAIL,
        level=1,
    ),
    _criterion("rsa", "Bénéficiaire du RSA en recherche d’emploi", Family.B, _VAUCLUSE, _BENEFIT, level=1),
    _criterion(
        "ass", "Bénéficiaire de l’allocation de solidarité spécifique (ASS)", Family.B, _VAUCLUSE, _BENEFIT, level=1
    ),
    _criterion(
        "aah",
        "Bénéficiaire de l’allocation aux adultes handicapés (AAH)",
        Family.B,
        _VAUCLUSE,
        _BENEFIT,
        level=1,
        sensitivity=Sensitivity.HEALTH,
    ),
    _criterion(
        "invalidity_pension",
        "Bénéficiaire d’une pension d’invalidité",
        Family.B,
        _VAUCLUSE,
        _BENEFIT,
        sensitivity=Sensitivity.HEALTH,
    ),
    _criterion(
        "disabled_worker",
        "Travailleur handicapé reconnu ou bénéficiaire de l’obligation d’emploi (C. trav., art. L5212-13)",
        Family.B,
        _VAUCLUSE,
        Proof("disability_decision", "Décision en cours de validité, présentée (non conservée)"),
        level=2,
        sensitivity=Sensitivity.HEALTH,
    ),
    _criterion(
        "under_26",
        "Moins de 26 ans sans qualification, ou sorti depuis 6 mois au moins du système scolaire",
        Family.B,
        _VAUCLUSE,
        _IDENTITY,
        Proof("sworn_statement", "Attestation sur l’honneur (niveau, fin des études)", 3),
        Proof("mission_locale_certificate", "Attestation de la mission locale", 3),
        level=2,
    ),
    _criterion(
        "over_50", "Demandeur d’emploi de plus de 50 ans", Family.B, _VAUCLUSE, _IDENTITY, _FRANCE_TRAVAIL, level=2
    ),
    _criterion(
        "reinforced_support",
        "Jeune en suivi renforcé : parcours contractualisé d’accompagnement vers l’emploi et l’autonomie (PACEA), "
        "service militaire volontaire (SMV) ou service militaire adapté (SMA)",
        Family.B,
        _CCAG_R,
        Proof("mission_locale_certificate", "Attestation de la mission locale", 3),
    ),
    _criterion(
        "qpv",
        "Habitant d’un quartier prioritaire (QPV) éloigné de l’emploi",
        Family.B,
        Source("CCAG 2021, clause d’insertion", Certainty.RECALLED, "Critère suffisant à lui seul : à vérifier."),
        Proof("proof_of_address", "Justificatif de domicile", 6),
        level=2,
    ),
    _criterion(
        "protected_person",
        "Réfugié ou bénéficiaire de la protection subsidiaire",
        Family.B,
        _CCAG_R,
        Proof("residence_permit", "Titre de séjour en cours de validité, présenté (non conservé)"),
        level=2,
    ),
    _criterion(
        "reasoned_opinion",
        "Autre personne en difficulté, sur avis motivé",
        Family.B,
        Source("Liste des publics en usage avant 2021 (cie84.org)", Certainty.VERIFIED),
        _OPINION,
    ),
    _criterion(
        "low_qualification",
        "Niveau 3 (CAP, BEP) ou en deçà",
        Family.B,
        _IAE,
        Proof("diploma", "Diplôme"),
        Proof("sworn_statement", "Attestation sur l’honneur", 3),
        level=2,
        common=False,
    ),
    _criterion(
        "child_welfare",
        "Sortant de l’aide sociale à l’enfance",
        Family.B,
        _IAE,
        Proof("child_welfare_certificate", "Attestation de l’aide sociale à l’enfance", 12),
        level=2,
        common=False,
    ),
    _criterion(
        "lone_parent",
        "Parent isolé",
        Family.B,
        _IAE,
        Proof("caf_certificate", "Attestation de la CAF", 3),
        level=2,
        common=False,
    ),
    _criterion(
        "no_housing",
        "Personne sans hébergement",
        Family.B,
        _IAE,
        Proof("domiciliation", "Attestation de domiciliation ou d’un travailleur social", 3),
        level=2,
        common=False,
    ),
    _criterion(
        "french_below_a1",
        "Niveau de français inférieur à A1",
        Family.B,
        _IAE,
        Proof("fle_assessment", "Évaluation en français langue étrangère", 6),
        level=2,
        common=False,
    ),
    _criterion(
        "mobility",
        "Problème de mobilité",
        Family.B,
        _IAE,
        Proof("mobility_diagnosis", "Diagnostic de mobilité", 6),
        level=2,
        common=False,
    ),
    _criterion(
        "rural_priority_area",
        "Habitant d’une zone de revitalisation rurale (ZRR, ZFRR)",
        Family.B,
        _IAE,
        Proof("proof_of_address", "Justificatif de domicile", 6),
        level=2,
        common=False,
    ),
)

#: Codes of the common list: what an empty ``ClauseTerms.criteria`` means.
COMMON_CODES: frozenset[str] = frozenset(criterion.code for criterion in CRITERIA if criterion.common)


def by_code(code: str, criteria: Iterable[Criterion] = CRITERIA) -> Criterion:
    """The criterion of that code.

    Raises:
        RuleError: when no criterion has it.
    """
    for criterion in criteria:
        if criterion.code == code:
            return criterion
    raise RuleError(f"Le critère « {code} » n’existe pas dans la table des publics.", field="criterion")


def with_proofs(
    overrides: Mapping[str, tuple[Proof, ...]], criteria: tuple[Criterion, ...] = CRITERIA
) -> tuple[Criterion, ...]:
    """The table with the proofs a facilitating body decided, criterion by criterion.

    Raises:
        RuleError: when an override names a criterion that does not exist.
    """
    for code in overrides:
        by_code(code, criteria)
    return tuple(
        replace(criterion, proofs=overrides[criterion.code]) if criterion.code in overrides else criterion
        for criterion in criteria
    )
