"""What Django's validators say, in our words: what to write, with the decimal comma."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core import validators

from levier.domain.quantities import format_number


class _Sentence(str):
    """A message whose numbers are written the French way."""

    __slots__ = ()

    def __mod__(self, params: Any) -> str:
        if isinstance(params, Mapping):
            params = {name: _shown(value) for name, value in params.items()}
        return super().__mod__(params)


def _shown(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return value
    written = Decimal(value).normalize().as_tuple().exponent
    return format_number(value, places=max(0, -int(written)))


def speak_french() -> None:
    """Give the validators of every form these sentences."""
    validators.MinValueValidator.message = _Sentence("Écrivez une valeur d’au moins %(limit_value)s.")
    validators.MaxValueValidator.message = _Sentence("Écrivez une valeur d’au plus %(limit_value)s.")
    validators.MinLengthValidator.message = _Sentence(
        "Écrivez au moins %(limit_value)s caractères : il y en a %(show_value)s."
    )
    validators.MaxLengthValidator.message = _Sentence(
        "Raccourcissez : %(limit_value)s caractères au plus, il y en a %(show_value)s."
    )
    validators.DecimalValidator.messages = {
        **validators.DecimalValidator.messages,
        "max_digits": _Sentence("Ce nombre est trop long : %(max)s chiffres au plus."),
        "max_decimal_places": _Sentence("Arrondissez : %(max)s chiffres au plus après la virgule."),
        "max_whole_digits": _Sentence("Ce nombre est trop grand : %(max)s chiffres au plus avant la virgule."),
    }
