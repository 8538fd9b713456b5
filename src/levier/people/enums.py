"""Closed lists of this room."""

from django.db.models import TextChoices


class Sex(TextChoices):
    """As the national consolidation counts it."""

    WOMAN = "f", "Femme"
    MAN = "m", "Homme"
    UNSAID = "u", "Non renseigné"


class Education(TextChoices):
    """Level on entry (domain.md §4.2)."""

    BASIC = "basic", "Savoirs de base"
    CAP = "cap", "CAP ou BEP"
    BAC = "bac", "Baccalauréat"
    BAC2 = "bac2", "Bac + 2"
    BAC3 = "bac3", "Bac + 3 ou plus"
    FOREIGN = "foreign", "Diplôme étranger"
    UNSAID = "unsaid", "Non renseigné"


class OfferState(TextChoices):
    """Where a job offer is."""

    DRAFT = "draft", "Brouillon"
    PUBLISHED = "published", "Diffusée"
    CLOSED = "closed", "Close"


class CandidacyState(TextChoices):
    """Where a proposed candidate is; ``NEXT_STATES`` says what may follow."""

    PROPOSED = "proposed", "Proposée"
    INTERVIEW = "interview", "Entretien prévu"
    HIRED = "hired", "Embauchée"
    REFUSED = "refused", "Non retenue"
    WITHDRAWN = "withdrawn", "Retirée"


NEXT_STATES: dict[CandidacyState, tuple[CandidacyState, ...]] = {
    CandidacyState.PROPOSED: (
        CandidacyState.INTERVIEW,
        CandidacyState.HIRED,
        CandidacyState.REFUSED,
        CandidacyState.WITHDRAWN,
    ),
    # an interview may be moved to another day
    CandidacyState.INTERVIEW: (
        CandidacyState.INTERVIEW,
        CandidacyState.HIRED,
        CandidacyState.REFUSED,
        CandidacyState.WITHDRAWN,
    ),
}
#: The company has not decided yet.
OPEN = (CandidacyState.PROPOSED, CandidacyState.INTERVIEW)
#: At most one such candidacy for a person and an offer.
ACTIVE = (*OPEN, CandidacyState.HIRED)


class RefusalReason(TextChoices):
    """Why a company says no; nothing here is about who the person is."""

    FILLED = "filled", "Le poste est pourvu"
    SKILLS = "skills", "Compétences à acquérir avant ce poste"
    DATES = "dates", "Dates ou horaires incompatibles"
    JOURNEY = "journey", "Trajet impossible"
    NO_SHOW = "no_show", "La personne ne s’est pas présentée"
    DECLINED = "declined", "La personne n’a pas souhaité ce poste"
    OTHER = "other", "Autre motif lié au poste"
    #: Written when the offer is closed on people who wait; no company chooses it.
    CLOSED = "closed", "L’offre a été close"


#: What a company may answer.
CHOSEN_REASONS = tuple(one for one in RefusalReason if one is not RefusalReason.CLOSED)


class StepKind(TextChoices):
    """What prepares for work (booklet, workshop 2)."""

    DISCOVERY = "discovery", "Découverte de métier"
    SAS = "sas", "Sas de préparation"
    POEC = "poec", "Préparation opérationnelle à l’emploi (POEC)"
    TRAINING = "training", "Formation"
    PMSMP = "pmsmp", "Immersion (PMSMP)"
    INTERVIEW = "interview", "Entretien avec un employeur"
    OTHER = "other", "Autre étape"


class StepOutcome(TextChoices):
    """How a step went, without the reason of an absence."""

    PLANNED = "planned", "Prévue"
    RUNNING = "running", "En cours"
    DONE = "done", "Suivie jusqu’au bout"
    LEFT = "left", "Interrompue"
    ABSENT = "absent", "N’a pas eu lieu"


class ExitOutcome(TextChoices):
    """Situation after the last contract, in the words local reports use (domain.md §5.2)."""

    CDI = "cdi", "CDI"
    LONG_CDD = "long_cdd", "CDD de 6 mois ou plus"
    SHORT_CDD = "short_cdd", "CDD de moins de 6 mois"
    TEMP = "temp", "Intérim"
    WORK_STUDY = "work_study", "Alternance"
    TRAINING = "training", "Formation"
    IAE = "iae", "Insertion par l’activité économique"
    OWN_BUSINESS = "own_business", "Création ou reprise d’entreprise"
    SEARCH = "search", "Recherche d’emploi"
    OTHER = "other", "Autre situation"
    UNREACHED = "unreached", "Sans nouvelles"


#: Situations in which nobody is known to work or learn.
IDLE = (ExitOutcome.SEARCH, ExitOutcome.OTHER, ExitOutcome.UNREACHED)


class HandOverState(TextChoices):
    """Where the hand-over of a follow-up is."""

    PROPOSED = "proposed", "Proposé"
    ACCEPTED = "accepted", "Accepté"
    REFUSED = "refused", "Refusé"
    WITHDRAWN = "withdrawn", "Retiré"
    ENDED = "ended", "Repris"


class Informed(TextChoices):
    """How a person was told that their follow-up is handed over."""

    TALK = "talk", "De vive voix"
    LETTER = "letter", "Par courrier"
    EMAIL = "email", "Par courriel"
    SMS = "sms", "Par SMS"
