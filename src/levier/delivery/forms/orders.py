"""What people fill in for the orders of a framework agreement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from levier.procurement.models import AwardMember

from .fields import NumberField, day, text


class OrderForm(forms.Form):
    """One order of a framework agreement."""

    member = forms.ModelChoiceField(label="Entreprise", queryset=AwardMember.objects.none(), empty_label=None)
    number = forms.CharField(label="Numéro du bon de commande", max_length=40)
    ordered_on = day(label="Commandé le")
    amount = NumberField(label="Montant (€ HT)")
    title = forms.CharField(label="Objet", max_length=250, required=False)

    def __init__(self, *args: Any, members: QuerySet[AwardMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["member"]
        field.queryset = members
        field.label_from_instance = _member_label


def _member_label(member: AwardMember) -> str:
    return f"{member.organisation}, lot {member.award.lot.number}"


class CorrectionForm(forms.Form):
    """The right amount of an order."""

    new_amount = NumberField(label="Montant exact (€ HT)", help_text="Zéro annule la commande.")
    reason = text("Motif", rows=2)
