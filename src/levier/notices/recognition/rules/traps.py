"""Words that look social and are not, and words that say no. Every one was met in real notices."""

from __future__ import annotations

from ..model import Consideration
from .model import Trap

_CLAUSE, _CRITERION = Consideration.CLAUSE, Consideration.CRITERION
_RESERVATION, _OBJECT = Consideration.RESERVATION, Consideration.OBJECT
_ALL = frozenset(Consideration)
_SAID = frozenset({_CLAUSE, _CRITERION, _RESERVATION})
_MET = "Rencontré dans des avis réels"

TRAPS = (
    Trap(
        id="negation",
        kinds=_SAID,
        pattern=(
            r"\b(?:aucune? <90>|sans (?:clause|heure|action|condition|critere|obligation|objectif|volet)<50>|"
            r"pas (?:d'|de |soumis|concerne|reserve|assorti|prevu)<70>|"
            r"n'(?:est|etant|sont|a) (?:pas|ni|donc pas)<70>|"
            r"(?:ne|n') ?(?:comporte|comprend|comprennent|prevoit|contient|fait|font|inclut|sera|seront|"
            r"s'applique)[a-z]*"
            r" (?:pas|aucun)<80>)"
            r"\b(?:insertion|reserv(?:e|ee|es|ees|ation)|sociales?|sociaux|clauses?)\b"
        ),
        label="la phrase dit le contraire",
        matches=(
            "Aucun type de travaux n'est réservé",
            "Pas d'heures d'insertion sur ce lot",
            "Le lot 3 ne comporte pas de clause sociale",
            "La consultation n’est pas réservée",
        ),
        spares=("Les candidats ne sont pas autorisés à formuler des réserves sur la clause d'insertion",),
        source=_MET,
    ),
    Trap(
        id="reponse-non",
        kinds=_SAID,
        pattern=(
            r"\b(?:insertion|social(?:e|es)?|sociaux|reserv(?:e|ee|es|ees|ation)|clauses?)\b<25>[:=>-] ?"
            r"(?:non\b|neant\b|sans objet|aucune?\b|0 (?:h|heure|%))"
        ),
        label="la réponse à la rubrique est non",
        matches=("Clause sociale : non", "Marché réservé : néant"),
        spares=("Clause sociale : oui", "clause d’insertion : nombre d’heures au CCAP"),
        source=_MET,
    ),
    Trap(
        id="insertion-d-un-ouvrage",
        kinds=_ALL,
        pattern=(
            r"\binsertion (?:<w1>(?:et )?(?:urbain|paysag|architectur|environnement|territorial|visuel|graphique|"
            r"mecanique|automatique)|"
            r"(?:harmonieuse |optimale |reussie )?(?:du |des |de l'|de la |de |d'un |d'une )(?:projet|ouvrage|"
            r"batiment|oeuvre|"
            r"installation|equipement|construction|programme|annonce|avis|publicit|encart|page|clause|document|"
            r"puce|reseau|ligne)|"
            r"(?:dans|au sein|en|sur|a) (?:le |la |l'|les |un |une |son |leur )?(?:site|paysage|environnement|"
            r"quartier|contexte|tissu|bati|"
            r"milieu|trafic|voirie|presse|journal|enveloppe|ville|reseau|jal|boamp))"
        ),
        label="l’insertion d’un ouvrage ou d’un texte",
        matches=("Insertion paysagère", "insertion du projet dans le site", "insertion urbaine et architecturale"),
        spares=("insertion professionnelle", "insertion de jeunes"),
        source=_MET,
    ),
    Trap(
        id="secteur-d-activite",
        kinds=frozenset({_CRITERION}),
        pattern=(
            r"\b(?:secteur|domaine|champ|metier|acteur|reseau|usager|professionnel)s? (?:et usagers )?de l'insertion"
        ),
        label="l’insertion comme secteur d’activité du prestataire",
        matches=("expérience dans le domaine de l’insertion professionnelle",),
        spares=("performance en matière d’insertion professionnelle",),
        source=_MET,
    ),
    Trap(
        id="social-d-autre-chose",
        kinds=frozenset({_CLAUSE, _CRITERION}),
        pattern=(
            r"\b(?:(?:raison|securite|protection|action|assurance|prevoyance|denomination|cohesion|mutuelle|paix|"
            r"cotisations?|charges?|"
            r"declarations?|dettes?|regularite|regularisation|situation|legislation|reglementation|aide|mixite|"
            r"fraude|vulnerabilite|attestations?|obligations? (?:<w3>)|impots et (?:<w2>)) (?:<w1>et )?sociales?|"
            r"(?:objet|siege|capital|droit|dialogue|progres|bilan|travail|travailleur|centre|bailleur|habitat|"
            r"logement|residence|"
            r"developpement|fonds|dumping|climat|tourisme|secteur|medico-?|sanitaire et|hebergement|lien|parc|"
            r"patrimoine|"
            r"organisme|etablissement|service|exercice|plan|cadre de vie|domaine sanitaire et|certificat|"
            r"compte|accompagnement educatif et|bloc|pole|comite)s? ?-?(?:fiscal |educatif |et |fiscaux et |"
            r"locatif |locatifs |economique et )?"
            r"socia(?:l|ux)|(?:reseaux?|medias?|locaux|minima|organismes|partenaires|locatifs?|offices?|cas) sociaux|"
            r"fiscale?s? et sociale?s?|fiscaux et sociaux|sociale?s? et fiscale?s?|enfants a caractere social|"
            r"a caractere (?:sanitaire|medico)<20>social|economie sociale|(?:caisse|fonds)<30>socia(?:l|le|les|ux)|"
            r"(?:norme|certification|sa 8000)<60>sociale|responsabilite sociale \(norme)"
        ),
        label="« social » d’autre chose : logement, sécurité, siège, obligations fiscales…",
        matches=(
            "raison sociale",
            "logements sociaux",
            "obligations fiscales et sociales",
            "progrès social",
            "réseaux sociaux",
            "capital social",
        ),
        spares=("clause sociale", "performance sociale", "condition d'exécution à caractère social"),
        source=_MET,
    ),
    Trap(
        id="obligation-d-emploi",
        kinds=frozenset({_RESERVATION, _CLAUSE}),
        pattern=r"\b(?:l 52 ?1[24]-\d|obligations? d'emploi|emploi (?:obligatoire )?des travailleurs handicap|5212-\d)",
        label="le rappel de l’obligation d’emploi des travailleurs handicapés",
        matches=("en règle au regard des articles L. 5212-1 à L. 5212-11 du code du travail",),
        spares=("entreprises adaptées mentionnées à l’article L. 5213-13",),
        source="Code du travail, articles L5212-1 et suivants ; rappel présent dans un très grand nombre d’avis",
    ),
    Trap(
        id="obligation-citee",
        kinds=_SAID,
        pattern=r"\b5212-(?:[1-9]|1[01])\b",
        label="les articles du code du travail sur l’obligation d’emploi, dans la phrase",
        matches=("en règle au regard des articles L. 5212-1 à L. 5212-11 (travailleurs handicapés)",),
        spares=("publics : bénéficiaires de l’article L5212-13",),
        source="Code du travail, articles L5212-1 à L5212-11 ; attestation demandée dans un très grand nombre d’avis",
        whole_sentence=True,
    ),
    Trap(
        id="reserve-a-une-profession",
        kinds=frozenset({_RESERVATION}),
        pattern=(
            r"\breserve(?:e|s|es)? <30>\b(?:profession|architecte|avocat|geometre|expert|notaire|assur|mutuelle|"
            r"banque|etablissements? de credit|"
            r"operateurs? economiques? (?:europeen|francais|de l'union)|titulaires? d|"
            r"entreprises? (?:de travail temporaire|de securite|inscrite|"
            r"exercant|titulaire|agree)|transporteur|personnes? habilitee|candidats? (?:retenu|admis|selection)|"
            r"pmr|habitant|usager|"
            r"riverain|agents?\b|personnel|abonne|enfant|eleve)"
        ),
        label="réservé à une profession, à des opérateurs ou à des usagers",
        matches=(
            "La prestation est réservée à une profession déterminée",
            "réservé aux opérateurs économiques européens",
        ),
        spares=("réservé aux entreprises adaptées",),
        source="Article L2142-1 et professions réglementées ; rencontré dans des avis réels",
    ),
    Trap(
        id="reserve-a",
        kinds=frozenset({_RESERVATION}),
        pattern=(
            r"\breserve(?:e|s|es)? (?:exclusivement |uniquement |strictement |en priorite )?(?:au?x?|pour|a l'|"
            r"par|sur|en|de|du|des|dans|"
            r"d'|les?|la|l'|incendie|fonciere|sous|pendant)\b"
        ),
        label="réservé à quelqu’un que la phrase ne range pas parmi les structures inclusives",
        matches=("Le lot est réservé aux agents de la ville",),
        spares=("Ce lot est réservé.",),
        source=_MET,
        rules=frozenset({"marche-reserve"}),
    ),
    Trap(
        id="autre-reserve",
        kinds=frozenset({_RESERVATION}),
        pattern=(
            r"\b(?:se reserv[a-z]*|sous reserve|sans reserve|(?:lev[a-z]*|reserves?) (?:des|de) reserve|"
            r"avec reserve|leve[a-z]* <20>reserves?\b|(?:formuler|emettre|emis|comport|presenter|faire|"
            r"importance)[a-z]* <20>\breserves?\b|"
            r"droit de reserve|devoir de reserve|reserve de propriete|tous droits reserves)\b"
        ),
        label="« réserver » dans un autre sens",
        matches=("Le pouvoir adjudicateur se réserve le droit", "sous réserve du vote du budget", "levée des réserves"),
        spares=("lot réservé",),
        source=_MET,
    ),
    Trap(
        id="heures-reservees",
        kinds=frozenset({_RESERVATION}),
        pattern=(
            r"\b(?:heures?|temps|parts?|pourcentage|volume|effectif|postes?|emplois?|main d'oeuvre|places?|"
            r"\d %) <60>reserv[a-z]+|"
            r"reserv[a-z]* <70>\b(?:heures?|temps|part|pourcentage|volume horaire|effectif|postes?|emplois?\b|"
            r"main d'oeuvre|"
            r"\d+ ?h)\b"
        ),
        label="des heures réservées à des personnes, ce qui est une clause",
        matches=("réserver une part des heures à des personnes en insertion", "des heures réservées à l’insertion"),
        spares=("le lot 2 est réservé aux structures d’insertion",),
        source=_MET,
    ),
    Trap(
        id="formule-de-la-loi",
        kinds=frozenset({_CLAUSE}),
        pattern=(
            r"\b(?:plus de|proportion (?:minimale )?d[e']?|au moins|minimum|moitie)(?: la moitie)?<25>(?:\d %|"
            r"moitie)?<60>"
            r"(?:travailleurs|personnes|salaries) <w4>(?:handicap|defavorise)"
        ),
        label="la part de travailleurs que la loi demande aux structures d’un marché réservé",
        matches=("lorsque plus de 50 % des travailleurs concernés sont des travailleurs défavorisés",),
        spares=("8 % des heures réservées à des personnes en difficulté",),
        source="Code de la commande publique, articles L2113-12, L2113-13 et R2113-7",
    ),
    Trap(
        id="structure-nommee",
        kinds=frozenset({_CLAUSE}),
        pattern=r"\b(?:structures?|entreprises?|chantiers?|ateliers?|acteurs?|secteurs?) <w2>(?:d'|de l')insertion",
        label="des structures d’insertion nommées, sans clause",
        matches=("des structures d’insertion par l’activité économique",),
        spares=("une condition d’insertion par l’activité économique",),
        source=_MET,
        rules=frozenset({"insertion-dans-les-conditions", "article-et-emploi"}),
    ),
    Trap(
        id="piece-de-candidature",
        kinds=frozenset({_RESERVATION}),
        pattern=(
            r"\b(?:pour|si)(?: le candidat est)? (?:les |un |une |des )?(?:esat|ea\b|entreprises? adaptees?|"
            r"structures? d'insertion)<20>[:,]"
        ),
        label="une pièce demandée aux ESAT et EA qui répondraient",
        matches=("Pour les ESAT : l'agrément préfectoral",),
        spares=("Le marché est réservé aux ESAT",),
        source=_MET,
        whole_sentence=True,
    ),
    Trap(
        id="batiment-ou-beneficiaire",
        kinds=frozenset({_RESERVATION}),
        pattern=(
            r"\b(?:construction|rehabilitation|renovation|extension|travaux|restructuration|locaux|batiments?|"
            r"repas|transport|fourniture|"
            r"livraison|entretien de|restauration|site|foyer|maitrise d'oeuvre)[a-z]* <90>(?:\besat\b|"
            r"entreprise adaptee|structure d'insertion)"
        ),
        label="un ESAT ou une entreprise adaptée comme bâtiment ou bénéficiaire",
        matches=("Construction d’un ESAT de 60 places",),
        spares=("lot réservé aux ESAT",),
        source=_MET,
        rules=frozenset({"ouvert-aux-seuls", "attribue-secteur-adapte"}),
    ),
    Trap(
        id="choix-des-candidats",
        kinds=frozenset({_CRITERION}),
        pattern=(
            r"\b(?:(?:selection|choix|examen) (?:des|de la|du|de) candid|criteres? (?:de |"
            r"d'appreciation des )?candidature)"
        ),
        label="le choix des candidats, non celui des offres",
        matches=("Critère de sélection des candidatures : responsabilité sociale",),
        spares=("La sélection des offres comporte un critère social",),
        source=_MET,
        whole_sentence=True,
    ),
    Trap(
        id="rse-energie",
        kinds=frozenset({_CRITERION}),
        pattern=(
            r"\b(?:rse|societa(?:l|le))\b[^;\n]{0,60}(?:\n[ -]*(?:sous-?critere|dont|\d)[^;\n]{0,40})?[^;\n]{0,40}"
            r"\b(?:energ[a-z]+|carbone|dechets?|co2)\b"
        ),
        label="une RSE qui ne parle que d’énergie ou de déchets",
        matches=(
            "RSE : sobriété énergétique",
            "Responsabilité sociétale, soit :\n- sous-critère 1 : sobriété énergétique",
        ),
        spares=("Responsabilité sociétale et environnementale",),
        source=_MET,
        rules=frozenset({"critere-rse"}),
    ),
    Trap(
        id="hors-criteres",
        kinds=frozenset({_CRITERION}),
        pattern=r"\bhors (?:critere|notation)|non (?:note|notee|notes)\b",
        label="hors notation",
        matches=("Qualité du projet, hors critères (RSE)",),
        spares=("critère RSE",),
        source=_MET,
        whole_sentence=True,
    ),
    Trap(
        id="adresse",
        kinds=_ALL,
        pattern=r"(?:[a-z0-9_.-]+@[a-z0-9.-]+\.[a-z]+|(?:http|www\.)[^\s]+)",
        label="une adresse électronique",
        matches=("siae.contact@exemple.fr", "https://exemple.fr/clause-sociale"),
        spares=("structures d’insertion (SIAE)",),
        source=_MET,
    ),
    Trap(
        id="apprentissage-scolaire",
        kinds=frozenset({_CRITERION, _CLAUSE}),
        pattern=(
            r"\b(?:centre|cfa|formation|bassin|espace|salle|langue|machine|courbe|campus|taxe)s? <20>(?:d'|l'|"
            r"des |de l')?apprenti(?:s|ssage)\b|"
            r"apprentissages? (?:de la|du|de l'|des langues|automatique|scolaire|profond|fondament)"
        ),
        label="l’apprentissage scolaire ou des locaux d’apprentis",
        matches=("centre de formation d’apprentis", "apprentissage de la langue"),
        spares=("emploi d’apprentis sur le chantier",),
        source=_MET,
    ),
    Trap(
        id="public-servi",
        kinds=frozenset({_CLAUSE, _CRITERION}),
        pattern=(
            r"\b(?:accessibilite (?:aux|des|pour|pmr)\b|accueil|transport|hebergement|logement|deplacement|"
            r"stationnement)[a-z]* <50>"
            r"(?:handicap|en difficulte|fragile|prioritaire|mobilite reduite)|(?:publics?|"
            r"personnes?) (?:accueilli|recu|transporte|heberge)"
        ),
        label="le public servi par l’achat, non celui qui y travaille",
        matches=("Accessibilité aux personnes handicapées", "transport d’élèves en situation de handicap"),
        spares=("emploi de personnes handicapées",),
        source=_MET,
    ),
)
