"""The award scheme and the invented bids it is tried on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import formset_factory

from levier.domain.criterion import Bid, Formula, Graded, Proportional, Scheme, SubCriterion, Threshold
from levier.domain.errors import RuleError
from levier.domain.quantities import ZERO, format_number, parse_number
from levier.procurement.forms.base import with_blank

from .fields import NumberField, PercentField

MAX_SUBCRITERIA = 4
MAX_BIDS = 4
_FORMULAS = [
    ("proportional", "Proportionnelle, avec plafond"),
    ("graded", "Échelle graduée"),
    ("threshold", "Seuil (tout ou rien)"),
]


class SchemeForm(forms.Form):
    """Weights of the whole evaluation."""

    use_required_attribute = False

    insertion_weight = PercentField(label="Critère d’insertion", required=True)
    price_weight = PercentField(label="Prix", required=True)
    other_weight = PercentField(label="Autres critères", required=False)


class SubCriterionForm(forms.Form):
    """One sub-criterion; a blank label leaves the line out."""

    use_required_attribute = False

    label = forms.CharField(label="Sous-critère", required=False, max_length=150)
    weight = PercentField(label="Poids dans le critère", required=False)
    kind = forms.ChoiceField(label="Formule", choices=with_blank(_FORMULAS), required=False)
    value = forms.CharField(
        label="Plafond, seuil ou paliers",
        required=False,
        max_length=200,
        help_text="Un nombre ; pour une échelle, des paliers : 3 = 50 %, 6 = 100 %.",
    )
    linked = forms.ChoiceField(
        label="Lié à l’exécution de ce marché",
        choices=[("", "À vérifier"), ("yes", "Oui"), ("no", "Non")],
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("label") or "").strip():
            return cleaned
        for name in ("weight", "kind", "value"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, "À remplir pour ce sous-critère.")
        if not self.errors:
            try:
                cleaned["formula"] = read_formula(cleaned["kind"], cleaned["value"])
            except RuleError as error:
                self.add_error("value", error.message)
        return cleaned


class BidForm(forms.Form):
    """One invented bid; a blank price leaves it out."""

    use_required_attribute = False

    name = forms.CharField(label="Offre", required=False, max_length=60)
    price = NumberField(label="Prix (€ HT)", required=False)
    other = PercentField(label="Note des autres critères", required=False)
    values = forms.CharField(
        label="Réponses aux sous-critères, dans l’ordre",
        required=False,
        max_length=200,
        help_text="Exemple : 800 ; 6 ; 35",
    )


SubCriterionFormSet = formset_factory(
    SubCriterionForm, extra=MAX_SUBCRITERIA, max_num=MAX_SUBCRITERIA, absolute_max=MAX_SUBCRITERIA
)
BidFormSet = formset_factory(BidForm, extra=MAX_BIDS, max_num=MAX_BIDS, absolute_max=MAX_BIDS)


def read_formula(kind: str, text: str) -> Formula:
    """A formula from what was typed.

    Raises:
        RuleError: not a number, or steps that do not rise.
    """
    if kind == "proportional":
        return Proportional(parse_number(text, what="Le plafond"))
    if kind == "threshold":
        return Threshold(parse_number(text, what="Le seuil"))
    grades = []
    for step in text.replace("\n", ";").replace(", ", ";").split(";"):
        if not step.strip():
            continue
        start, equals, share = step.partition("=")
        if not equals:
            raise RuleError("Écrivez les paliers ainsi : 3 = 50 % ; 6 = 100 %.")
        share_number = parse_number(share.strip().removesuffix("%"), what="La note d’un palier")
        grades.append((parse_number(start, what="Un palier"), share_number / 100))
    return Graded(tuple(grades))


def formula_text(formula: Formula) -> tuple[str, str]:
    """Kind and text of a formula, as typed."""
    if isinstance(formula, Proportional):
        return "proportional", format_number(formula.cap)
    if isinstance(formula, Threshold):
        return "threshold", format_number(formula.minimum)
    steps = " ; ".join(f"{format_number(start)} = {format_number(share * 100)} %" for start, share in formula.grades)
    return "graded", steps


def scheme_initial(scheme: Scheme | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Initial values of the weights and of the sub-criteria."""
    if scheme is None:
        return {}, []
    subs = []
    for sub in scheme.subcriteria:
        kind, text = formula_text(sub.formula)
        linked = {True: "yes", False: "no", None: ""}[sub.linked_to_contract]
        subs.append({"label": sub.label, "weight": sub.weight, "kind": kind, "value": text, "linked": linked})
    weights = {
        "insertion_weight": scheme.insertion_weight,
        "price_weight": scheme.price_weight,
        "other_weight": scheme.other_weight,
    }
    return weights, subs


def read_scheme(weights: dict[str, Any], rows: list[dict[str, Any]]) -> Scheme:
    """The scheme typed; sub-criteria are coded by their order.

    Raises:
        RuleError: weights that do not add up, no sub-criterion.
    """
    kept = [row for row in rows if (row.get("label") or "").strip()]
    return Scheme(
        insertion_weight=weights["insertion_weight"],
        price_weight=weights["price_weight"],
        other_weight=weights.get("other_weight") or ZERO,
        subcriteria=tuple(
            SubCriterion(
                code=f"s{index}",
                label=row["label"].strip(),
                weight=row["weight"],
                formula=row["formula"],
                linked_to_contract={"yes": True, "no": False}.get(row.get("linked") or ""),
            )
            for index, row in enumerate(kept, start=1)
        ),
    )


def read_bids(scheme: Scheme, rows: list[dict[str, Any]]) -> tuple[Bid, ...]:
    """The invented bids; answers are matched with the sub-criteria by their order.

    Raises:
        RuleError: an answer that is no number, or more answers than sub-criteria.
    """
    bids = []
    for index, row in enumerate(rows, start=1):
        price: Decimal | None = row.get("price")
        if price is None:
            continue
        name = (row.get("name") or "").strip() or f"Offre {index}"
        answers = [part for part in (row.get("values") or "").replace("|", ";").split(";") if part.strip()]
        if len(answers) > len(scheme.subcriteria):
            raise RuleError(f"« {name} » donne plus de réponses qu’il n’y a de sous-critères.")
        values = {
            sub.code: parse_number(text, what=f"La réponse de « {name} »")
            for sub, text in zip(scheme.subcriteria, answers, strict=False)
        }
        bids.append(Bid(name=name, price=price, values=values, other=row.get("other") or ZERO))
    return tuple(bids)
