"""Messages whose words the administrator may change. A room that sends one declares it here, and composes through here.

LETTER = letter("releve-1", group="Relevés d’heures en retard", title="Premier rappel", …)
subject, body = compose(workspace, LETTER, {"lien": address, …})
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from levier.domain.letters import fill

from .models import LetterText, Workspace

#: Every letter, by code, in the order of the page.
REGISTRY: dict[str, Letter] = {}


@dataclass(frozen=True, slots=True)
class Place:
    """A word to replace: what it becomes, and an example. ``one_line`` ones may be in the subject."""

    name: str
    meaning: str
    example: str
    one_line: bool = False


#: Known of every letter.
WORKSPACE = Place("espace", "le nom de votre espace", "", one_line=True)
CONTACT = Place("contact", "votre téléphone et votre adresse, s’ils sont renseignés", "")


@dataclass(frozen=True, slots=True)
class Letter:
    """One message: when it leaves, our words for it, and what may be replaced in them."""

    code: str
    group: str
    title: str
    when: str
    subject: str
    body: str
    places: tuple[Place, ...]
    #: Names the body cannot do without.
    required: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.places)

    @property
    def names_in_subject(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.places if one.one_line)

    def examples(self, workspace: Workspace) -> dict[str, str]:
        """What each name becomes in a preview."""
        return {one.name: one.example for one in self.places} | _own(workspace)


def letter(
    code: str,
    *,
    group: str,
    title: str,
    when: str,
    subject: str,
    body: str,
    places: tuple[Place, ...],
    required: tuple[str, ...],
) -> Letter:
    """Declare a letter. Each code exists once."""
    if code in REGISTRY:
        raise ValueError(f"letter declared twice: {code}")
    made = Letter(code, group, title, when, subject, body, (*places, WORKSPACE, CONTACT), required)
    REGISTRY[code] = made
    return made


def words(workspace: Workspace, one: Letter) -> tuple[str, str, LetterText | None]:
    """Subject and body as this workspace wants them, before anything is replaced; and its own text if it has one."""
    own = LetterText.objects.filter(workspace=workspace, code=one.code).first()
    return (own.subject, own.body, own) if own else (one.subject, one.body, None)


def compose(workspace: Workspace, one: Letter, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject and body of a message about to leave."""
    subject, body, _ = words(workspace, one)
    return filled(workspace, subject, body, values)


def filled(workspace: Workspace, subject: str, body: str, values: Mapping[str, str]) -> tuple[str, str]:
    """The two texts with their values, and the workspace's own."""
    every = {**values, **_own(workspace)}
    return fill(subject, every), f"{fill(body, every)}\n"


def _own(workspace: Workspace) -> dict[str, str]:
    return {"espace": workspace.name, "contact": workspace.contact}
