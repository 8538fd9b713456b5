"""Closed lists of this room."""

from django.db.models import TextChoices


class StatementState(TextChoices):
    """Where a monthly statement stands."""

    REQUESTED = "requested", "Demandé"
    DRAFT = "draft", "Commencé"
    SUBMITTED = "submitted", "Envoyé"
    RETURNED = "returned", "À compléter"
    CLOSED = "closed", "Traité"
    WITHDRAWN = "withdrawn", "Retiré"


#: A statement counts as declared once it was sent; « commencé » is still the company's own draft.
DECLARED_STATES = (StatementState.SUBMITTED, StatementState.RETURNED, StatementState.CLOSED)


class ChaseKind(TextChoices):
    """Who was written to about a statement that does not come."""

    REMINDER = "reminder", "Rappel à l’entreprise"
    BUYER = "buyer", "Acheteur prévenu"


class LineState(TextChoices):
    """The facilitator's decision on one line."""

    PENDING = "pending", "À valider"
    ACCEPTED = "accepted", "Validée"
    REFUSED = "refused", "Refusée"


class EntryKind(TextChoices):
    """Why hours entered or left the ledger."""

    VALIDATED = "validated", "Heures validées"
    CORRECTION = "correction", "Correction"
    TRANSFER_OUT = "transfer_out", "Transfert sortant"
    TRANSFER_IN = "transfer_in", "Transfert entrant"


class RevisionCause(TextChoices):
    """Why the hours due changed."""

    AWARD = "award", "Attribution"
    CALL_OFF = "call_off", "Bon de commande"
    WORKED = "worked", "Heures travaillées"
    AMENDMENT = "amendment", "Avenant ou décision"


class ShortfallState(TextChoices):
    """The adversarial exchange about missing hours; only the buyer decides."""

    NOTICE_SENT = "notice_sent", "Constat envoyé à l’entreprise"
    REPLIED = "replied", "Réponse de l’entreprise reçue"
    ADVISED = "advised", "Avis du facilitateur rendu"
    APPLIED = "applied", "Pénalité appliquée"
    REDUCED = "reduced", "Pénalité réduite"
    WAIVED = "waived", "Renonciation motivée"


class FileKind(TextChoices):
    """What a piece may be, by its content. The values are the endings of the names given to downloads."""

    PDF = "pdf", "PDF"
    JPEG = "jpg", "JPEG"
    PNG = "png", "PNG"

    @property
    def content_type(self) -> str:
        return {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}[self.value]
