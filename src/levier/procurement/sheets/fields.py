"""What a line of the programme may say, and the headers buyers commonly give to each column."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One piece of information a column may hold."""

    name: str
    label: str
    hint: str
    #: Headers met in the field, folded (no accents, lower case).
    synonyms: tuple[str, ...]
    required: bool = False
    example: str = ""


FIELDS: tuple[Field, ...] = (
    Field(
        "reference",
        "Référence",
        "Le numéro du marché chez l’acheteur ; il évite les doublons d’un envoi à l’autre.",
        ("reference", "ref", "numero", "n°", "numero de marche", "n° marche", "identifiant", "code", "id marche"),
        example="2027-014",
    ),
    Field(
        "title",
        "Objet du marché",
        "Ce qui est acheté, en une phrase.",
        (
            "objet",
            "objet du marche",
            "intitule",
            "intitule du marche",
            "libelle",
            "designation",
            "titre",
            "nom du marche",
            "projet",
            "consultation",
        ),
        required=True,
        example="Rénovation du groupe scolaire des Tilleuls",
    ),
    Field(
        "lot_number",
        "Numéro du lot",
        "Une ligne par lot, avec la même référence de marché.",
        ("lot", "n° lot", "n° de lot", "numero de lot", "numero du lot"),
        example="2",
    ),
    Field(
        "lot_title",
        "Intitulé du lot",
        "",
        ("intitule du lot", "objet du lot", "libelle du lot", "designation du lot"),
        example="Peinture",
    ),
    Field(
        "nature",
        "Nature",
        "Travaux, fournitures ou services (T, F ou S).",
        ("nature", "type", "type de marche", "type d'achat", "categorie", "nature de l'achat", "t/f/s"),
        example="Travaux",
    ),
    Field(
        "cpv",
        "CPV",
        "Huit chiffres.",
        ("cpv", "code cpv", "cpv principal", "famille cpv"),
        example="45442100",
    ),
    Field(
        "amount",
        "Montant estimé (€ HT)",
        "Hors taxes ; « 120 k€ » et « 1,2 M€ » sont compris. Celui du lot s’il y a une ligne par lot.",
        (
            "montant",
            "montant ht",
            "montant estime",
            "montant estime ht",
            "montant estimatif",
            "estimation",
            "estimation ht",
            "budget",
            "budget ht",
            "cout estime",
            "enveloppe",
            "valeur estimee",
            "montant (€ ht)",
        ),
        example="480000",
    ),
    Field(
        "duration_months",
        "Durée (mois)",
        "« 24 », « 24 mois » ou « 2 ans ».",
        ("duree", "duree (mois)", "duree en mois", "duree du marche", "delai", "duree previsionnelle", "nb mois"),
        example="18",
    ),
    Field(
        "place",
        "Lieu d’exécution",
        "",
        ("lieu", "lieu d'execution", "commune", "ville", "site", "localisation", "adresse"),
        example="Sérigny",
    ),
    Field(
        "postcode",
        "Code postal",
        "",
        ("code postal", "cp", "code postal du lieu"),
        example="61130",
    ),
    Field(
        "consultation_on",
        "Publication prévue",
        "Date de publication ou de lancement de la consultation.",
        (
            "publication",
            "date de publication",
            "publication prevue",
            "date previsionnelle de publication",
            "lancement",
            "date de lancement",
            "lancement de la consultation",
            "date de consultation",
            "mise en ligne",
            "date previsionnelle de lancement",
        ),
        example="15/02/2027",
    ),
    Field(
        "start_order_on",
        "Ordre de service prévu",
        "Date prévisionnelle d’ordre de service ou de démarrage.",
        (
            "ordre de service",
            "date d'os",
            "date os",
            "os",
            "os prevu",
            "demarrage",
            "date de demarrage",
            "debut des travaux",
            "debut",
            "date previsionnelle d'ordre de service",
            "notification prevue",
        ),
        example="01/06/2027",
    ),
    Field(
        "is_framework",
        "Accord-cadre",
        "Oui ou non.",
        ("accord-cadre", "accord cadre", "bons de commande", "accord-cadre a bons de commande", "ac", "ac bc"),
        example="non",
    ),
    Field(
        "description",
        "Description",
        "",
        ("description", "commentaire", "commentaires", "observations", "precisions", "remarques"),
        example="Deux bâtiments occupés, travaux pendant les vacances scolaires",
    ),
    Field(
        "siret",
        "SIRET de l’acheteur",
        "Sert seulement à vérifier que la feuille est bien celle de cet acheteur.",
        ("siret", "siret acheteur", "siret de l'acheteur", "n° siret"),
    ),
)

FIELDS_BY_NAME = {field.name: field for field in FIELDS}

_BLANKS = re.compile(r"\s+")


def fold(text: str) -> str:
    """Lower case without accents, one space between words, straight apostrophes."""
    flat = unicodedata.normalize("NFKD", text.replace("’", "'").replace("°", "°"))
    flat = "".join(char for char in flat if not unicodedata.combining(char))
    return _BLANKS.sub(" ", flat).strip().casefold()
