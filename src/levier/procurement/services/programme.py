"""The buyer's programme: import a sheet, answer each line, send the answers back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.links import absolute
from levier.accounts.models import Workspace
from levier.directory.models import Organisation
from levier.directory.selectors import link_contact
from levier.domain.calibration import Calibration
from levier.domain.dates import format_date
from levier.domain.errors import Conflict, ImportFailed, NotAllowed, RuleError
from levier.domain.quantities import check_hours
from levier.domain.steps import Step
from levier.journal.services import note, service
from levier.post.messages import queue_message
from levier.sheets.fields import fold

from .. import perms
from ..enums import ContractSource, ReviewDecision
from ..models import ColumnMapping, Contract, PendingImport, ProgrammeSheet, Review
from ..sheets import PlannedContract, SheetContent
from ..values import ContractFacts, LotFacts
from ..writing import open_review, require_contract, require_own_buyer, write_contract

#: A file sent and not confirmed is forgotten after this many hours.
PENDING_HOURS = 48


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    sheet: ProgrammeSheet
    added: int
    #: Contracts of the sheet that were already in the programme: left as they are.
    known: int

    @property
    def sentence(self) -> str:
        """What happened, in French."""
        s = "s" if self.added > 1 else ""
        added = f"{self.added} marché{s} ajouté{s} à la programmation"
        if not self.known:
            return f"{added}."
        were, stay = ("y étaient", "restent tels quels") if self.known > 1 else ("y était", "reste tel quel")
        return f"{added} ; {self.known} {were} déjà et {stay}."


@service("procurement.import.prepare", perms.IMPORT_PROGRAMME)
def prepare_import(
    *, actor: Actor, buyer: Organisation | None, filename: str, sha256: str, content: bytes, problem: str = ""
) -> PendingImport:
    """Keep a file until its sender confirms it; the sender alone sees it again.

    ``problem`` says why it cannot be imported as it stands: its columns may still be corrected.

    Raises:
        ImportFailed: larger than the limit.
        NotAllowed: a buyer sending for another one.
    """
    if len(content) > settings.UPLOAD_LIMIT:
        raise ImportFailed("Le fichier dépasse 10 Mo. Gardez la seule feuille du programme et recommencez.")
    if buyer is not None:
        require_own_buyer(actor, buyer)
    if actor.user is None:
        raise NotAllowed("Un envoi à confirmer appartient à une personne : connectez-vous.")
    PendingImport.objects.filter(workspace=actor.workspace, expires_at__lt=timezone.now()).delete()
    pending = PendingImport.objects.create(
        workspace=actor.workspace,
        user=actor.user,
        buyer=buyer,
        filename=filename[-200:],
        sha256=sha256,
        content=content,
        problem=problem,
        expires_at=timezone.now() + timedelta(hours=PENDING_HOURS),
    )
    note(pending, sha256=sha256, size=len(content), refused=bool(problem))
    return pending


@service("procurement.import.discard", perms.IMPORT_PROGRAMME)
def discard_import(*, actor: Actor, pending: PendingImport) -> None:
    """Forget a file that was sent and not confirmed."""
    note(pending, sha256=pending.sha256)
    pending.delete()


@service("procurement.import.clean", perms.CLEAN_IMPORTS)
def clean_imports(*, actor: Actor, now: datetime) -> int:
    """Forget the files whose time is over; returns how many."""
    deleted, _ = PendingImport.objects.filter(workspace=actor.workspace, expires_at__lt=now).delete()
    note(actor.workspace, deleted=deleted)
    return deleted


@service("procurement.programme.import", perms.IMPORT_PROGRAMME)
def import_programme(
    *,
    actor: Actor,
    today: date,
    buyer: Organisation,
    content: SheetContent,
    mapping: Mapping[str, str],
    filename: str,
    sha256: str,
    pending: PendingImport | None = None,
) -> Imported:
    """Enter every contract of a sheet that is not in the buyer's programme yet; all or nothing.

    A contract is known by its reference; without one, by its title and publication date. What is known is left as it
    is: an import adds, it never overwrites the facilitator's work.

    Raises:
        Conflict: this very file was imported already.
        NotAllowed: a buyer importing for another one.
    """
    require_own_buyer(actor, buyer)
    sheet = _new_sheet(actor, buyer, content, filename, sha256)
    seen = _known(buyer)
    added = 0
    for planned in content.contracts:
        if _keys(planned.reference, planned.title, planned.consultation_on) & seen:
            continue
        contract = Contract(workspace=actor.workspace, buyer=buyer, sheet=sheet, source=ContractSource.PROGRAMME)
        write_contract(contract, facts_of(planned))
        open_review(contract, today=today)
        added += 1
    ColumnMapping.objects.update_or_create(buyer=buyer, defaults={"columns": dict(mapping)})
    if pending is not None:
        pending.delete()
    known = len(content.contracts) - added
    note(sheet, added=added, known=known, lines=content.lines)
    return Imported(sheet, added, known)


def _new_sheet(actor: Actor, buyer: Organisation, content: SheetContent, filename: str, sha256: str) -> ProgrammeSheet:
    try:
        with transaction.atomic():
            return ProgrammeSheet.objects.create(
                workspace=actor.workspace,
                buyer=buyer,
                filename=filename[-200:],
                sha256=sha256,
                imported_by_id=actor.user_id,
                lines=content.lines,
            )
    except IntegrityError:
        raise Conflict("Ce fichier a déjà été importé pour cet acheteur : rien n’a été ajouté.") from None


def _known(buyer: Organisation) -> set[tuple[str, str]]:
    rows = Contract.objects.filter(buyer=buyer).values_list("reference", "title", "consultation_on")
    return {key for row in rows for key in _keys(*row)}


def _keys(reference: str, title: str, launch: date | None) -> set[tuple[str, str]]:
    """What makes two lines the same contract."""
    if reference:
        return {("reference", fold(reference))}
    return {("title", f"{fold(title)} {launch or ''}")}


def facts_of(planned: PlannedContract) -> ContractFacts:
    """A planned contract as the facts a contract is written from."""
    return ContractFacts(
        title=planned.title,
        nature=planned.nature,
        reference=planned.reference,
        description=planned.description,
        is_framework=planned.is_framework,
        cpv=planned.cpv,
        amount=planned.amount,
        duration_months=planned.duration_months,
        place=planned.place,
        postcode=planned.postcode,
        consultation_on=planned.consultation_on,
        start_order_on=planned.start_order_on,
        lots=tuple(
            LotFacts(
                number=lot.number,
                title=lot.title,
                description=lot.description,
                cpv=lot.cpv,
                trades=lot.trades,
                amount=lot.amount,
            )
            for lot in planned.lots
        ),
    )


@service("procurement.review.answer", perms.ANSWER_REVIEW)
def answer_review(
    *,
    actor: Actor,
    contract: Contract,
    today: date,
    decision: ReviewDecision,
    comment: str = "",
    hours_estimate: Decimal | None = None,
    estimate: Calibration | None = None,
) -> Review:
    """Answer the buyer on one line; an answer may be changed while the contract is in the programme.

    ``hours_estimate`` is an order of magnitude, in hours; ``None`` means « à calibrer ». ``estimate`` is the computation
    asked for while answering: its values are kept for the calibration.

    Raises:
        Conflict: the contract left the programme.
        RuleError: « Pas de levier » without a word of explanation, or impossible hours.
    """
    require_contract(actor, contract)
    if contract.step != Step.PROGRAMMATION:
        raise Conflict("Ce marché n’est plus à l’étape de programmation : la réponse ne change plus.")
    comment = comment.strip()
    if decision == ReviewDecision.NO_CLAUSE and not comment:
        raise RuleError("Dites en une phrase pourquoi aucun levier n’est proposé.", field="comment")
    if decision != ReviewDecision.CLAUSE:
        hours_estimate = None
    if hours_estimate is not None:
        hours_estimate = check_hours(hours_estimate, field="hours_estimate")
    review = Review.objects.filter(contract=contract).first() or open_review(contract, today=today)
    review.decision, review.comment, review.hours_estimate = decision.value, comment, hours_estimate
    if estimate is not None:
        review.estimate_inputs = estimate.as_dict()["inputs"]
    pending = decision == ReviewDecision.PENDING
    review.answered_on = None if pending else today
    review.answered_by_id = None if pending else actor.user_id
    review.save()
    note(contract, decision=decision.value, hours=hours_estimate)
    return review


@service("procurement.programme.send", perms.SEND_ANSWERS)
def send_answers(*, actor: Actor, buyer: Organisation, today: date) -> int:
    """Tell a buyer by message that its programme is answered, with where to read and download it.

    Returns the number of answered lines. Nobody gets the same day's message twice.

    Raises:
        RuleError: nothing answered, or no address to write to.
        Conflict: already sent today.
    """
    require_own_buyer(actor, buyer)
    reviews = Review.objects.filter(contract__buyer=buyer, contract__step=Step.PROGRAMMATION)
    answered = reviews.exclude(decision=ReviewDecision.PENDING).count()
    waiting = reviews.filter(decision=ReviewDecision.PENDING).count()
    if not answered:
        raise RuleError("Aucune ligne de ce programme n’a encore de réponse.")
    to = link_contact(buyer)
    if not to:
        raise RuleError(
            "Aucune adresse n’est connue pour cet acheteur : ajoutez un contact qui reçoit les relances dans l’annuaire."
        )
    sent = queue_message(
        workspace_id=actor.workspace_id,
        target=buyer,
        to=to,
        subject="Clauses sociales : réponses sur votre programmation",
        body=_answers_body(actor.workspace, buyer, answered, waiting, today),
        dedupe_key=f"programme:{buyer.pk}:{today}",
    )
    if sent is None:
        raise Conflict("Les réponses ont déjà été envoyées à cet acheteur aujourd’hui.")
    note(buyer, answered=answered, waiting=waiting)
    return answered


def _answers_body(workspace: Workspace, buyer: Organisation, answered: int, waiting: int, today: date) -> str:
    lines = [
        "Bonjour,",
        "",
        f"Au {format_date(today)}, {answered} marché{'s' if answered > 1 else ''} de votre programmation "
        f"{'ont' if answered > 1 else 'a'} une réponse sur le levier d’insertion possible"
        + (f" ; {waiting} {'restent' if waiting > 1 else 'reste'} à étudier." if waiting else "."),
        "",
        "La liste et sa version tableur sont ici :",
        absolute(f"/programmation/?acheteur={buyer.pk}"),
        "",
        workspace.name,
    ]
    return "\n".join([*lines, *filter(None, (workspace.contact_email, workspace.contact_phone))])
