"""What a form says of a value it refuses."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms


class Everything(forms.Form):
    rate = forms.DecimalField(required=False, localize=True, min_value=Decimal("0.1"), max_value=100, decimal_places=2)
    amount = forms.DecimalField(required=False, localize=True, max_digits=14, decimal_places=2)
    name = forms.CharField(required=False, min_length=2, max_length=1200)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("rate", "0", "Écrivez une valeur d’au moins 0,1."),
        ("rate", "101", "Écrivez une valeur d’au plus 100."),
        ("rate", "1,234", "Arrondissez : 2 chiffres au plus après la virgule."),
        ("amount", "1234567890123", "Ce nombre est trop grand : 12 chiffres au plus avant la virgule."),
        ("amount", "123456789012345", "Ce nombre est trop long : 14 chiffres au plus."),
        ("name", "x", "Écrivez au moins 2 caractères : il y en a 1."),
        ("name", "x" * 1201, "Raccourcissez : 1\u202f200 caractères au plus, il y en a 1\u202f201."),
    ],
)
def test_a_refused_value_is_said_in_our_words_with_a_decimal_comma(field: str, typed: str, said: str) -> None:
    assert Everything({field: typed}).errors[field] == [said]
