"""What the administrator of a workspace fills in."""

from __future__ import annotations

from typing import Any

from django import forms

from levier.domain.errors import LevierError
from levier.domain.letters import check_text
from levier.domain.quantities import FteBasis, Rounding
from levier.domain.vocabulary import Role

from .actor import Actor
from .letters import Letter
from .models import Membership, Workspace


class MemberForm(forms.Form):
    """Somebody's role in the workspace."""

    full_name = forms.CharField(label="Nom", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(label="Adresse électronique professionnelle", max_length=254)
    role = forms.ChoiceField(label="Rôle", choices=Role.choices())
    organisation: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Organisation",
        queryset=None,
        required=False,
        empty_label="Aucune",
        help_text="Nécessaire pour un acheteur, une entreprise, une structure ou un prescripteur.",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation: Any = Membership._meta.get_field("organisation").remote_field.model
        choice: Any = self.fields["organisation"]
        choice.queryset = organisation.objects.filter(workspace=actor.workspace, is_active=True).order_by("name")


class LetterForm(forms.Form):
    """The words of one message."""

    subject = forms.CharField(label="Objet", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    body = forms.CharField(label="Message", max_length=5000, widget=forms.Textarea(attrs={"rows": 18}))

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letter = letter

    def clean_subject(self) -> str:
        """One line, with the words that hold in one."""
        said = " ".join(str(self.cleaned_data["subject"]).split())
        return self._checked(said, self.letter.names_in_subject, (), "subject")

    def clean_body(self) -> str:
        return self._checked(str(self.cleaned_data["body"]), self.letter.names, self.letter.required, "body")

    def _checked(self, text: str, allowed: tuple[str, ...], required: tuple[str, ...], field: str) -> str:
        try:
            return check_text(text, allowed=allowed, required=required, field=field)
        except LevierError as error:
            raise forms.ValidationError(error.message) from error


class WorkspaceForm(forms.ModelForm):  # type: ignore[type-arg]
    """House rules of the workspace."""

    rounding = forms.TypedChoiceField(
        label="Arrondi des heures", coerce=Rounding, choices=[(r.value, r.label) for r in Rounding]
    )
    fte_basis = forms.TypedChoiceField(
        label="Heures par an dans un ETP",
        coerce=FteBasis,
        choices=[(b.value, f"{b.hours:,} h".replace(",", "\u202f")) for b in FteBasis],
        help_text="1 600 h (Alliance Villes Emploi), 1 607 h (année légale) ou 1 820 h (35 h × 52).",
    )

    class Meta:
        model = Workspace
        fields = [
            "minimum_hours",
            "rounding",
            "fte_basis",
            "answer_days",
            "statement_due_day",
            "candidacy_answer_days",
            "contact_email",
            "contact_phone",
        ]
        localized_fields = ["minimum_hours"]
        help_texts = {
            "minimum_hours": "En dessous, une clause est signalée : trop peu d’heures pour un parcours utile.",
            "answer_days": "Temps laissé au facilitateur pour répondre à un acheteur.",
            "statement_due_day": "Jour du mois suivant où le relevé d’heures d’une entreprise est attendu ; "
            "au plus tôt sept jours après la demande.",
            "candidacy_answer_days": "Ensuite, l’entreprise est relancée, puis l’acheteur prévenu.",
            "contact_email": "Imprimée sur les documents remis aux entreprises.",
        }
