"""How a performance condition with a social aim is announced (articles L2112-2 and L2112-2-1)."""

from __future__ import annotations

from ..model import Consideration
from .model import NOT_SCORED, TERMS, Rule, Where

_LAW = "Code de la commande publique, articles L2112-2 et L2112-2-1"
_HABIT = "Formule courante des acheteurs français"
_CCAG = "CCAG 2021, article « clause d’insertion sociale »"
_KIND = Consideration.CLAUSE
_STATED = frozenset({Where.EXECUTION, Where.OTHER, Where.DESCRIPTION})

CONDITIONS = (
    Rule(
        id="clause-sociale",
        kind=_KIND,
        pattern=r"\bclauses? <w5>socia(?:l|le|les|ux)\b",
        weight=92,
        label="une clause sociale est nommée",
        where=NOT_SCORED,
        matches=(
            "Le marché comporte une clause sociale.",
            "Clauses environnementales et sociales : voir l’article 9 du CCAP",
            "clause obligatoire d’exécution à caractère social",
        ),
        spares=("Raison sociale du candidat", "Les clauses administratives particulières"),
        source=_LAW,
    ),
    Rule(
        id="clause-insertion",
        kind=_KIND,
        pattern=r"\bclauses? <w6>(?:d'|de l'|a l'|l'|pour )?(?:insertion|inclusion)\b",
        weight=92,
        label="une clause d’insertion est nommée",
        where=NOT_SCORED,
        matches=(
            "L'exécution comporte une clause obligatoire d'insertion par l'activité économique",
            "Une clause d’inclusion s’applique aux lots 2 et 3",
            "clause de promotion et d'aide à l'insertion",
        ),
        spares=("Insertion des clauses types dans le contrat", "insertion paysagère du bâtiment"),
        source=_LAW,
    ),
    Rule(
        id="clause-emploi",
        kind=_KIND,
        pattern=(
            r"\bclauses? <w6>(?:(?:de |la )?promotion (?:de |et )?<w2>(?:l')?emploi|(?:d'acces |de retour )"
            r"(?:a |de )?l'emploi|visant <20>(?:emploi|chomage|exclusion))"
        ),
        weight=88,
        label="une clause de promotion de l’emploi",
        where=NOT_SCORED,
        matches=(
            "Le marché fait l'objet d'une clause de promotion de l'emploi",
            "des clauses visant à promouvoir l'emploi de personnes en difficulté",
        ),
        spares=("Clause de réexamen de l’emploi du matériel",),
        source=_LAW,
    ),
    Rule(
        id="clause-formation",
        kind=_KIND,
        pattern=(
            r"\bclauses? <w3>(?:d'apprentissage|d'alternance|de formation <w3>(?:publics|jeunes|statut scolaire|"
            r"apprenti))"
        ),
        weight=80,
        label="une clause d’apprentissage ou de formation",
        where=NOT_SCORED,
        matches=("Le lot 1 comporte une clause d'apprentissage", "clause sociale de formation sous statut scolaire"),
        spares=("clause de formation du prix",),
        source=_CCAG,
    ),
    Rule(
        id="condition-sociale",
        kind=_KIND,
        pattern=(
            r"\bconditions? (?:<w3>)d'execution <90>\b(?:socia(?:l|les?|ux)|(?:d'|l')?insertion|apprentissage|"
            r"lutte contre (?:le chomage|l'exclusion)|a l'emploi|de l'emploi)\b"
        ),
        weight=88,
        label="une condition d’exécution sociale",
        where=NOT_SCORED,
        matches=(
            "La consultation comporte des conditions d'exécution à caractère social détaillées dans le CCAP",
            "conditions particulières d'exécution relatives à l’apprentissage",
        ),
        spares=("Les conditions d'exécution à caractère environnemental sont au CCAP",),
        source=_LAW,
    ),
    Rule(
        id="caractere-social",
        kind=_KIND,
        pattern=(
            r"\b(?:elements?|considerations?|conditions?|dispositions?|specifications?|exigences?|objectifs?|mesures?|"
            r"obligations?|modalites|prescriptions) <w4>(?:a caractere|de nature|d'ordre|a (?:dimension|vocation|"
            r"visee)) "
            r"<30>\bsocia(?:les?|l|ux)\b"
        ),
        weight=85,
        label="des éléments à caractère social",
        where=TERMS,
        matches=(
            "Les conditions d'exécution comportent des éléments à caractère social.",
            "considérations à caractère environnemental et social",
        ),
        spares=("Maison d’enfants à caractère social",),
        source=_LAW,
    ),
    Rule(
        id="consideration-sociale",
        kind=_KIND,
        pattern=(
            r"\b(?:considerations?|caracteristiques?|aspects|preoccupations?|conditions|exigences|engagements?|"
            r"dispositions|objectifs) <w3>socia(?:les?|ux)\b"
        ),
        weight=72,
        label="des considérations sociales dans l’exécution",
        where=frozenset({Where.EXECUTION, Where.OTHER}),
        matches=("Le marché intègre des considérations sociales.", "des exigences environnementales et sociales"),
        spares=("les obligations fiscales et sociales", "considérations techniques"),
        source=_LAW,
    ),
    Rule(
        id="domaine-social",
        kind=_KIND,
        pattern=(
            r"\b(?:domaines?|matieres?|champs?) (?:du |de )?socia(?:l|les?|ux) <w2>(?:et|ou|a|"
            r"de) <w2>(?:l')?emploi"
        ),
        weight=75,
        label="le domaine du social et de l’emploi",
        where=frozenset({Where.EXECUTION, Where.OTHER}),
        matches=("Domaines du social et de l'emploi : voir l'article 28 du CCAP",),
        spares=("Droit social et relations de travail",),
        source=_LAW,
    ),
    Rule(
        id="action-insertion",
        kind=_KIND,
        pattern=r"\bactions? <w3>(?:d'|de l')(?:aide a l')?insertion\b",
        weight=85,
        label="une action d’insertion due par le titulaire",
        where=TERMS,
        matches=("Le titulaire réalise une action d'insertion.", "actions spécifiques d’insertion"),
        spares=("action d’information du public",),
        source=_LAW,
        unless_object=True,
    ),
    Rule(
        id="heures-insertion",
        kind=_KIND,
        pattern=(
            r"(?:\bheures?\b|\d h|\bvolume horaire|\bh) (?:<w8>(?:d'|en |a l'|l'|pour l'|de l'|"
            r"d'engagement d')?)insertion\b"
        ),
        weight=92,
        label="des heures d’insertion",
        where=NOT_SCORED,
        matches=(
            "un minimum de 70 heures d'insertion",
            "Volume horaire d’insertion : 350",
            "nombre d'heures insertion figurant à l'acte d'engagement",
            "heures de travail réservées à l’insertion",
        ),
        spares=("Les offres sont remises à 12 heures", "48 heures avant la remise ; insertion de l'avis"),
        source=_CCAG,
    ),
    Rule(
        id="heures-publics",
        kind=_KIND,
        pattern=r"\bheures? <70>(?:reserve|dedie|consacre|effectue|realise|confie|destine|au profit)<70>{PUBLIC}",
        weight=92,
        label="des heures de travail réservées à des personnes éloignées de l’emploi",
        where=NOT_SCORED,
        matches=(
            "8 % du total des heures sera réservé à des personnes en difficulté",
            "500 heures de travail dédiées aux demandeurs d'emploi",
        ),
        spares=("heures d’ouverture au public",),
        source=_CCAG,
        unless_object=True,
    ),
    Rule(
        id="publics-heures",
        kind=_KIND,
        pattern=r"{PUBLIC}<90>\bheures?\b",
        weight=78,
        label="des personnes éloignées de l’emploi et un nombre d’heures",
        where=_STATED,
        matches=(
            "favoriser l’emploi de chômeurs par la réalisation de certaines heures de la prestation",
            "contrat avec des personnes éloignées de l'emploi pour 105 heures",
        ),
        spares=("Les personnes reçues pendant les heures d’ouverture",),
        source=_CCAG,
        unless_object=True,
    ),
    Rule(
        id="part-reservee",
        kind=_KIND,
        pattern=(
            r"(?:\b(?:part|pourcentage|fraction|quota|volume|reserver?a?)\b|%) <70>(?:heures|temps|travail|effectif|"
            r"main d'oeuvre|"
            r"salarie)<90>(?:{PUBLIC}|{INSERTION}|d'insertion\b)"
        ),
        weight=85,
        label="une part du travail réservée à l’insertion",
        where=TERMS,
        matches=(
            "réserver une part du temps de travail à des personnes en insertion",
            "5 % de la main d'œuvre sera issue de publics éloignés de l’emploi",
        ),
        spares=("une part du travail est faite de nuit",),
        source=_CCAG,
        unless_object=True,
    ),
    Rule(
        id="volet-social",
        kind=_KIND,
        pattern=r"\bvolets? <w2>(?:socia(?:l|ux)|(?:d')?insertion)\b",
        weight=80,
        label="un volet social",
        where=frozenset({Where.EXECUTION, Where.OTHER, Where.DESCRIPTION}),
        matches=("Le volet social du marché est décrit au CCAP.",),
        spares=("volets roulants",),
        source=_HABIT,
        unless_object=True,
    ),
    Rule(
        id="engagement-insertion",
        kind=_KIND,
        pattern=(
            r"\b(?:dispositifs?|demarches?|engagements?|obligations?|objectifs?|exigences?|politique|effort|taux) "
            r"<w3>(?:en faveur de |en matiere )?(?:d'|de l')(?:aide a l')?(?:insertion|inclusion)\b"
        ),
        weight=78,
        label="un engagement d’insertion",
        where=frozenset({Where.EXECUTION, Where.OTHER, Where.DESCRIPTION}),
        matches=(
            "Le marché contient un dispositif d'insertion obligatoire.",
            "Toute offre sans engagement d’insertion",
        ),
        spares=("dispositif d’arrosage",),
        source=_HABIT,
        unless_object=True,
    ),
    Rule(
        id="promouvoir-emploi",
        kind=_KIND,
        pattern=(
            r"\b(?:promouvoir|promotion de|favoriser|faciliter|permettre|permettant|permette|vise a|visant a) <30>"
            r"(?:emploi|monde du travail|insertion) <30>{PUBLIC}"
        ),
        weight=76,
        label="l’emploi de personnes éloignées de l’emploi est recherché",
        where=frozenset({Where.EXECUTION, Where.OTHER, Where.DESCRIPTION}),
        matches=(
            "promouvoir l’emploi de personnes rencontrant des difficultés",
            "promouvoir l'accessibilité au monde du travail des chômeurs",
        ),
        spares=("favoriser l’emploi de matériaux locaux",),
        source=_LAW,
        unless_object=True,
    ),
    Rule(
        id="recrutement-publics",
        kind=_KIND,
        pattern=(
            r"\b(?:titulaire|attributaire|entreprise|prestataire|concessionnaire|contrats? de travail)<90>"
            r"\b(?:recrut|embauch|emploie|employer|faire appel|faisant appel|insertion de|integrer)<60>(?:{PUBLIC}|"
            r"{SIAE})"
        ),
        weight=74,
        label="l’entreprise doit recruter des personnes éloignées de l’emploi",
        where=frozenset({Where.EXECUTION, Where.OTHER, Where.DESCRIPTION}),
        matches=("Le titulaire s’engage à recruter des personnes éloignées de l’emploi.",),
        spares=("Le titulaire recrute du personnel qualifié.",),
        source=_CCAG,
        unless_object=True,
    ),
    Rule(
        id="apprentis",
        kind=_KIND,
        pattern=(
            r"\b(?:recours|embauch|accueil|recrut|emploi|heures?|engag)[a-z]*(?: a| d| de| des| par| l)?<40>"
            r"\b(?:apprentis?|contrats? d'apprentissage|alternants?)\b"
        ),
        weight=66,
        label="des apprentis employés pour le marché",
        where=frozenset({Where.EXECUTION}),
        matches=("Le titulaire s’engage à accueillir un apprenti.", "recours à des apprentis sur le chantier"),
        spares=("Construction d’un centre de formation d’apprentis",),
        source=_HABIT,
    ),
    Rule(
        id="insertion-dans-les-conditions",
        kind=_KIND,
        pattern=r"\b(?:{INSERTION}|aide a l'insertion|(?:souci|matiere|objectif) d'insertion)",
        weight=66,
        label="l’insertion de personnes, dans les conditions d’exécution",
        where=frozenset({Where.EXECUTION}),
        matches=("Condition relative à l'insertion sociale et professionnelle", "aide à l'insertion"),
        spares=("insertion de l’ouvrage dans le site",),
        source=_LAW,
        unless_object=True,
    ),
    Rule(
        id="article-et-emploi",
        kind=_KIND,
        pattern=r"\bl? 21 12-2(?:-1)?\b<120>\b(?:socia(?:l|les?|ux)|insertion|exclusion|chomage|emploi)\b",
        weight=74,
        label="l’article L2112-2 cité à propos du social ou de l’emploi",
        where=frozenset({Where.EXECUTION, Where.OTHER, Where.DESCRIPTION}),
        matches=("En application de l’article L. 2112-2, l’exécution comporte une condition liée à l’emploi",),
        spares=("L’article L2112-2 permet une condition liée à l’environnement",),
        source=_LAW,
        unless_object=True,
    ),
    Rule(
        id="facilitateur",
        kind=_KIND,
        pattern=r"\bfacilitat(?:eur|rice)s? <w3>(?:des? |la |de la )?(?:clauses?|l'insertion|d'insertion)",
        weight=80,
        label="un facilitateur des clauses sociales",
        where=NOT_SCORED,
        matches=("Contacter le facilitateur des clauses sociales", "la facilitatrice de l’insertion"),
        spares=("un facilitateur graphique",),
        source="CCAG 2021, facilitateur de la clause",
    ),
    Rule(
        id="ancien-code",
        kind=_KIND,
        pattern=(
            r"\b(?:article 38 <40>ordonnance|article 14 du code des marches)<160>\b(?:socia(?:l|les?|ux)|insertion|"
            r"emploi)\b"
        ),
        weight=78,
        label="les anciens articles sur les conditions sociales",
        where=NOT_SCORED,
        matches=("En application de l’article 38 de l’ordonnance n° 2015-899, le marché comporte un volet insertion",),
        spares=("article 38 du règlement intérieur",),
        source="Ordonnance n° 2015-899, article 38 ; Code des marchés publics (2006), article 14",
    ),
)
