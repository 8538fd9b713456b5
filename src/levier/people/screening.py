"""Keep out of free text what Levier never stores: social security numbers, health, judicial matters.

The words are those that name a person's condition, not a building site (« prison » alone may be where the work is).
"""

from __future__ import annotations

import re

from levier.domain.eligibility import CRITERIA
from levier.domain.errors import RuleError

#: Sex, year, month, department (Corsica: 2A, 2B), commune, order, and the key when it is given.
_NIR = re.compile(
    r"(?<!\d)([12378])\s?(\d{2})\s?(\d{2})\s?(\d{2}|2[ABab])\s?(\d{3})\s?(\d{3})(?:[\s/-]?(\d{2}))?(?!\d)"
)
_SEPARATORS = re.compile(r"(?<=[\dABab])[\s.\u00a0\u202f-]+(?=[\dABab])")
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
            f"« {found[0]} » touche à la santé d’une personne : retirez-le. Pour une absence, écrivez seulement "
            "« absence ».",
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


def holds_nir(text: str) -> bool:
    """True for fifteen digits whose key is right, or thirteen that can only be a NIR (month of birth in 1–12)."""
    return any(_is_nir(match) for form in (text, _SEPARATORS.sub("", text)) for match in _NIR.finditer(form))


def _is_nir(match: re.Match[str]) -> bool:
    sex, year, month, department, commune, order, key = match.groups()
    body = f"{sex}{year}{month}{department}{commune}{order}".upper()
    # Corsica: the letter is replaced to compute the key (INSEE).
    number = int(body.replace("2A", "19").replace("2B", "18"))
    if key is not None:
        return 97 - number % 97 == int(key)
    return 1 <= int(month) <= 12 and sex in "12"
