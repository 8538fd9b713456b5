"""What the messages of this room say. No personal datum in a subject, and no name of a candidate in a body."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from levier.accounts.models import Workspace
from levier.domain.dates import format_date

from .models import JobOffer


def offer_message(job: JobOffer, *, address: str) -> tuple[str, str]:
    """Subject and body sent to a referrer when an offer is published."""
    subject = f"Offre d’emploi dans une clause sociale : {job.title}"
    code = f" ({job.postcode})" if job.postcode else ""
    where = f" à {job.city}{code}" if job.city else ""
    seats = f"{job.seats} postes" if job.seats > 1 else "Un poste"
    body = (
        "Bonjour,\n\n"
        f"{seats}{where}, à partir du {format_date(job.starts_on)} : {job.title} ({job.company}).\n\n"
        f"L’offre et vos candidats les plus proches :\n{address}\n\n"
        "Proposez une personne avec son accord ; l’entreprise vous répond.\n\n"
        f"{job.workspace.name}\n"
    )
    return subject, body


def retention_message(workspace: Workspace, *, on: date, page: str) -> tuple[str, str]:
    """Subject and body of the notice before an erasure: with the ``page`` of the record to those who follow the person."""
    reach = " ou ".join(one for one in (workspace.contact_email, workspace.contact_phone) if one) or workspace.name
    if page:
        return (
            "Un dossier sera bientôt effacé",
            (
                "Bonjour,\n\n"
                f"Rien n’a été noté depuis deux ans sur une personne que vous avez suivie. Son dossier sera effacé le "
                f"{format_date(on)}.\n\n"
                f"Si vous l’accompagnez toujours, dites-le sur sa fiche :\n{page}\n\n"
                f"{workspace.name}\n"
            ),
        )
    return (
        "Vos données seront bientôt effacées",
        (
            "Bonjour,\n\n"
            f"{workspace.name} garde vos coordonnées et votre parcours pour vous aider à trouver un emploi. Rien n’y a été "
            f"noté depuis deux ans : ils seront effacés le {format_date(on)}. Vous n’avez rien à faire.\n\n"
            f"Si vous cherchez toujours, écrivez ou appelez avant cette date : {reach}.\n"
        ),
    )


def lapse_message(workspace: Workspace, lines: Sequence[tuple[date | None, str]]) -> tuple[str, str]:
    """Subject and body sent to a referrer: the last day of each status and the page of the record, the first to end first."""
    many = len(lines) > 1
    head = (
        "Des personnes que vous suivez ont un statut qui prend bientôt fin. Après le jour indiqué, leurs heures ne comptent plus"
        if many
        else "Le statut d’une personne que vous suivez prend bientôt fin. Après ce jour, ses heures ne comptent plus"
    )
    told = "".join(f"- {format_date(until)} : {page}\n" for until, page in lines if until is not None)
    return (
        "Des éligibilités prennent bientôt fin" if many else "Une éligibilité prend bientôt fin",
        (
            "Bonjour,\n\n"
            f"{head} pour une clause :\n\n{told}\n"
            "Si la situation continue, montrez la nouvelle pièce au facilitateur, ou joignez-la sur la fiche.\n\n"
            f"{workspace.name}\n"
        ),
    )


def access_message(workspace: Workspace, *, page: str, days: int) -> tuple[str, str]:
    """Subject and body of the message that opens a person's own record to them."""
    return (
        "Votre dossier",
        (
            "Bonjour,\n\n"
            f"{workspace.name} vous accompagne vers l’emploi. Voici les informations gardées sur vous ; vous pouvez corriger vos "
            f"coordonnées et tout télécharger :\n{page}\n\n"
            f"Ce lien est personnel et vaut {days} jours : ne le transmettez pas. Une question ? Demandez-nous.\n\n"
            f"{_signature(workspace)}"
        ),
    )


def access_text(workspace: Workspace, *, page: str, days: int) -> str:
    """The same as a text message, as short as the address allows."""
    return f"{workspace.name} : votre dossier, à lire et à corriger. Lien personnel, {days} jours : {page}"


_WAYS = {"email": "adresse électronique", "phone": "numéro de téléphone"}


def _named(ways: Sequence[str], determiner: str) -> str:
    return " et ".join(f"{determiner} {_WAYS[one]}" for one in ways)


def changed_notice(workspace: Workspace, ways: Sequence[str], *, on: date) -> tuple[str, str]:
    """Subject and body of what the old address reads; the new one is not in it."""
    reach = " ou ".join(one for one in (workspace.contact_email, workspace.contact_phone) if one) or workspace.name
    return (
        "Vos coordonnées ont changé",
        (
            "Bonjour,\n\n"
            f"Le {format_date(on)}, votre dossier chez {workspace.name} a été modifié par votre lien personnel. "
            f"Ce qui a changé : {_named(ways, 'votre')}.\n\n"
            f"C’était vous : il n’y a rien à faire. Ce n’était pas vous : dites-le sans attendre, {reach}.\n"
        ),
    )


def changed_message(workspace: Workspace, ways: Sequence[str], *, page: str) -> tuple[str, str]:
    """Subject and body sent to whoever follows somebody whose contact details changed; it names nobody."""
    return (
        "Des coordonnées ont changé",
        (
            "Bonjour,\n\n"
            f"Une personne que vous suivez a corrigé, depuis son dossier, {_named(ways, 'son')}.\n\n"
            f"Qui, et comment la joindre maintenant :\n{page}\n\n"
            f"{_signature(workspace)}"
        ),
    )


def profile_message(job: JobOffer, *, page: str, due_on: date) -> tuple[str, str]:
    """Subject and body sent to a company when somebody is proposed to it; the name is on the page only."""
    subject, lead = _proposed(job, 1)
    body = (
        "Bonjour,\n\n"
        f"{lead}\n\n"
        f"Compétences, disponibilité, et votre réponse en un clic, sans mot de passe :\n{page}\n\n"
        f"Réponse attendue le {format_date(due_on)} au plus tard : un entretien, une embauche, ou un non avec son motif. "
        "Ne transférez pas ce lien : il ouvre les profils de cette offre.\n\n"
        f"{_signature(job.workspace)}"
    )
    return subject, body


def profile_message_again(job: JobOffer, body: str, *, people: int) -> tuple[str, str]:
    """The same message once it tells of several people: what follows its first sentence stays."""
    subject, lead = _proposed(job, people)
    hello, _, rest = body.split("\n\n", 2)
    return subject, f"{hello}\n\n{lead}\n\n{rest}"


def _proposed(job: JobOffer, people: int) -> tuple[str, str]:
    who, are = (f"{people} personnes", "sont proposées") if people > 1 else ("Une personne", "est proposée")
    return f"{who} pour votre offre : {job.title}", f"{who} vous {are} pour votre offre « {job.title} »."


def waiting_line(job: JobOffer, *, count: int, due: date, page: str, told: date | None) -> str:
    """An offer in a reminder: how many people wait, since when, whether the buyer was told, and the page to answer on."""
    buyer = f", acheteur prévenu le {format_date(told)}" if told else ""
    return f"– {job.title} : {people_proposed(count)}, réponse attendue le {format_date(due)}{buyer}\n  {page}"


def answer_message(job: JobOffer, *, said: str, page: str) -> tuple[str, str]:
    """Subject and body sent to whoever follows the person, when the company answers."""
    body = (
        "Bonjour,\n\n"
        f"{job.company} a répondu au sujet d’une personne que vous suivez, pour l’offre « {job.title} » : {said}.\n\n"
        f"Qui, et la suite :\n{page}\n\n"
        f"{_signature(job.workspace)}"
    )
    return f"Réponse d’une entreprise : {job.title}", body


def closed_message(job: JobOffer, *, count: int, page: str) -> tuple[str, str]:
    """Subject and body sent to whoever follows people who waited for an offer, when it is closed."""
    who = (
        f"{count} personnes que vous suivez étaient proposées"
        if count > 1
        else "Une personne que vous suivez était proposée"
    )
    body = (
        "Bonjour,\n\n"
        f"L’offre « {job.title} » ({job.company}) est close. {who} et n’attend{'ent' if count > 1 else ''} plus de réponse.\n\n"
        f"Qui, et la suite :\n{page}\n\n"
        f"{_signature(job.workspace)}"
    )
    return f"Offre close : {job.title}", body


def withdrawal_message(job: JobOffer, *, page: str) -> tuple[str, str]:
    """Subject and body that tell a company that somebody is no longer a candidate."""
    body = (
        "Bonjour,\n\n"
        f"Une personne proposée pour votre offre « {job.title} » n’est plus candidate : elle n’attend plus de réponse.\n\n"
        f"Les autres profils, sans mot de passe :\n{page}\n\n"
        f"{_signature(job.workspace)}"
    )
    return f"Une candidature est retirée : {job.title}", body


def people_proposed(count: int) -> str:
    """« une personne proposée », « 3 personnes proposées »."""
    return f"{count} personnes proposées" if count > 1 else "une personne proposée"


def _signature(workspace: Workspace) -> str:
    return f"{workspace.name}\n{workspace.contact}".rstrip() + "\n"


def handover_message(workspace: Workspace, *, subject: str, sentence: str, page: str) -> tuple[str, str]:
    """Subject and body told to the team of another workspace about a hand-over; they name nobody."""
    return (
        subject,
        f"Bonjour,\n\n{sentence}\n\nLe détail et la suite :\n{page}\n\n{_signature(workspace)}",
    )
