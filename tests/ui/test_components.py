"""Every component renders with undefined variables forbidden, and says what it must to everyone."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines
from django.test import Client
from jinja2 import StrictUndefined, UndefinedError
from lxml import html

import levier.ui
from levier.domain.vocabulary import Role
from levier.ui.explanations import explained
from levier.ui.styleguide import EXPLANATION, component_docs

ROOT = Path(levier.ui.__file__).parent
TEMPLATES = ROOT / "templates"
MACRO = re.compile(r"\{%-? macro ([a-z]\w*)\(")


def render(source: str, **context: object):
    text = engines["jinja2"].env.from_string('{% import "ui.html" as ui %}' + source).render(**context)
    return html.fromstring(f"<div>{text}</div>")


@pytest.fixture(scope="module")
def catalogue() -> str:
    return Client().get("/styleguide/").content.decode()


def test_undefined_variables_fail_in_tests():
    assert engines["jinja2"].env.undefined is StrictUndefined
    with pytest.raises(UndefinedError):
        render("{{ absent }}")


def test_the_catalogue_needs_no_account(catalogue):
    assert "Catalogue des composants" in catalogue


def test_every_macro_is_in_the_catalogue():
    names = {name for path in (TEMPLATES / "components").glob("*.html") for name in MACRO.findall(path.read_text())}
    shown = (TEMPLATES / "styleguide" / "index.html").read_text()
    layouts = "".join(path.read_text() for path in (TEMPLATES / "layouts").glob("*.html"))
    elsewhere = {"icon", "required_mark", "messages_list", "fields", "toolbar", "page_header", "actions_cell"}
    missing = {name for name in names - elsewhere if f"ui.{name}(" not in shown}
    assert not missing
    assert "messages_list(" in layouts


def test_every_macro_is_exported_by_ui():
    module = engines["jinja2"].env.get_template("ui.html").module
    for path in (TEMPLATES / "components").glob("*.html"):
        for name in MACRO.findall(path.read_text()):
            assert hasattr(module, name), f"{name} is missing from ui.html: {path.name}"


def test_every_component_explains_itself():
    assert [name for name, doc in component_docs().items() if not doc] == []


def test_no_style_and_no_handler_in_the_markup(catalogue):
    page = html.fromstring(catalogue)
    assert not page.xpath("//@style | //style | //script[not(@src)]")
    assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")]


def test_no_identifier_is_used_twice(catalogue):
    ids = html.fromstring(catalogue).xpath("//@id")
    assert len(ids) == len(set(ids))


def test_every_reference_between_elements_leads_somewhere(catalogue):
    page = html.fromstring(catalogue)
    ids = set(page.xpath("//@id"))
    for name in ("aria-labelledby", "aria-describedby", "for"):
        for value in page.xpath(f"//@{name}"):
            assert set(value.split()) <= ids, f"{name}={value}"


def test_files_stay_small():
    for path in [*ROOT.rglob("*.py"), *ROOT.rglob("*.css"), *ROOT.rglob("*.html"), *ROOT.rglob("*.js")]:
        assert len(path.read_text().splitlines()) <= 500, path


class SampleForm(forms.Form):
    name = forms.CharField(label="Nom", help_text="Comme sur l’avis.")
    kind = forms.ChoiceField(label="Nature", choices=[("a", "Travaux")], widget=forms.RadioSelect)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        raise forms.ValidationError("Ces dates se contredisent.")


def test_a_month_stays_on_one_line_and_a_thing_to_do_keeps_its_colon():
    page = render('{{ ui.head_cell(day, "Mois", kind="month") }}', day=date(2026, 10, 1))
    (head,) = page.xpath("//th[@class='nowrap']")
    assert head.text_content() == "octobre 2026"
    todo = render('{{ ui.todo("Bilan : Bardosol", "Pourquoi ?", "/", "Voir") }}')
    assert "Bilan\u00a0: Bardosol" in todo.text_content()
    assert "Pourquoi\u202f?" in todo.text_content()


def test_a_field_links_its_label_its_hint_and_its_error():
    page = render("{{ ui.field(form.name) }}", form=SampleForm({}))
    (control,) = page.xpath("//input")
    assert control.get("aria-describedby") == "id_name_helptext id_name_error"
    assert control.get("aria-invalid") == "true"
    assert "Ce champ est obligatoire" in page.get_element_by_id("id_name_error").text_content()
    assert page.xpath("//label[@for='id_name']")


def test_a_hint_given_by_the_page_is_linked_too():
    page = render('{{ ui.field(form.name, hint="Ici.") }}', form=SampleForm())
    assert page.xpath("//input/@aria-describedby") == ["id_name_helptext"]
    assert page.get_element_by_id("id_name_helptext").text_content() == "Ici."


def test_the_error_summary_takes_the_focus_and_leads_to_each_field():
    page = render('{{ ui.error_summary(form, extra=["Trop tard."]) }}', form=SampleForm({}))
    (box,) = page.xpath("//*[@data-error-summary]")
    assert box.get("tabindex") == "-1"
    assert page.xpath("//a/@href") == ["#id_name", "#id_kind"]
    assert "Ces dates se contredisent." in box.text_content()
    assert "Trop tard." in box.text_content()


def test_the_error_summary_is_silent_when_all_is_well():
    assert render("{{ ui.error_summary(form) }}", form=SampleForm()).text_content().strip() == ""


def test_the_error_summary_reads_a_formset():
    formset = forms.formset_factory(SampleForm, extra=1)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "x"}
    )
    assert "#id_form-0-kind" in render("{{ ui.error_summary(formset) }}", formset=formset).xpath("//a/@href")


def test_a_whole_form_keeps_its_hidden_fields():
    page = render("{{ ui.fields(form) }}", form=SampleForm())
    assert page.xpath("//input[@type='hidden']/@name") == ["token"]
    assert len(page.xpath("//fieldset")) == 1


def test_what_a_person_typed_is_never_markup():
    page = render("{{ ui.notice(text) }}{{ ui.cell(text) }}{{ ui.tag(text) }}", text="<b>ici</b>")
    assert not page.xpath("//b")


def test_a_table_has_a_caption_headers_and_labelled_cells():
    page = render(
        '{% call(row) ui.table("Heures", ["Mois", {"label": "Heures", "numeric": True}], rows) %}'
        '{{ ui.head_cell(row[0], "Mois") }}{{ ui.cell(row[1], "Heures", "hours") }}{% endcall %}',
        rows=[("juin", Decimal("833.33"))],
    )
    assert page.xpath("//caption")[0].text_content() == "Heures"
    assert page.xpath("//th/@scope") == ["col", "col", "row"]
    (cell,) = page.xpath("//td")
    assert (cell.get("data-label"), cell.get("class"), cell.text_content()) == ("Heures", "num", "833,33\u00a0h")


def test_an_explanation_reads_the_same_fresh_or_stored():
    assert explained(EXPLANATION) == explained(EXPLANATION.as_dict())
    assert explained(EXPLANATION).to_check


def test_an_uncertain_source_is_marked():
    page = render("{{ ui.explanation(value) }}", value=EXPLANATION.as_dict())
    marks = [mark.text_content() for mark in page.xpath("//*[@class='to-check']")]
    assert marks == ["contient une valeur à vérifier", "à vérifier"]


def test_the_current_step_is_told_to_everyone():
    items = [
        {"number": 1, "title": "Programmation", "url": None, "state": "done", "date": None},
        {"number": 2, "title": "Montage", "url": "/x/", "state": "current", "date": None},
    ]
    page = render("{{ ui.steps(items) }}", items=items)
    assert [one.text_content().split()[1] for one in page.xpath("//*[@aria-current='step']")] == ["Montage"]
    assert "terminée" in page.text_content()


def test_the_contract_layout_shows_the_contract_its_steps_and_its_tabs():
    header = {
        "title": "Groupe scolaire",
        "reference": "2025-001",
        "buyer": "Ville de Sérigny (fictive)",
        "amount": None,
        "status": "en cours",
        "steps": [],
        "tabs": [{"label": "Résumé", "url": "/r/", "current": True}],
    }
    template = engines["jinja2"].env.from_string(
        '{% extends "layouts/contract.html" %}{% block actions %}<a href="/agir/">Agir</a>{% endblock %}'
        "{% block main %}<p>corps</p>{% endblock %}"
    )
    page = html.fromstring(template.render(contract_header=header))
    assert page.xpath("//h1")[0].text_content() == "Groupe scolaire"
    assert page.xpath("//title")[0].text_content() == "Groupe scolaire · Levier"
    assert page.xpath("//nav//a[@aria-current='page']/@href") == ["/r/"]
    assert page.xpath("//a[@href='/agir/']")


def test_the_base_layout_shows_who_works_where():
    actor = SimpleNamespace(workspace=SimpleNamespace(name="Val d’Orne"), role=Role.FACILITATOR, user="Prénom Nom")
    nav = [{"label": "À faire", "url": "/a-faire/", "current": True, "count": 3}]
    template = engines["jinja2"].env.from_string(
        '{% extends "layouts/base.html" %}{% block title %}À faire{% endblock %}'
    )
    page = html.fromstring(template.render(actor=actor, nav=nav, demo=True))
    assert page.get("lang") == "fr"
    assert "Val d’Orne" in page.xpath("//header")[0].text_content()
    assert "Facilitateur" in page.xpath("//header")[0].text_content()
    assert page.xpath("//form[@role='search']/@action")[0].startswith("/recherche")
    assert page.xpath("//body/a[1]/@href") == ["#contenu"]
    assert "Démonstration" in page.text_content()


@pytest.mark.parametrize("code", [400, 403, 404, 409, 500])
def test_an_error_page_says_what_to_do_without_any_context(code):
    page = html.fromstring(engines["jinja2"].env.get_template(f"{code}.html").render())
    assert len(page.xpath("//main//p")[0].text_content()) > 40
    assert f"Erreur {code}" in page.text_content()
    assert page.xpath("//main//a/@href") == ["/"]


def test_a_date_that_is_both_since_and_due_is_said_once():
    day, later = date(2026, 11, 3), date(2026, 11, 9)
    source = '{{ ui.todo("Relancer", "Rien n’est reçu.", "#", "Relancer", since=since, due=due) }}'
    once = render(source, since=day, due=day).text_content()
    assert "avant le" in once
    assert "depuis le" not in once
    assert "depuis le" in render(source, since=day, due=later).text_content()
