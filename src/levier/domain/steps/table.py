"""The seven steps of a clause, as the booklet draws them: who does what, with which document, how often."""

from __future__ import annotations

from dataclasses import dataclass

from ..explanation import Certainty, Source
from ..vocabulary import Labelled, Party

BOOKLET = Source(
    "Livret de restitution du colloque de Péronne (DREETS Hauts-de-France, 3 juin 2025)",
    Certainty.STATED,
    "Les sept étapes pour une bonne pratique de la clause sociale.",
)


def _booklet(note: str) -> Source:
    return Source(BOOKLET.reference, Certainty.STATED, note)


_USAGE = Source("Usage des facilitateurs", Certainty.RECALLED)


class Step(Labelled):
    """Where a clause is in its life."""

    PROGRAMMATION = "programmation", "Programmation"
    MONTAGE = "montage", "Montage"
    LANCEMENT = "lancement", "Lancement"
    SUIVI = "suivi", "Suivi"
    MISE_EN_OEUVRE = "mise_en_oeuvre", "Mise en œuvre"
    COMMANDES = "commandes", "Bons de commande"
    FIN = "fin", "Fin"

    @property
    def number(self) -> int:
        """1 to 7, as in the booklet."""
        return list(Step).index(self) + 1


class DocumentKind(Labelled):
    """A document the steps expect."""

    PROGRAMME = "programme", "Programme des marchés en cours et à venir"
    SPECIFICATIONS = "specifications", "CCTP et dossier de consultation (DCE)"
    CLAUSE_WORDING = "clause_wording", "Rédaction proposée de la clause sociale"
    CCAP = "ccap", "CCAP"
    WINNERS_LIST = "winners_list", "Liste des attributaires"
    NOTIFICATION_LETTER = "notification_letter", "Lettre de notification"
    ENGAGEMENT = "acte_engagement", "Acte d’engagement et ses annexes"
    START_ORDER = "start_order", "Ordre de service (OS)"
    KICKOFF_INVITATION = "kickoff_invitation", "Invitation à la réunion de lancement"
    RECRUITMENT_PLAN = "recruitment_plan", "Planification des recrutements"
    ELIGIBILITY_PROOF = "eligibility_proof", "Justificatif d’éligibilité"
    WORK_CONTRACT = "work_contract", "Contrat de travail ou de mise à disposition"
    HOURS_STATEMENT = "hours_statement", "Relevé d’heures"
    ORDER_STATEMENT = "order_statement", "État des commandes par entreprise"
    CLOSING_REPORT = "closing_report", "Bilan final"
    CERTIFICATE = "certificate", "Attestation de bonne réalisation"


@dataclass(frozen=True, slots=True)
class ExpectedDocument:
    """A document of a step: who provides it, when, and whether the step is incomplete without it."""

    kind: DocumentKind
    provider: Party
    required: bool
    when: str
    source: Source = BOOKLET


@dataclass(frozen=True, slots=True)
class StepSheet:
    """What happens at a step. Sentences are in French, ready to be shown."""

    step: Step
    title: str
    buyer: str
    facilitator: str
    rhythm: str
    documents: tuple[ExpectedDocument, ...]
    framework_only: bool = False
    source: Source = BOOKLET

    @property
    def number(self) -> int:
        return self.step.number

    @property
    def required_documents(self) -> tuple[ExpectedDocument, ...]:
        return tuple(document for document in self.documents if document.required)


_B, _F, _C = Party.BUYER, Party.FACILITATOR, Party.CONTRACTOR
_ON_AWARD = "dès la notification"

SHEETS: dict[Step, StepSheet] = {
    sheet.step: sheet
    for sheet in (
        StepSheet(
            Step.PROGRAMMATION,
            "Revue des marchés en cours et à venir",
            "Informe le facilitateur des caractéristiques des programmes, de la date de publication et de la date "
            "prévisionnelle d’ordre de service.",
            "Établit le pré-diagnostic insertion.",
            "1 à 2 fois par an",
            (ExpectedDocument(DocumentKind.PROGRAMME, _B, required=True, when="à chaque revue"),),
        ),
        StepSheet(
            Step.MONTAGE,
            "Montage du dossier",
            "Transmet la nature de l’achat, le montant, la durée ou le planning et la technicité (CCTP, DCE).",
            "Propose un cadrage et une rédaction de la clause sociale, et appuie l’écriture du CCAP.",
            "3 à 4 mois avant la publication, quand c’est possible",
            (
                ExpectedDocument(DocumentKind.SPECIFICATIONS, _B, required=True, when="avant le calibrage"),
                ExpectedDocument(DocumentKind.CLAUSE_WORDING, _F, required=True, when="avant la publication"),
            ),
            source=_booklet("Le délai de 3 à 4 mois vient d’un acheteur de l’État interrogé en 2020."),
        ),
        StepSheet(
            Step.LANCEMENT,
            "Lancement du marché",
            "Transmet, dès la notification, la liste des attributaires, les lettres de notification, l’acte "
            "d’engagement et ses annexes, et le CCAP.",
            "Répond aux sollicitations des entreprises.",
            "De la publication à la notification",
            (
                ExpectedDocument(DocumentKind.WINNERS_LIST, _B, required=True, when=_ON_AWARD),
                ExpectedDocument(DocumentKind.NOTIFICATION_LETTER, _B, required=True, when=_ON_AWARD),
                ExpectedDocument(DocumentKind.ENGAGEMENT, _B, required=True, when=_ON_AWARD),
                ExpectedDocument(DocumentKind.CCAP, _B, required=True, when=_ON_AWARD),
            ),
        ),
        StepSheet(
            Step.SUIVI,
            "Suivi de l’opération",
            "Invite le facilitateur à la réunion de lancement du marché.",
            "Présente la clause sociale aux entreprises ; planifie les recrutements et la poursuite des parcours "
            "d’insertion.",
            "Au démarrage de chaque marché",
            (
                ExpectedDocument(DocumentKind.KICKOFF_INVITATION, _B, required=True, when="avant la réunion"),
                ExpectedDocument(DocumentKind.RECRUITMENT_PLAN, _C, required=False, when="après la réunion"),
                ExpectedDocument(DocumentKind.START_ORDER, _B, required=False, when="à son émission", source=_USAGE),
            ),
        ),
        StepSheet(
            Step.MISE_EN_OEUVRE,
            "Mise en œuvre de la clause",
            "Reste informé de l’avancement ; garde la décision sur les pénalités.",
            "Accompagne les entreprises, repère et mobilise les publics, valide leur éligibilité, aide au recrutement, "
            "reçoit les pièces justificatives.",
            "Relevé d’heures chaque mois (à vérifier)",
            (
                ExpectedDocument(
                    DocumentKind.ELIGIBILITY_PROOF, _F, required=True, when="avant l’embauche", source=_USAGE
                ),
                ExpectedDocument(DocumentKind.WORK_CONTRACT, _C, required=True, when="à l’embauche", source=_USAGE),
                ExpectedDocument(DocumentKind.HOURS_STATEMENT, _C, required=True, when="chaque mois", source=_USAGE),
            ),
            source=_booklet("La décision de l’acheteur sur les pénalités et le rythme mensuel complètent le livret."),
        ),
        StepSheet(
            Step.COMMANDES,
            "Si accord-cadre à bons de commande",
            "Informe le facilitateur de l’état des commandes du marché par entreprise.",
            "Recalcule les heures dues à chaque commande et prévient les entreprises.",
            "1 fois par trimestre",
            (ExpectedDocument(DocumentKind.ORDER_STATEMENT, _B, required=True, when="à la fin de chaque trimestre"),),
            framework_only=True,
            source=_booklet(
                "Le livret donne l’état trimestriel des commandes ; le recalcul des heures est notre usage."
            ),
        ),
        StepSheet(
            Step.FIN,
            "Fin du marché",
            "Reçoit le bilan ; décide des pénalités ou y renonce par écrit.",
            "Remet le bilan final et l’attestation de bonne réalisation aux entreprises et au donneur d’ordre.",
            "Une fois",
            (
                ExpectedDocument(DocumentKind.CLOSING_REPORT, _F, required=True, when="à la fin du marché"),
                ExpectedDocument(
                    DocumentKind.CERTIFICATE, _F, required=False, when="quand les heures dues sont réalisées"
                ),
            ),
            source=_booklet("La décision de l’acheteur sur les pénalités complète le livret."),
        ),
    )
}


def sheet(step: Step) -> StepSheet:
    """What happens at a step."""
    return SHEETS[step]


def active_steps(step: Step, *, is_framework: bool) -> tuple[Step, ...]:
    """The steps under way: on a framework agreement, orders and implementation run side by side."""
    side_by_side = (Step.MISE_EN_OEUVRE, Step.COMMANDES)
    return side_by_side if is_framework and step in side_by_side else (step,)


def line_of(*, is_framework: bool) -> tuple[Step, ...]:
    """The steps a contract goes through, in order; orders only for a framework agreement."""
    return tuple(step for step in Step if is_framework or not SHEETS[step].framework_only)
