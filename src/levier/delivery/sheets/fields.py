"""What a line of hours may say, and the headers payroll and time software commonly give to each column."""

from __future__ import annotations

from levier.domain.vocabulary import HourKind
from levier.sheets import Limits
from levier.sheets.fields import Field
from levier.sheets.table import Layout

MAX_BYTES = 10 * 1024 * 1024
#: A structure of 2 500 people, one line a day.
MAX_LINES = 60_000

FIELDS: tuple[Field, ...] = (
    Field(
        "last_name",
        "Nom",
        "",
        ("nom", "nom de famille", "nom d'usage", "nom usuel", "nom de naissance", "nom salarie", "nom du salarie"),
        example="Inventé",
    ),
    Field("first_name", "Prénom", "", ("prenom", "prenoms", "prenom salarie", "prenom du salarie"), example="Alix"),
    Field(
        "full_name",
        "Nom et prénom",
        "Seulement quand ils sont dans une même colonne.",
        (
            "nom prenom", "nom et prenom", "prenom nom", "prenom et nom", "noms prenoms", "nom complet", "salarie", "salaries",
            "interimaire", "intervenant", "beneficiaire", "personne", "employe", "collaborateur", "agent", "salarie en insertion",
        ),
    ),
    Field(
        "birth_date",
        "Date de naissance",
        "Pour une nouvelle personne, ou quand deux portent le même nom.",
        ("date de naissance", "naissance", "ne le", "nee le", "ne(e) le", "date naissance", "ddn"),
    ),
    Field(
        "month",
        "Mois ou jour",
        "« mars 2026 », « 03/2026 » ou le jour travaillé. Sans cette colonne, toutes les lignes sont du mois demandé.",
        (
            "mois", "periode", "date", "jour", "mois de paie", "periode de paie", "date de travail", "date travaillee",
            "jour travaille", "date du pointage", "date pointage", "journee", "mois travaille", "mois d'activite",
        ),
        example="mars 2026",
    ),
    Field(
        "work",
        "Heures de travail",
        "« 35 », « 35,5 » ou « 35:30 ».",
        (
            "heures de travail", "heures", "heures travaillees", "nb heures", "nombre d'heures", "nb d'heures", "total heures",
            "heures realisees", "heures effectuees", "heures normales", "heures d'insertion", "heures insertion", "hres", "h",
            "duree", "temps", "temps de travail", "quantite", "qte", "quantite heures", "volume horaire", "heures payees",
            "heures productives", "heures facturees", "nombre heures", "duree min", "duree mn", "duree minutes",
            "temps min", "temps mn", "temps minutes", "minutes", "nombre minutes", "nb minutes", "minutes travaillees",
            "heures centiemes", "duree centiemes",
        ),
        example="151,67",
    ),
    Field(
        "training", "Formation", "", ("formation", "heures de formation", "heures formation", "dont formation"),
    ),
    Field(
        "leave",
        "Congés ou absence",
        "",
        ("conges ou absence", "absence", "absences", "heures d'absence", "conges", "conges payes", "heures absence"),
    ),
    Field(
        "pmsmp", "Immersion ou stage", "", ("immersion ou stage", "immersion", "pmsmp", "stage", "heures pmsmp"),
    ),
    Field(
        "contract_kind",
        "Contrat de travail",
        "Pour une nouvelle personne : CDI, CDD, CDDI, intérim d’insertion…",
        ("contrat de travail", "type de contrat", "type contrat", "nature du contrat", "nature contrat", "contrat"),
    ),
    Field(
        "starts_on",
        "Début du contrat",
        "Pour une nouvelle personne.",
        (
            "debut du contrat", "debut contrat", "date debut", "date de debut", "debut", "date d'entree", "date entree", "entree",
            "date d'embauche", "embauche", "date debut contrat", "date de debut de contrat", "debut de mission", "debut mission",
        ),
    ),
    Field(
        "ends_on",
        "Fin du contrat",
        "",
        (
            "fin du contrat", "fin contrat", "date fin", "date de fin", "fin", "date de sortie", "sortie", "date fin contrat",
            "date de fin de contrat", "fin de mission", "fin mission",
        ),
    ),
    Field(
        "occupation",
        "Poste",
        "",
        ("poste", "emploi", "qualification", "fonction", "metier", "intitule du poste", "intitule de poste"),
    ),
    Field(
        "contract",
        "Marché",
        "Quand vous déclarez pour plusieurs marchés : l’objet ou la référence de chacun.",
        (
            "marche", "marche public", "objet du marche", "chantier", "affaire", "dossier", "operation", "reference marche",
            "reference du marche", "n° marche", "numero de marche", "nom du marche", "site",
        ),
    ),
    Field("lot", "Lot", "", ("lot", "n° lot", "numero de lot", "lot n°", "n° de lot")),
    Field(
        "company",
        "Entreprise",
        "Celle pour qui la personne travaille, quand vous la mettez à disposition.",
        (
            "entreprise", "entreprise utilisatrice", "client", "eu", "titulaire", "societe", "raison sociale", "nom du client",
            "entreprise titulaire", "utilisateur",
        ),
    ),
)  # fmt: skip

FIELDS_BY_NAME = {field.name: field for field in FIELDS}

#: Column → kind of hour.
KINDS = {"work": HourKind.WORK, "training": HourKind.TRAINING, "leave": HourKind.LEAVE, "pmsmp": HourKind.PMSMP}

LAYOUT = Layout(
    fields=FIELDS,
    limits=Limits(max_lines=MAX_LINES, max_bytes=MAX_BYTES, max_columns=120, durations=True),
    expected="« Nom », « Prénom », « Mois », « Heures »…",
)
