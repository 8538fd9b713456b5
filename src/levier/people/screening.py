"""Keep out of free text what Levier never stores: social security numbers, health, judicial matters.

The words are those that name a person's condition, not a building site (« prison » alone may be where the work is).
"""

from __future__ import annotations

import re

from levier.domain.eligibility import CRITERIA
from levier.domain.errors import RuleError
from levier.domain.nir import holds_nir

_HEALTH = re.compile(
    r"\b(maladies?|maladi(?:f|ve)s?|malade\w*|handicap(?:é|e)?s?|rqth|aah|invalidité|invalide|"
    r"cancer|diab[eè]t\w*|épilep\w*|schizo\w*|bipolaire\w*|dépressi\w*|psychiatri\w*|addict\w*|alcooli\w*|toxicoman\w*|séropositi\w*|vih|enceinte|grossesse|"
    r"hospitalis\w*|traitement médical|inaptitude)\b",
    re.IGNORECASE,
)
_JUDICIAL = re.compile(
    r"\b(détenue?s?|incarcér\w*|condamn\w*|écrouée?s?|"
    r"(?:levée|mise|placée?)\s+(?:d['’]\s*|sous\s+)écrou|sortante?s? de prison|bracelet électronique|probation|spip|"
    r"casier judiciaire|libération conditionnelle|semi-liberté|sous main de justice|pps?mj)\b",
    re.IGNORECASE,
)

NIR_FOUND = "Ce texte contient un numéro de sécurité sociale : retirez-le. Levier n’en demande et n’en conserve jamais."


def screen(text: str, *, field: str | None = None) -> str:
    """The text, trimmed, if it holds nothing Levier must not store.

    Raises:
        RuleError: a social security number, a word about health or about judicial matters was found.
    """
    clean = text.strip()
    if holds_nir(clean):
        raise RuleError(NIR_FOUND, field=field)
    if found := _HEALTH.search(clean):
        raise RuleError(
            f"« {found[0]} » touche à la santé d’une personne : retirez-le. « Absence » ou « besoin d’un "
            "aménagement » suffisent.",
            field=field,
        )
    if found := _JUDICIAL.search(clean):
        raise RuleError(
            f"« {found[0]} » touche à la situation judiciaire d’une personne : retirez-le. Le motif n’est jamais "
            "demandé ni conservé.",
            field=field,
        )
    return clean


def screen_for_company(text: str, *, field: str | None = None) -> str:
    """The same for what a company or a structure will read: it never learns by which criterion a person is eligible.

    Raises:
        RuleError: what ``screen`` refuses, or the name of a criterion.
    """
    clean = screen(text, field=field)
    found = _CRITERIA.search(clean) or next((label for label in _LABELS if label in clean.casefold()), None)
    if found:
        raise RuleError(
            "L’entreprise lira ce texte : n’y nommez pas le critère d’éligibilité de la personne. Écrivez par exemple "
            "« personne non éligible du 15 au 31 mars ».",
            field=field,
        )
    return clean


_CRITERIA = re.compile(
    r"\b(RSA|ASS|QPV|ZRR|PASS IAE|PACEA|réfugiée?s?|parent isolé|sans hébergement|aide sociale à l’enfance|ASE)\b"
)
_LABELS = tuple(criterion.label.casefold() for criterion in CRITERIA)
