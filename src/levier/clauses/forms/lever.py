"""Choose the lever, and the trades the supply check looks for."""

from __future__ import annotations

from typing import Any

from django import forms

from levier.domain.applies import Purchase, possible_exceptions
from levier.domain.trades import TRADES
from levier.domain.vocabulary import Lever, ReservedArticle
from levier.procurement.forms.base import with_blank


class LeverForm(forms.Form):
    """One lever; the article of a reservation; the exception when a social condition is due and not chosen."""

    use_required_attribute = False

    lever = forms.TypedChoiceField(
        label="Levier du lot",
        choices=Lever.choices(),
        coerce=Lever,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un levier ; « Aucun levier » est une réponse possible."},
    )
    reserved_article = forms.TypedChoiceField(
        label="Article de la réservation",
        choices=with_blank(ReservedArticle.choices(), "Sans objet"),
        coerce=ReservedArticle,
        empty_value=None,
        required=False,
        help_text="Pour un marché ou un lot réservé seulement. L’avis de marché doit citer cet article (R2113-7).",
    )
    exception = forms.ChoiceField(
        label="Exception invoquée",
        required=False,
        help_text="Seulement si une condition sociale est obligatoire et que le levier choisi n’en est pas une.",
    )
    exception_reason = forms.CharField(
        label="Motif écrit de l’exception",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une phrase au moins, propre à ce marché : elle est conservée avec le dossier.",
    )

    def __init__(self, *args: Any, purchase: Purchase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["exception"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = with_blank([(one.value, one.label) for one in possible_exceptions(purchase)], "Aucune")


class TradesForm(forms.Form):
    """The trades of the lot."""

    trades = forms.MultipleChoiceField(
        label="Métiers du lot",
        choices=[(trade.code, trade.label) for trade in TRADES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un métier."},
    )
