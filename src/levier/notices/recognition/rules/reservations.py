"""How a reserved contract or lot is announced (articles L2113-12 to L2113-16; R2113-7 asks the notice to say so)."""

from __future__ import annotations

from ..model import Consideration
from .model import ANYWHERE, Rule, Where

_LAW = "Code de la commande publique, articles L2113-12 à L2113-16 et R2113-7"
_OLD = "Ordonnance n° 2015-899, articles 36 et 37 ; Code des marchés publics (2006), article 15"
_KIND = Consideration.RESERVATION
_RESERVED = r"\breserv(?:e|ee|es|ees|er|ation|ations|ant|e\(e\)(?:s|\(s\))?|e\(s\))"

RESERVATIONS = (
    Rule(
        id="reserve-secteur-adapte",
        kind=_KIND,
        pattern=_RESERVED + r"<160>{ADAPTED}",
        weight=92,
        label="réservé au secteur adapté ou protégé",
        where=ANYWHERE,
        matches=(
            "Le lot 6 est réservé aux entreprises adaptées et aux établissements et services d'aide par le travail",
            "marché réservé (ESAT, EA)",
            "consultation réservée au secteur adapté",
        ),
        spares=("réservé aux architectes",),
        source=_LAW,
    ),
    Rule(
        id="reserve-insertion",
        kind=_KIND,
        pattern=_RESERVED + r"<160>{SIAE}",
        weight=92,
        label="réservé aux structures d’insertion",
        where=ANYWHERE,
        matches=(
            "lot 2 réservé à une structure d'insertion par l'économie",
            "réserver le lot 2 aux opérateurs qui emploient des travailleurs défavorisés",
        ),
        spares=("réservé aux entreprises d’assurance",),
        source=_LAW,
    ),
    Rule(
        id="reserve-ess",
        kind=_KIND,
        pattern=_RESERVED + r"<120>{ESS}",
        weight=90,
        label="réservé aux entreprises de l’économie sociale et solidaire",
        where=ANYWHERE,
        matches=("Marché réservé aux entreprises de l'économie sociale et solidaire",),
        spares=("réservé aux essais",),
        source=_LAW,
    ),
    Rule(
        id="reserve-prison",
        kind=_KIND,
        pattern=_RESERVED + r"<140>(?:detenu|penitentiaire|l? 21 13-13-1)",
        weight=88,
        label="réservé au travail en établissement pénitentiaire",
        where=ANYWHERE,
        matches=("lot réservé aux opérateurs qui emploient des personnes détenues",),
        spares=("réservé au personnel navigant",),
        source=_LAW,
    ),
    Rule(
        id="reserve-article",
        kind=_KIND,
        pattern=(r"(?:" + _RESERVED + r"<120>\bl? 21 13-1[2-6]\b|\bl? 21 13-1[2-6]\b<160>" + _RESERVED + r")"),
        weight=90,
        label="réservé, avec l’article qui le permet",
        where=ANYWHERE,
        matches=(
            "Marché réservé selon les dispositions de l'article L.2113-13 du code de la commande publique",
            "En vertu de l’article L. 2113-12, le lot 4 est réservé",
        ),
        spares=("allotissement selon l’article L2113-10",),
        source=_LAW,
    ),
    Rule(
        id="reserve-ancien-article",
        kind=_KIND,
        pattern=(
            r"(?:" + _RESERVED + r"<100>(?:article 3[67]|art 3[67]|article 15 du code des marches)|"
            r"(?:article 3[67]-? ?i{0,2}|article 15) (?:et ii )?(?:de l'ordonnance|du code des marches)<160>"
            + _RESERVED
            + ")"
        ),
        weight=84,
        label="réservé, avec les anciens articles",
        where=ANYWHERE,
        matches=("En application de l’article 36-I de l’ordonnance n° 2015-899, le marché est réservé",),
        spares=("article 36 du CCAP",),
        source=_OLD,
    ),
    Rule(
        id="marche-reserve",
        kind=_KIND,
        pattern=(
            r"\b(?:marches?|lots?|accords?-cadres?|consultation|concession|contrat)(?: no)? <w2>(?:\d{1,2} )?"
            r"(?:est |sont |sera |seront |etant )?(?:donc |un |des )?(?:marches? |lots? )?reserve(?:e|s|es)?\b"
        ),
        weight=70,
        label="un marché ou un lot dit réservé",
        where=ANYWHERE,
        matches=("Ce lot fait l'objet d'un marché réservé mono-attributaire.", "Le lot 3 est réservé."),
        spares=("Le pouvoir adjudicateur se réserve la possibilité",),
        source=_LAW,
    ),
    Rule(
        id="reserve-dans-le-titre",
        kind=_KIND,
        pattern=r"(?:[(\[-] reserve(?:e|s|es)? (?:[)\]-]|$|\n)|\b(?:marche|lot|consultation) reserve(?:e|s|es)?\b)",
        weight=72,
        label="« réservé » dans un intitulé",
        where=frozenset({Where.OBJECT}),
        matches=("Entretien des espaces verts (réservé)", "Lot 3 - lot réservé"),
        spares=("Aménagement des réserves du musée", "Places réservées aux livraisons"),
        source=_LAW,
    ),
    Rule(
        id="reservation-de-marche",
        kind=_KIND,
        pattern=r"\breservation <w3>(?:marches?|lots?|contrats?)\b",
        weight=62,
        label="la réservation d’un marché",
        where=ANYWHERE,
        matches=("Réservation du marché aux opérateurs de l’article L2113-12",),
        spares=("réservation de salles",),
        source=_LAW,
    ),
    Rule(
        id="ouvert-aux-seuls",
        kind=_KIND,
        pattern=(
            r"\b(?:exclusivement|uniquement|seule?s?|exclusive|dediee?s?|destinee?s?) <40>"
            r"(?:\besat\b|entreprises? adaptee?s?|secteurs? (?:adapte|protege)|structures? <w3>d'insertion|"
            r"(?:ateliers?|emplois?) proteges?|\bsiae\b|{ESS})"
        ),
        weight=78,
        label="ouvert aux seules structures du secteur adapté ou de l’insertion",
        where=ANYWHERE,
        matches=("La consultation s’adresse uniquement aux ESAT.", "marché destiné aux structures d’insertion"),
        spares=("ouvert aux seuls architectes",),
        source=_LAW,
    ),
    Rule(
        id="qualite-exigee",
        kind=_KIND,
        pattern=(
            r"\b(?:candidat|soumissionnaire|operateur|entreprise|prestataire|structure|attributaire|titulaire)s? <30>"
            r"(?:doivent|devront|devra|doit) <30>(?:etre|justifier|appartenir|relever|avoir la qualite)<50>"
            r"(?:{ESS}|\besat\b|entreprises? adaptee|{SIAE})"
        ),
        weight=74,
        label="une qualité de structure inclusive exigée des candidats",
        where=ANYWHERE - {Where.CRITERIA},
        matches=("Les candidats doivent être des entreprises de l'économie sociale et solidaire",),
        spares=("Les candidats doivent justifier d’une assurance",),
        source=_LAW,
    ),
    Rule(
        id="attribue-secteur-adapte",
        kind=_KIND,
        pattern=r"\b(?:attribue|confie)(?:e|s|es)? (?:a un |a une |aux |a des |a l')(?:{ADAPTED}|{SIAE})",
        weight=72,
        label="attribué à une structure du secteur adapté ou de l’insertion",
        where=ANYWHERE - {Where.CRITERIA},
        matches=("Le lot 2 sera attribué à une entreprise adaptée.",),
        spares=("attribué à une entreprise générale",),
        source=_LAW,
    ),
    Rule(
        id="proportion-de-travailleurs",
        kind=_KIND,
        pattern=(
            r"\b(?:travailleurs|personnes|salaries) <w4>(?:handicapes?|handicapees?|defavorises?|defavorisees?)\b<90>"
            r"(?:conditions normales|l? 21 13-1[2-4])"
        ),
        weight=74,
        label="la formule de la loi sur les travailleurs handicapés ou défavorisés",
        where=ANYWHERE,
        matches=("plus de 50 % de travailleurs handicapés qui ne peuvent exercer dans des conditions normales",),
        spares=("emploi des travailleurs handicapés",),
        source=_LAW,
    ),
    Rule(
        id="code-et-structures",
        kind=_KIND,
        pattern=r"\b(?:{SIAE}|{ADAPTED}|{ESS})",
        weight=60,
        label="le code « réservé », et un texte qui nomme ces structures",
        where=ANYWHERE,
        matches=("inscrites dans les dispositifs d’insertion par l’activité économique", "ESAT de la région"),
        spares=("entreprises générales",),
        source="eForms, BT-71 : le code seul est souvent coché par erreur",
        with_code=True,
    ),
)
