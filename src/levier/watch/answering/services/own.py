"""What a structure says of itself to answer, and its go / no-go."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date

from levier.accounts.actor import Actor
from levier.directory.models import Organisation
from levier.domain.errors import NotAllowed, RuleError
from levier.domain.trades import TRADES_BY_CODE
from levier.domain.vocabulary import StructureKind
from levier.journal.services import note, service
from levier.people.screening import screen

from ...models import BidderProfile, BidReference, BidSheet, StoredNotice
from .. import perms
from ..enums import Decision, Said
from ..facts import Answers, ProfileFacts, ReferenceFacts
from ..questions import BY_CODE

#: A CPV code, or its leading digits.
_CPV = re.compile(r"^\d{2,8}$")
MOST_CPV, MOST_REFERENCES, LONGEST_WHY = 30, 40, 300
_TEXTS = ("presentation", "means", "quality", "publics", "support", "outcomes")


def _own(actor: Actor, organisation: Organisation) -> None:
    if organisation.workspace_id != actor.workspace_id or organisation.pk != actor.organisation_id:
        raise NotAllowed("Vous pouvez préparer les réponses de votre structure, pas celles d’une autre.")


@service("watch.bidder.save", perms.PREPARE)
def save_profile(*, actor: Actor, organisation: Organisation, facts: ProfileFacts, today: date) -> BidderProfile:
    """Write what the structure says of itself.

    Raises:
        NotAllowed: another structure.
        RuleError: unknown agreement, unreadable CPV code, more workers in insertion than workers, a forbidden text.
    """
    _own(actor, organisation)
    unknown = sorted(set(facts.other_kinds) - set(StructureKind))
    if unknown:
        raise RuleError("Cet agrément n’est pas connu.", field="other_kinds")
    wrong = [code for code in facts.cpv if not _CPV.match(code)]
    if wrong:
        raise RuleError(
            f"« {wrong[0]} » n’est pas un code CPV : écrivez de 2 à 8 chiffres, par exemple 7731.", field="cpv"
        )
    if len(facts.cpv) > MOST_CPV:
        raise RuleError(f"Gardez {MOST_CPV} codes CPV au plus : les premiers chiffres suffisent.", field="cpv")
    if facts.workers is not None and (facts.insertion_workers or 0) > facts.workers:
        raise RuleError("Il y a plus de personnes en insertion que de salariés.", field="insertion_workers")
    values = asdict(facts) | {name: screen(getattr(facts, name), field=name) for name in _TEXTS}
    values |= {"other_kinds": sorted(set(facts.other_kinds)), "cpv": sorted(set(facts.cpv)), "updated_on": today}
    profile, _ = BidderProfile.objects.update_or_create(organisation=organisation, defaults=values)
    note(profile, filled=sorted(name for name, value in values.items() if value not in (None, "", [])))
    return profile


@service("watch.reference.add", perms.PREPARE)
def add_reference(*, actor: Actor, organisation: Organisation, facts: ReferenceFacts) -> BidReference:
    """Add work already done.

    Raises:
        NotAllowed: another structure.
        RuleError: unknown trade, too many references, a forbidden text.
    """
    _own(actor, organisation)
    if facts.trade and facts.trade not in TRADES_BY_CODE:
        raise RuleError("Choisissez un métier de la liste.", field="trade")
    if BidReference.objects.filter(organisation=organisation).count() >= MOST_REFERENCES:
        raise RuleError(f"Gardez {MOST_REFERENCES} références au plus : retirez les plus anciennes.")
    values = asdict(facts) | {"description": screen(facts.description, field="description")}
    made = BidReference.objects.create(organisation=organisation, **values)
    note(made, year=made.year)
    return made


@service("watch.reference.remove", perms.PREPARE)
def remove_reference(*, actor: Actor, reference: BidReference) -> None:
    """Take a reference out."""
    _own(actor, reference.organisation)
    note(reference, year=reference.year)
    reference.delete()


@service("watch.bid.decide", perms.PREPARE)
def save_sheet(
    *,
    actor: Actor,
    organisation: Organisation,
    notice: StoredNotice,
    lot: str,
    answers: Answers,
    decision: Decision,
    reason: str,
    today: date,
) -> BidSheet:
    """Write the answers to the questions and the decision, with who takes it.

    Raises:
        NotAllowed: another structure.
        RuleError: unknown question or answer, a decision not to answer without its reason, a forbidden text.
    """
    _own(actor, organisation)
    if set(answers) - set(BY_CODE) or any(said not in Said.values for said, _ in answers.values()):
        raise RuleError("Cette question ou cette réponse n’est pas connue : rechargez la page.")
    why = screen(reason, field="reason")
    if decision is Decision.NO_GO and not why:
        raise RuleError("Dites en une phrase pourquoi : cela servira pour les suivants.", field="reason")
    told = {
        code: {"answer": said, "why": screen(text, field=f"why_{code}")[:LONGEST_WHY]}
        for code, (said, text) in answers.items()
    }
    sheet = BidSheet.objects.select_for_update().filter(organisation=organisation, notice=notice).first() or BidSheet(
        organisation=organisation, notice=notice
    )
    decided = decision is not Decision.UNDECIDED
    if decided and sheet.decision != decision:
        sheet.decided_on, sheet.decided_by_id = today, actor.user_id
    elif not decided:
        sheet.decided_on, sheet.decided_by_id = None, None
    sheet.lot, sheet.answers, sheet.decision, sheet.reason = lot, told, decision, why
    sheet.save()
    note(sheet, notice=notice.key, decision=decision.value)
    return sheet
