"""Type an occupation as it is said; when several may be meant, the form comes back with them to choose from."""

from __future__ import annotations

from typing import Any

from levier.directory.text import fold

from ..occupations import Occupation, find_occupations, near_occupations
from .base import ScreenedForm

#: Letters of an occupation; what is longer is refused by the field, and not looked for.
LONGEST = 100


class OccupationForm(ScreenedForm):
    """For forms whose fields ``occupation`` and ``occupation_code`` are what is typed and what is chosen.

    What is typed and not in the list is no mistake: it is a question, asked on the same page with near occupations.
    """

    #: Whether the words may be kept as they are, without an occupation of the list.
    keeps_words = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = self.data.get("occupation", "").strip()[:LONGEST] if self.is_bound else ""
        self.typed = typed
        self.found: list[Occupation] = find_occupations(typed) or near_occupations(typed)
        #: The form waits for a choice, and nothing else is wrong with what was typed.
        self.undecided = False
        which: Any = self.fields["occupation_code"].widget
        which.choices = [(one.code, one.sentence) for one in self.found]
        if self.keeps_words and typed:
            instead = "Aucun de ceux-là : noter" if self.found else "Noter"
            which.choices.append((self._as_said, f"{instead} « {typed} » dans ses souhaits, sans métier de la liste"))

    @property
    def _as_said(self) -> str:
        """The choice of keeping these very words: others typed since ask again."""
        return f"dit {fold(self.typed)}"

    @property
    def must_choose(self) -> bool:
        """True when what is typed may be several occupations; once answered, the answer stays on the page."""
        answered = self.is_bound and bool(self.typed and self.data.get("occupation_code"))
        return self.undecided or (answered and bool(self.found or self.keeps_words))

    def ready(self) -> bool:
        """Valid, and nothing is left to choose."""
        return self.is_valid() and not self.undecided

    def meant(self, typed: str, chosen: str) -> str | None:
        """The code of the occupation meant; ``None`` when it is to be chosen, kept in words, or unknown."""
        picked = next((one.code for one in self.found if one.code == chosen), None)
        if picked:
            return picked
        if self.said_only(chosen):
            return None
        only = self.found[0] if len(self.found) == 1 else None
        if only and any(fold(typed) in fold(text) for text in (str(only), only.said)):
            return only.code
        if self.found or self.keeps_words:
            self.undecided = True
        else:
            self.add_error("occupation", "Aucun métier de la liste ne ressemble à ces mots : essayez-en un autre.")
        return None

    def said_only(self, chosen: str) -> bool:
        """The words are to be kept as they were said."""
        return self.keeps_words and bool(self.typed) and chosen == self._as_said
