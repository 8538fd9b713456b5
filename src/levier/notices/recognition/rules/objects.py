"""How a purchase whose object is insertion itself is announced (article R2123-1, 3°: social services)."""

from __future__ import annotations

from ..model import Consideration
from .model import Rule, Where

_LAW = "Code de la commande publique, article R2123-1, 3° ; circulaire sur les marchés d’insertion et de qualification"
_KIND = Consideration.OBJECT
_TITLE = frozenset({Where.OBJECT})
_WHAT = frozenset({Where.OBJECT, Where.DESCRIPTION})

OBJECTS = (
    Rule(
        id="objet-insertion",
        kind=_KIND,
        pattern=(
            r"\b(?:prestation|service|marche|mission|dispositif|parcours|atelier|programme|action|"
            r"plateforme)[a-z]* <60>"
            r"(?:d'|de l'|a l'|pour l'|vers l'|, l')?(?:{INSERTION})"
        ),
        weight=88,
        label="l’achat porte sur l’insertion professionnelle",
        where=_TITLE,
        matches=("Prestations d'insertion sociale et professionnelle", "Services d’insertion professionnelle"),
        spares=("Travaux d’insertion paysagère",),
        source=_LAW,
    ),
    Rule(
        id="objet-insertion-courte",
        kind=_KIND,
        pattern=(
            r"\b(?:prestation|service|marche|mission|action|parcours|plateforme|atelier|support)s? <w3>"
            r"(?:d'|de l'|en )insertion\b"
        ),
        weight=80,
        label="des prestations d’insertion",
        where=_TITLE,
        matches=("Marché d’insertion : entretien des sentiers", "Actions d'insertion par le jardinage"),
        spares=("Prestations d’entretien",),
        source=_LAW,
    ),
    Rule(
        id="objet-prestations",
        kind=_KIND,
        pattern=r"\b(?:prestation|service|mission)s? <w3>d'insertion (?:socio|sociale|professionnelle)",
        weight=80,
        label="des prestations d’insertion professionnelle, dans la description",
        where=frozenset({Where.DESCRIPTION}),
        matches=("Le marché porte sur des prestations d’insertion professionnelle",),
        spares=("Le marché comporte une clause d’insertion professionnelle",),
        source=_LAW,
    ),
    Rule(
        id="objet-publics",
        kind=_KIND,
        pattern=(
            r"\b(?:demandeurs? d'emploi|beneficiaires (?:du rsa|du revenu de solidarite)|(?:retour|acces|"
            r"recherche|insertion) <w2>"
            r"(?:a l'|d'|vers l'|dans l')emploi|(?:publics?|personnes?) <w2>eloignee?s? (?:de l'|"
            r"du marche de l')emploi|"
            r"accompagnement <30>socio-? ?professionnel|(?:form|qualif|prepar)[a-z]* <20>(?:pour|vers|a) l'emploi)"
        ),
        weight=72,
        label="un achat pour des personnes en recherche d’emploi",
        where=_TITLE,
        matches=("Formation des demandeurs d'emploi", "Accompagnement socioprofessionnel renforcé"),
        spares=("Formation des agents",),
        source=_LAW,
    ),
    Rule(
        id="objet-support",
        kind=_KIND,
        pattern=(
            r"\b(?:d'|a l'|l')(?:insertion|qualification)<60>\b(?:ayant (?:pour|comme) <20>support|"
            r"(?:comme|pour) support|par (?:des|la realisation))|\bactivites? support"
        ),
        weight=82,
        label="l’insertion avec une activité pour support",
        where=_WHAT,
        matches=("Marché d'insertion ayant pour support l'entretien d'espaces verts",),
        spares=("Support de communication",),
        source=_LAW,
    ),
    Rule(
        id="objet-chantier",
        kind=_KIND,
        pattern=r"\b(?:chantiers? (?:ecoles?|d'insertion|d'utilite sociale)|brigades? d'insertion)",
        weight=80,
        label="un chantier d’insertion",
        where=_TITLE,
        matches=("Entretien des rivières par chantier d’insertion",),
        spares=("Chantier de voirie",),
        source=_LAW,
    ),
    Rule(
        id="objet-accompagnement",
        kind=_KIND,
        pattern=(
            r"\b(?:accompagn|prestation|mobilis|remobilis|service|placement|suivi|orientation|bilan)[a-z]* <70>"
            r"(?:demandeurs? d'emploi|beneficiaires du r(?:sa|evenu)|retour (?:a|vers) l'emploi|vers l'emploi|"
            r"l'acces a l'emploi|"
            r"personnes <20>eloignees? de l'emploi)"
        ),
        weight=80,
        label="l’accompagnement de personnes vers l’emploi",
        where=_TITLE,
        matches=("Accompagnement des bénéficiaires du RSA vers l’emploi", "Prestations pour les demandeurs d'emploi"),
        spares=("Accompagnement du changement",),
        source=_LAW,
    ),
    Rule(
        id="objet-dit",
        kind=_KIND,
        pattern=r"\b(?:a (?:ainsi )?pour objet|concerne|porte sur|consiste en) <60>\b{INSERTION}",
        weight=82,
        label="l’insertion dite objet du marché",
        where=frozenset({Where.OBJECT, Where.DESCRIPTION}),
        matches=("L’accord-cadre a pour objet l'insertion sociale et professionnelle de résidents",),
        spares=("Le marché a pour objet la voirie",),
        source=_LAW,
    ),
)
