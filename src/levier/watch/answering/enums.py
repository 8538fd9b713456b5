"""Closed lists of the answers of a structure."""

from django.db.models import TextChoices


class Decision(TextChoices):
    """Go or no-go."""

    UNDECIDED = "undecided", "À décider"
    GO = "go", "On répond"
    NO_GO = "no_go", "On ne répond pas"


class Said(TextChoices):
    """An answer to one question of the sheet."""

    YES = "yes", "Oui"
    NO = "no", "Non"
    UNKNOWN = "unknown", "À voir"


class AgreementKind(TextChoices):
    """What binds the members of a joint bid."""

    CONJOINT = "conjoint", "Conjoint : chacun pour sa part"
    CONJOINT_LEAD = "conjoint_lead", "Conjoint, mandataire solidaire de tous"
    SOLIDAIRE = "solidaire", "Solidaire : chacun pour le tout"


class MemberState(TextChoices):
    """Where an invitation stands."""

    INVITED = "invited", "Invitée"
    ACCEPTED = "accepted", "D’accord"
    DECLINED = "declined", "Décline"
    WITHDRAWN = "withdrawn", "Retirée"


#: State → states it may become. A refusal or a withdrawal may be followed by a new invitation.
NEXT_STATES: dict[MemberState, frozenset[MemberState]] = {
    MemberState.INVITED: frozenset({MemberState.ACCEPTED, MemberState.DECLINED, MemberState.WITHDRAWN}),
    MemberState.ACCEPTED: frozenset({MemberState.WITHDRAWN}),
    MemberState.DECLINED: frozenset({MemberState.INVITED}),
    MemberState.WITHDRAWN: frozenset({MemberState.INVITED}),
}
