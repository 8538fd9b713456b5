"""What the catalogue shows: every component, in every state, on fictional but realistic content.

Nothing here names a real person, buyer or company.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest
from markupsafe import Markup

from levier.domain.explanation import Certainty, Explanation, Severity, Source, Step
from levier.domain.explanation import Warning as Alert
from levier.domain.quantities import Rounding
from levier.domain.vocabulary import Lever, Modality, PurchaseNature

from . import formats
from .charts import Chart, Series, bar_chart, line_chart
from .lists import ListPage, Sort, choice_filter, flag_filter, text_filter

COMPONENTS = Path(__file__).parent / "templates" / "components"
_DOC = re.compile(r"\A\s*\{#(.*?)#\}", re.DOTALL)


def component_docs() -> dict[str, str]:
    """File name → the comment that opens it: what the catalogue prints beside each component."""
    docs = {}
    for path in sorted(COMPONENTS.glob("*.html")):
        found = _DOC.match(path.read_text(encoding="utf-8"))
        docs[path.stem] = found.group(1).strip() if found else ""
    return docs


class ContractForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="Objet du marché", help_text="Tel qu’il figurera dans l’avis de publicité.")
    amount = forms.DecimalField(
        label="Montant estimé hors taxes",
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text="En euros, tous lots confondus.",
    )
    starts_on = forms.DateField(
        label="Début prévu", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    rounding = forms.ChoiceField(label="Arrondi des heures", choices=[(one.value, one.label) for one in Rounding])
    nature = forms.ChoiceField(
        label="Nature de l’achat", choices=PurchaseNature.choices(), widget=forms.RadioSelect, initial="works"
    )
    modalities = forms.MultipleChoiceField(
        label="Modalités acceptées",
        choices=Modality.choices()[:4],
        widget=forms.CheckboxSelectMultiple,
        help_text="L’entreprise choisira parmi celles-ci.",
    )
    note = forms.CharField(label="Remarques pour l’acheteur", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    programme = forms.FileField(
        label="Programme d’achats", required=False, help_text="Classeur .xlsx ou .csv, 10 Mo au plus."
    )
    consent = forms.BooleanField(label="Le facilitateur nommé dans la clause a donné son accord")


@dataclass(frozen=True, slots=True)
class SampleContract:
    """A row of the demonstration list."""

    reference: str
    title: str
    buyer: str
    lever: Lever
    amount: Decimal | None
    due: Decimal
    validated: Decimal
    ends_on: date
    late: bool = False


class SampleRows(list[SampleContract]):
    """Enough of a queryset for a list without a database."""

    def filter(self, *conditions: object, **lookups: object) -> SampleRows:
        rows = [row for row in self if not conditions or row.late]
        for name, value in lookups.items():
            field = name.removesuffix("__icontains")
            rows = [
                row
                for row in rows
                if (str(value).lower() in getattr(row, field).lower() if field != name else getattr(row, name) == value)
            ]
        return SampleRows(rows)

    def order_by(self, *names: str) -> SampleRows:
        rows = list(self)
        for name in reversed(names):
            rows.sort(key=attrgetter(name.removeprefix("-")), reverse=name.startswith("-"))
        return SampleRows(rows)


_TITLES = (
    ("Réhabilitation du groupe scolaire des Tilleuls", "Ville de Valbrune", Lever.PERFORMANCE_CONDITION),
    ("Entretien des espaces verts, lot 2", "Communauté d’agglomération du Val-de-Brune", Lever.RESERVED_LOT),
    ("Nettoyage des bâtiments administratifs", "Département de la Haute-Brune", Lever.CONDITION_AND_CRITERION),
    ("Restauration collective des collèges", "Département de la Haute-Brune", Lever.AWARD_CRITERION),
    ("Construction de 42 logements, îlot Gambetta", "Brune Habitat", Lever.PERFORMANCE_CONDITION),
    ("Collecte et tri des textiles", "Syndicat de traitement des déchets du Brunois", Lever.RESERVED_CONTRACT),
)


def sample_rows() -> SampleRows:
    """Sixty fictional contracts."""
    rows = SampleRows()
    for index in range(60):
        title, buyer, lever = _TITLES[index % len(_TITLES)]
        due = Decimal(150 + 137 * (index % 11))
        rows.append(
            SampleContract(
                reference=f"2025-{index + 1:03d}",
                title=title,
                buyer=buyer,
                lever=lever,
                amount=None if index % 9 == 5 else Decimal(84_000 + 61_350 * index),
                due=due,
                validated=(due * Decimal(index % 7) / 5).quantize(Decimal("0.01")),
                ends_on=date(2025 + index % 3, 1 + index % 12, 1 + index % 27),
                late=index % 8 == 3,
            )
        )
    return rows


def sample_list(request: HttpRequest) -> ListPage[Any]:
    """The demonstration list, filtered and sorted like a real one."""
    rows: Any = sample_rows()
    return ListPage(
        request,
        rows,
        filters=(
            text_filter("objet", "Objet du marché", "title__icontains"),
            choice_filter("levier", "Levier", "lever", Lever.choices(), any_label="Tous les leviers"),
            flag_filter("retard", "En retard seulement", Q(late=True)),
        ),
        sorts=(Sort("reference", ("reference",)), Sort("echeance", ("ends_on", "reference")), Sort("dues", ("due",))),
        default_sort="reference",
        per_page=8,
    )


EXPLANATION = Explanation(
    conclusion="Le lot doit au moins 833 heures d’insertion, soit 0,5 équivalent temps plein sur un an (base 1 600 h).",
    steps=(
        Step(
            label="Part de main-d’œuvre du lot",
            formula="1 000 000 € × 40 %",
            result="400 000 €",
            source=Source("Taux saisi par l’acheteur (décomposition du prix)", Certainty.STATED),
        ),
        Step(label="Heures totales de travail", formula="400 000 € ÷ 24 €/h", result="16 666,67 h"),
        Step(
            label="Part réservée à l’insertion",
            formula="16 666,67 h × 5 %",
            result="833,33 h",
            source=Source("Taux du programme de rénovation urbaine", Certainty.RECALLED),
        ),
        Step(label="Arrondi", formula="à l’heure la plus proche", result="833 h"),
    ),
    warnings=(
        Alert(
            code="short_pathway",
            message="Ce volume ne fait qu’un demi-parcours d’un an : pensez à le joindre à un autre lot.",
            severity=Severity.INFO,
        ),
        Alert(
            code="labour_share",
            message="La part de main-d’œuvre n’a pas de source publiée : demandez la décomposition du prix à l’acheteur.",
            severity=Severity.WARNING,
        ),
    ),
)


def hours_chart() -> Chart:
    declared = [Decimal(n) for n in (62, 88, 131, 140, 96, 154, 80, 35, 142, 161, 158, 97)]
    validated = [Decimal(n) for n in (62, 80, 131, 122, 96, 140, 80, 35, 120, 98, 40, 0)]
    return bar_chart(
        title="Heures déclarées et validées, mois par mois, en 2025",
        description="Les heures de l’automne sont déclarées mais attendent encore leur validation.",
        categories=formats.SHORT_MONTHS,
        series=[Series("Validées", validated), Series("Déclarées", declared)],
        category_name="Mois",
        show=formats.hours,
    )


def pace_chart() -> Chart:
    done = [Decimal(n) for n in (62, 142, 273, 395, 491, 631, 711, 746, 866)]
    pace = [Decimal(1200) * n / 12 for n in range(1, 13)]
    return line_chart(
        title="Rythme de réalisation",
        description="Le cumul des heures validées suit de près le rythme attendu, avec un léger retard depuis l’été.",
        categories=formats.SHORT_MONTHS,
        series=[Series("Cumul validé", [*done, None, None, None]), Series("Rythme attendu", pace)],
        category_name="Mois",
        show=formats.hours,
    )


def empty_chart() -> Chart:
    return bar_chart(
        title="Sorties à six mois", description="Aucune sortie n’est encore connue.", categories=[], series=[]
    )


def _steps() -> list[dict[str, Any]]:
    rows: list[tuple[str, str, date | None]] = [
        ("Programmation", "done", date(2025, 1, 14)),
        ("Montage", "done", date(2025, 3, 3)),
        ("Lancement", "done", date(2025, 6, 1)),
        ("Suivi", "done", date(2025, 7, 8)),
        ("Mise en œuvre", "current", None),
        ("Bons de commande", "skipped", None),
        ("Fin", "todo", None),
    ]
    return [
        {"number": number, "title": title, "url": "#etapes" if state != "todo" else None, "state": state, "date": day}
        for number, (title, state, day) in enumerate(rows, start=1)
    ]


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything the catalogue needs."""
    return {
        "docs": component_docs(),
        "form": ContractForm(),
        "bad_form": ContractForm(
            {"title": "", "amount": "douze", "rounding": "unit", "nature": "", "consent": ""},
            auto_id="erreur_%s",
        ),
        "listing": sample_list(request),
        "explanation": EXPLANATION,
        "hours_chart": hours_chart(),
        "pace_chart": pace_chart(),
        "empty_chart": empty_chart(),
        "steps": _steps(),
        "gauges": [
            ("En bonne voie", Decimal(1200), Decimal(866), Decimal(958), Decimal(1240)),
            ("Sous l’objectif", Decimal(833), Decimal(210), Decimal(260), Decimal(540)),
            ("Objectif dépassé", Decimal(420), Decimal("511.5"), Decimal("511.5"), None),
            ("Rien encore", Decimal(300), Decimal(0), Decimal(0), None),
        ],
        "events": [
            {
                "when": datetime(2025, 9, 30, 14, 5, tzinfo=UTC),
                "title": "Relevé de septembre reçu",
                "who": "Entreprise Martelin Bâtiment (fictive)",
                "body": "3 personnes, 142 h déclarées.",
                "tone": "info",
            },
            {"when": date(2025, 7, 8), "title": "Réunion de lancement", "url": "#frise", "who": "Facilitatrice"},
            {"when": date(2025, 6, 1), "title": "Notification du marché", "tone": "accent"},
            {"when": date(2026, 2, 28), "title": "Bilan attendu", "done": False, "tone": "warning"},
        ],
        "today": date(2025, 10, 6),
        "excerpt": Markup("Marché de <mark>nettoyage</mark> avec 5 % des heures réservées à l’insertion."),
        "sizes": ("neutral", "info", "success", "warning", "danger", "accent"),
    }
