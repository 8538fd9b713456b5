"""How a social award criterion is announced (articles R2152-7 and L2152-7)."""

from __future__ import annotations

from ..model import Consideration
from .model import NOT_SCORED, Rule, Where

_LAW = "Code de la commande publique, article R2152-7"
_HABIT = "Formule courante des acheteurs français"
_KIND = Consideration.CRITERION
_SCORED = frozenset({Where.CRITERIA})

CRITERIA = (
    Rule(
        id="critere-insertion",
        kind=_KIND,
        pattern=r"\b{INSERTION}",
        weight=92,
        label="un critère d’insertion",
        where=_SCORED,
        matches=("Insertion professionnelle des publics en difficulté", "Insertion sociale : 5 points"),
        spares=("Insertion dans le site", "Insertion paysagère"),
        source=_LAW,
    ),
    Rule(
        id="critere-insertion-courte",
        kind=_KIND,
        pattern=(
            r"\b(?:(?:matiere|demarche|clause|heures|action|volet|prestation|valeur|performance|politique|engagement|"
            r"salarie|personnel|personne|public)[a-z]* (?:d'|en |de l'|a l'|pour l'|l')?insertion\b|(?:strategie|note) "
            r"(?:d')?insertion\b)"
        ),
        weight=85,
        label="un critère d’insertion, en peu de mots",
        where=_SCORED,
        matches=(
            "Performance en matière d'insertion",
            "Valeur insertion (10 %)",
            "encadrement des salariés en insertion",
        ),
        spares=("Qualité de l’architecture et insertion urbaine",),
        source=_HABIT,
    ),
    Rule(
        id="critere-insertion-seule",
        kind=_KIND,
        pattern=(
            r"(?:^|"
            r"\n) (?:[-*] )?(?:\d{1,2} ?[-.):,] ?)?(?:lot \d+ : )?(?:critere )?(?:l')?insertion (?:\(?:? ?\d[^.;\n]{0,20})?(?:\n|$)"
        ),
        weight=62,
        label="« Insertion » seule, comme critère",
        where=_SCORED,
        matches=("Prix\nInsertion\nDélai", "Insertion : 10 %"),
        spares=("Insertion dans le site",),
        source=_HABIT,
    ),
    Rule(
        id="critere-social",
        kind=_KIND,
        pattern=r"\b(?:socia(?:l|le|les|ux)|socio-? ?(?:professionnel|economique|environnement)[a-z]*)\b",
        weight=80,
        label="un critère social",
        where=_SCORED,
        matches=("Performance environnementale et sociale", "Développement durable (social, environnemental)"),
        spares=("Sociétés du groupe", "Prix"),
        source=_LAW,
    ),
    Rule(
        id="critere-rse",
        kind=_KIND,
        pattern=r"\b(?:rse|r\.s\.e|rso|rsoe|societa(?:l|le|les|ux)|socialement responsable)\b",
        weight=60,
        label="un critère RSE, sans détail social",
        where=_SCORED,
        matches=("Démarche RSE : 10 %", "Responsabilité sociétale de l'entreprise"),
        spares=("Rseau d'eau", "Diversité de la flotte"),
        source=_HABIT,
    ),
    Rule(
        id="critere-apprentis",
        kind=_KIND,
        pattern=(
            r"\b(?:apprentis?\b|contrats? d'apprentissage|(?:recours|emploi|place|valorisation|promotion|"
            r"part) <20>l'apprentissage|alternants?\b)"
        ),
        weight=82,
        label="des apprentis employés pour le marché",
        where=_SCORED,
        matches=("Valorisation de l'emploi d'apprentis", "Recours à l’apprentissage"),
        spares=("Courbe d’apprentissage de l’outil", "Qualité pédagogique pour l’apprentissage du français"),
        source=_HABIT,
    ),
    Rule(
        id="critere-publics",
        kind=_KIND,
        pattern=r"{PUBLIC}",
        weight=72,
        label="l’emploi de personnes éloignées de l’emploi, comme critère",
        where=_SCORED,
        matches=("Nombre d’emplois pour des personnes éloignées de l’emploi", "Recrutement de demandeurs d'emploi"),
        spares=("Personnel affecté au chantier", "Accueil du public"),
        source=_LAW,
        unless_object=True,
    ),
    Rule(
        id="critere-handicap",
        kind=_KIND,
        pattern=r"\b(?:emploi|recours|sous-traitance|travail|achat|recrut)[a-z]* <40>(?:handicap|{ADAPTED}|{SIAE})",
        weight=76,
        label="le recours au secteur adapté ou à l’insertion, comme critère",
        where=_SCORED,
        matches=("Recours au secteur protégé", "Emploi de travailleurs handicapés"),
        spares=("Accessibilité aux personnes handicapées",),
        source=_LAW,
    ),
    Rule(
        id="critere-egalite",
        kind=_KIND,
        pattern=(
            r"\b(?:egalite <20>(?:femme|homme|professionnelle|chances|genre)|lutte contre les discriminations|"
            r"conditions de travail <20>(?:salarie|employe)|inclusion (?:des|de|sociale|professionnelle))"
        ),
        weight=70,
        label="l’égalité, l’inclusion ou les conditions de travail, comme critère",
        where=_SCORED,
        matches=("Égalité entre les femmes et les hommes", "Inclusion des personnes fragiles"),
        spares=("À égalité de points, le prix départage", "conditions de travail en hauteur"),
        source=_LAW,
    ),
    Rule(
        id="critere-nomme",
        kind=_KIND,
        pattern=(r"\bcriteres? <80>\b(?:socia(?:l|le|les|ux)\b|societal|{INSERTION}|d'insertion\b|apprentis\b)"),
        weight=84,
        label="un critère social annoncé dans le texte",
        where=NOT_SCORED - {Where.SELECTION},
        matches=(
            "Le marché comprend des critères d'attribution à caractère social.",
            "Le règlement prévoit un critère de performance en matière d'insertion fixé à 5 %",
            "sous-critère 3 (10 points) : qualité de service et politique sociale",
        ),
        spares=("Critères : prix 60 %, valeur technique 40 %",),
        source=_LAW,
    ),
    Rule(
        id="critere-de-jugement",
        kind=_KIND,
        pattern=(
            r"\b(?:criteres? (?:d'attribution|de jugement|d'analyse|de notation|d'evaluation|d'appreciation|de choix)|"
            r"jugement des offres|notation des offres|selection des offres)<160>\b(?:socia(?:l|le|les|ux)\b|"
            r"societal|{INSERTION}|"
            r"matiere d'insertion|apprentis\b)"
        ),
        weight=86,
        label="un critère social dans le jugement des offres",
        where=NOT_SCORED,
        matches=("Critères de jugement des offres : performances en matière d'insertion professionnelle",),
        spares=("Critères d’attribution : prix, délai",),
        source=_LAW,
    ),
    Rule(
        id="poids-social",
        kind=_KIND,
        pattern=(
            r"(?:\d %|\bpoints?) (?:pour |: |- )?(?:le |la |l')?(?:critere |valeur |performance |volet )?"
            r"(?:rse\b|socia(?:l|le)\b|insertion|developpement durable et insertion)|"
            r"\b(?:rse|insertion sociale|insertion professionnelle|valeur sociale|performance sociale|"
            r"volet social) ?[:=(-]* ?\d{1,2} ?(?:%|points?)"
        ),
        weight=74,
        label="un poids donné au social dans la notation",
        where=NOT_SCORED - {Where.SELECTION, Where.OBJECT},
        matches=("50 % prix, 40 % technique et 10 % RSE", "Prix 60 %, insertion sociale : 10 %"),
        spares=("50 % de logements sociaux", "60 % prix"),
        source=_HABIT,
    ),
    Rule(
        id="notation-insertion",
        kind=_KIND,
        pattern=(
            r"\b(?:not(?:e|ee|es|ees|ation)|jug(?:e|ee|es|ees|ement)|apprecie(?:e|es|s)?|evalue(?:e|es|s)?|selection) "
            r"<60>\b(?:{INSERTION}|performance sociale|qualite sociale|critere sociale?)"
        ),
        weight=74,
        label="les offres notées sur l’insertion",
        where=NOT_SCORED - {Where.SELECTION, Where.OBJECT},
        matches=("Les offres sont notées sur la performance en matière d'insertion professionnelle",),
        spares=("Les offres sont notées sur le prix",),
        source=_LAW,
        unless_object=True,
    ),
)
