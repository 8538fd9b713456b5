"""Forms drawn from ``calibration.FIELDS``: what the form accepts is what the rule accepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from levier.domain.calibration import FIELDS, Field, FieldKind, Inputs, Method, build_inputs, read_values
from levier.domain.errors import RuleError
from levier.domain.explanation import Certainty, Source
from levier.domain.parameters import SourcedKind, SourcedValue, sourced_values
from levier.domain.quantities import format_number

from ..models import Calibration


@dataclass(frozen=True, slots=True)
class Group:
    """Methods that ask for the same values, filled in once."""

    code: str
    label: str
    methods: tuple[Method, ...]
    #: The group is wanted as soon as one of these is typed.
    signals: tuple[str, ...]


GROUPS: tuple[Group, ...] = (
    Group(
        "part",
        "Par la part de main-d’œuvre (deux variantes)",
        (Method.LABOUR_SHARE, Method.TOTAL_HOURS),
        ("labour_share", "insertion_rate", "hourly_cost"),
    ),
    Group(
        "euro",
        "Par euro commandé ou facturé",
        (Method.HOURS_PER_EURO,),
        ("hours_per_tranche", "tranche", "counting", "trigger"),
    ),
    Group(
        "pact",
        "Propreté, avec reprise du personnel (PACT)",
        (Method.PACT_CLEANING,),
        ("staff_hours_month", "insertion_rate"),
    ),
    Group(
        "charte",
        "Par la part des heures travaillées (charte)",
        (Method.CHARTER_SHARE,),
        ("worked_hours", "insertion_rate"),
    ),
)

#: Inputs for which values read in practice are offered, and the field that keeps where they come from.
_PICKS: dict[str, tuple[SourcedKind, str]] = {
    "labour_share": (SourcedKind.LABOUR_SHARE, "labour_share_source"),
    "hourly_cost": (SourcedKind.HOURLY_COST, "hourly_cost_source"),
    "insertion_rate": (SourcedKind.INSERTION_RATE, "charter_source"),
}


class MethodForm(forms.Form):
    """The inputs of one group of methods."""

    use_required_attribute = False

    def __init__(self, group: Group, *, data: Mapping[str, str] | None, initial: Mapping[str, str]) -> None:
        self.group = group
        self.table = FIELDS[group.methods[0]]
        wanted = data is not None and any(data.get(f"{group.code}-{name}", "").strip() for name in group.signals)
        typed = {f.name: data.get(f"{group.code}-{f.name}", "") for f in self.table} if data is not None else {}
        shown = {**initial, **{name: text for name, text in typed.items() if text}}
        super().__init__(data if wanted else None, prefix=group.code, initial=shown)
        for field in self.table:
            self.fields[field.name] = _form_field(field)
        self.inputs: Inputs | None = None

    @property
    def wanted(self) -> bool:
        return self.is_bound

    @property
    def suffixes(self) -> dict[str, str]:
        """Unit shown beside each control."""
        return {field.name: field.unit for field in self.table if field.kind.numeric}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        method = self.group.methods[0]
        try:
            values = read_values(method, {name: str(value or "") for name, value in cleaned.items()})
            self.inputs = build_inputs(method, values)
        except RuleError as error:
            self.add_error(error.field if error.field in self.fields else None, error.message)
        return cleaned

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, by full name: to carry it to the form that keeps a result."""
        return {self.add_prefix(name): str(self[name].value() or "") for name in self.fields}

    def picks(self, *, today: date) -> list[tuple[str, str, tuple[SourcedValue, ...]]]:
        """Values read in practice for the inputs of this group: (button value, label of the input, values)."""
        return [
            (f"{self.group.code}:{field.name}", field.label, sourced_values(_PICKS[field.name][0], on=today))
            for field in self.table
            if field.name in _PICKS
        ]


def _form_field(field: Field) -> forms.Field:
    help_text = field.help
    if field.default is not None:
        help_text = f"{help_text} D’office : {field.show(field.default)}.".strip()
    if field.kind is FieldKind.CHOICE:
        return forms.ChoiceField(
            label=field.label,
            choices=[("", "Choisissez…"), *field.choices],
            required=field.required,
            help_text=help_text,
        )
    widget: forms.Widget = forms.TextInput(attrs={"autocomplete": "off"})
    if field.kind.numeric:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    elif field.kind is FieldKind.DATE:
        widget = forms.DateInput(attrs={"type": "date"})
    return forms.CharField(
        label=field.label,
        required=field.required and field.default is None,
        max_length=300,
        help_text=help_text,
        widget=widget,
        error_messages={"required": "Cette valeur est nécessaire au calcul."},
    )


def apply_pick(data: Mapping[str, str], *, today: date) -> dict[str, str]:
    """The typed values once a sourced value is picked: the value when there is one, and always its source."""
    typed = {name: str(value) for name, value in data.items()}
    group, _, rest = typed.pop("pick", "").partition(":")
    name, _, code = rest.partition(":")
    if name not in _PICKS:
        return typed
    kind, source_field = _PICKS[name]
    value = next((one for one in sourced_values(kind, on=today) if one.code == code), None)
    if value is None:
        return typed
    if value.value is not None:
        typed[f"{group}-{name}"] = text_of(
            value.value, FieldKind.EUROS_PER_HOUR if kind is SourcedKind.HOURLY_COST else FieldKind.RATE
        )
    if any(source_field == field.name for field in FIELDS[_first_method(group)]):
        typed[f"{group}-{source_field}"] = f"{value.source.reference}, « {value.label} »{_mark(value)}"
    return typed


def _first_method(code: str) -> Method:
    return next((group.methods[0] for group in GROUPS if group.code == code), GROUPS[0].methods[0])


def _mark(value: SourcedValue) -> str:
    return " (à vérifier)" if value.certainty.to_check else ""


def text_of(value: object, kind: FieldKind) -> str:
    """A stored or known value as it is typed in the form."""
    if value is None or value == "":
        return ""
    if kind is FieldKind.SOURCE and isinstance(value, Mapping):
        source = Source(str(value["reference"]), Certainty(value["certainty"]))
        return str(source)
    if kind is FieldKind.RATE:
        shown = Decimal(str(value)) * 100
        return f"{format_number(shown, places=4)}{' %' if 0 < shown < 1 else ''}"
    if kind.numeric:
        return format_number(Decimal(str(value)), places=4)
    return str(value)


def stored_texts(calibrations: Sequence[Calibration]) -> dict[Method, dict[str, str]]:
    """The inputs of the last computations, as typed: reopened, the page shows what was computed."""
    found: dict[Method, dict[str, str]] = {}
    for one in calibrations:  # newest first
        method = Method(one.method)
        if method not in found:
            found[method] = _texts(method, one.inputs)
    return found


def estimate_texts(inputs: Mapping[str, Any], *, amount: Decimal | None) -> dict[Method, dict[str, str]]:
    """What the pre-diagnosis was computed from, as typed, on the lot's own amount."""
    return {Method.LABOUR_SHARE: _texts(Method.LABOUR_SHARE, {**inputs, "amount": amount})} if inputs else {}


def _texts(method: Method, inputs: Mapping[str, Any]) -> dict[str, str]:
    return {field.name: text_of(inputs.get(field.name), field.kind) for field in FIELDS[method]}


def method_forms(
    data: Mapping[str, str] | None,
    *,
    amount: Decimal | None,
    months: int | None,
    stored: Mapping[Method, Mapping[str, str]],
) -> list[MethodForm]:
    """One form per group, prefilled from the record; what was computed before comes back as if typed."""
    known = {
        "amount": text_of(amount, FieldKind.EUROS),
        "turnover": text_of(amount, FieldKind.EUROS),
        "months": str(months or ""),
    }
    if not data and stored:
        data = {
            f"{group.code}-{name}": text for group in GROUPS for name, text in stored.get(group.methods[0], {}).items()
        }
    return [MethodForm(group, data=data or None, initial=known) for group in GROUPS]


def all_inputs(shown: Sequence[MethodForm]) -> dict[Method, Inputs]:
    """The inputs of every method whose form is filled in and right."""
    return {
        method: form.inputs
        for form in shown
        if form.wanted and form.is_valid() and form.inputs is not None
        for method in form.group.methods
    }
