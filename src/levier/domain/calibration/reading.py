"""Read what a person types for an input of a method; the screens and the command line share it.

Rates are typed in percent (« 5 » or « 5 % »): a bare number under 1 is refused, since it could be a fraction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from ..errors import RuleError
from ..explanation import Certainty, Source
from ..quantities import parse_number
from .fields import Field, FieldKind
from .inputs import FIELDS, Method

_HUNDRED = Decimal(100)
#: How ``str(source)`` marks what is recalled or was not found.
TO_CHECK = "(à vérifier)"


def read_rate(text: str, *, what: str, field: str | None = None) -> Decimal:
    """A rate typed in percent, as a fraction: « 5 », « 5 % », « 12,5 ».

    Raises:
        RuleError: not a number, or a bare number under 1 other than 0, which may be meant as a fraction.
    """
    tidy = text.strip()
    explicit = tidy.endswith("%")
    try:
        value = parse_number(tidy.removesuffix("%"), what=what)
    except RuleError as error:
        raise RuleError(error.message, field=field) from error
    if not explicit and 0 < value < 1:
        raise RuleError(f"{what} se saisit en pourcentage : écrivez 5 pour 5 %, ou 0,5 % avec le signe.", field=field)
    return value / _HUNDRED


def read_source(text: str) -> Source:
    """A source as typed; « (à vérifier) » at its end keeps it to be checked."""
    tidy = text.strip()
    reference = tidy.removesuffix(TO_CHECK).strip()
    return Source(reference or tidy, Certainty.RECALLED if tidy.endswith(TO_CHECK) else Certainty.STATED)


def _read_date(field: Field, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        day, _, rest = text.partition("/")
        month, _, year = rest.partition("/")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise RuleError(
            f"« {field.label} » n’est pas une date : écrivez par exemple 03/06/2025.", field=field.name
        ) from None


def read_value(field: Field, text: str) -> object:
    """The value of one input, ``None`` when the text is blank. Bounds are checked by ``build_inputs``.

    Raises:
        RuleError: with ``field`` set, when the text cannot be read.
    """
    tidy = text.strip()
    if not tidy:
        return None
    what = f"« {field.label} »"
    if field.kind is FieldKind.RATE:
        return read_rate(tidy, what=what, field=field.name)
    if field.kind is FieldKind.DATE:
        return _read_date(field, tidy)
    if field.kind is FieldKind.SOURCE:
        return read_source(tidy)
    if field.kind in (FieldKind.CHOICE, FieldKind.TEXT):
        return tidy
    try:
        value = parse_number(tidy.removesuffix("h").removesuffix("/"), what=what)
    except RuleError as error:
        raise RuleError(error.message, field=field.name) from error
    if field.kind is FieldKind.INTEGER:
        field.check(value)
        return int(value)
    return value


def read_values(method: Method, texts: Mapping[str, str]) -> dict[str, object]:
    """Every input of a method, from what was typed; blank ones are left out."""
    read = {field.name: read_value(field, texts.get(field.name, "")) for field in FIELDS[method]}
    return {name: value for name, value in read.items() if value is not None}
