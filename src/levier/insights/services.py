"""Ask a company about a flag, and take its reply."""

from __future__ import annotations

from datetime import date, timedelta

from levier.accounts.actor import Actor
from levier.accounts.links import absolute
from levier.directory.models import Organisation
from levier.directory.selectors import link_contact
from levier.domain.errors import Conflict, RuleError
from levier.domain.flags import FlagResult
from levier.journal.services import note, service
from levier.post.messages import queue_message

from . import perms
from .models import FlagReply
from .signals import signals_of

#: Days a company has to answer; our choice, no text sets one.
REPLY_DAYS = 30
#: Characters of a reply.
REPLY_LENGTH = 4000

_BODY = """Bonjour,

Nous relisons les heures d’insertion déclarées en {year} et nous aimerions comprendre un chiffre avec vous :
« {title} ».

Un signal est une question, pas une accusation. Votre réponse reste à côté du chiffre et n’est pas publiée.
Vous pouvez l’écrire avant le {due} :

{address}

{workspace}
"""


@service("insights.reply.ask", perms.ASK_REPLY)
def ask_reply(*, actor: Actor, organisation: Organisation, flag: str, year: int, today: date) -> FlagReply:
    """Ask a company about one raised flag and send it the invitation.

    Raises:
        RuleError: the flag is not raised for this company that year, or it has no address to write to.
        Conflict: the question was already asked.
    """
    found = signals_of(actor=actor, organisation=organisation, year=year, today=today)
    result = next((one for one in found.raised if one.flag.code == flag), None)
    if result is None:
        raise RuleError("Ce signal n’est pas levé pour cette entreprise : il n’y a pas de question à poser.")
    address = link_contact(organisation)
    if not address:
        raise RuleError("Cette entreprise n’a pas d’adresse électronique : ajoutez-la dans l’annuaire.")
    if FlagReply.objects.filter(workspace=actor.workspace, organisation=organisation, flag=flag, year=year).exists():
        raise Conflict("La question a déjà été posée à cette entreprise pour cette année.")
    reply = FlagReply.objects.create(
        workspace=actor.workspace,
        organisation=organisation,
        flag=flag,
        year=year,
        figures=figures_of(result),
        asked_on=today,
        asked_by_id=actor.user_id,
        due_on=today + timedelta(days=REPLY_DAYS),
    )
    queue_message(
        workspace_id=actor.workspace_id,
        target=reply,
        to=address,
        subject="Une question sur vos heures d’insertion",
        body=_BODY.format(
            year=year,
            title=result.flag.title,
            due=f"{reply.due_on:%d/%m/%Y}",
            address=absolute(f"/indicateurs/questions/{reply.pk}/"),
            workspace=actor.workspace.name,
        ),
    )
    note(reply, organisation=organisation.pk, flag=flag, year=year)
    return reply


def figures_of(result: FlagResult) -> dict[str, object]:
    """The figure as it is kept: what was said, and on how many people it rests."""
    return {
        "version": result.flag.version,
        "value": str(result.value),
        "threshold": str(result.threshold.value),
        "people": result.people,
        "shown_outside": result.shown_outside,
        "explanation": result.explanation.as_dict(),
    }


@service("insights.reply.answer", perms.ANSWER)
def answer(*, actor: Actor, reply: FlagReply, text: str, today: date) -> FlagReply:
    """The company's answer; it may be corrected until the facilitator reads it with her, so the last one stands.

    Raises:
        RuleError: nothing written, or too long.
    """
    text = text.strip()
    if not text:
        raise RuleError("Écrivez votre réponse avant de l’envoyer.", field="text")
    if len(text) > REPLY_LENGTH:
        raise RuleError(f"La réponse dépasse {REPLY_LENGTH} caractères : allez à l’essentiel.", field="text")
    reply.text, reply.answered_on, reply.author_id = text, today, actor.user_id
    reply.save(update_fields=["text", "answered_on", "author"])
    note(reply, flag=reply.flag, year=reply.year)
    return reply
