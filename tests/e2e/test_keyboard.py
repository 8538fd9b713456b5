"""The seven steps with the keyboard alone: nothing is out of reach, nothing holds one back, one always sees where one is."""

from __future__ import annotations

import pytest

from levier.domain.steps import Step
from levier.procurement.models import Review
from tests.cast import Cast
from tests.delivery.closing_setup import STATE_CCAP, make_award
from tests.desk import world
from tests.e2e.kit import today
from tests.e2e.visitor import Keys, Visitor, spaces

LIMIT = 250  # stops of the longest page
_WHERE = """
const one = document.activeElement;
if (!one || one === document.body) return null;
const style = getComputedStyle(one);
const label = one.labels && one.labels.length ? one.labels[0].textContent : '';
const said = (one.getAttribute('aria-label') || label || one.textContent).replace(/\\s+/g, ' ');
return {
  reads: said.replace(/ ?\\*( \\(obligatoire\\))?$/, '').trim(),
  shown: ['date', 'datetime-local'].includes(one.type)  // their parts show the focus themselves
    || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none',
  html: one.outerHTML.slice(0, 160),
  summary: one.hasAttribute('data-error-summary'),
};
"""


def _here(visitor: Visitor) -> dict[str, object] | None:
    found: dict[str, object] | None = visitor.driver.execute_script(_WHERE)
    return found


def tab_to(visitor: Visitor, text: str) -> None:
    """Tab until one is there; each stop is visible."""
    for _ in range(LIMIT):
        visitor.key(Keys.TAB)
        here = _here(visitor)
        if here is None:
            continue
        assert here["shown"], f"focus not visible on {here['html']}"
        if here["reads"] == text:
            return
    raise AssertionError(f"{visitor.path}: « {text} » is not reached with the keyboard")


def walk(visitor: Visitor) -> list[str]:
    """Every stop of the page, from the first to the one after the last."""
    stops: list[str] = []
    for _ in range(LIMIT):
        visitor.key(Keys.TAB)
        here = _here(visitor)
        if here is None:
            return stops
        assert here["shown"], f"{visitor.path}: focus not visible on {here['html']}"
        stops.append(str(here["html"]))
        if len(stops) > 1 and stops[-1] == stops[0]:
            return stops[:-1]
    raise AssertionError(f"{visitor.path}: no way out after {stops[-3:]}")


def _focusable(visitor: Visitor) -> int:
    script = (
        "return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary,"
        ' [tabindex="0"]\')].filter(n => !n.disabled && n.tabIndex >= 0 && n.checkVisibility()'
        " && !(n.type === 'radio')).length"
    )
    return int(visitor.driver.execute_script(script))


def test_signing_in_and_the_first_step(visitor: Visitor, cast: Cast) -> None:
    made = world.contract(cast, "Groupe scolaire", Step.PROGRAMMATION)
    Review.objects.create(contract=made, asked_on=today(), due_on=today())
    visitor.open("/compte/login/")
    visitor.key(Keys.TAB)
    assert _here(visitor)["reads"] == "Aller au contenu"  # type: ignore[index]
    tab_to(visitor, "Adresse électronique")
    visitor.key(cast.members["facilitator"].user.email)
    tab_to(visitor, "Mot de passe")
    visitor.key("un mot de passe long", Keys.ENTER)
    visitor.sees("Se déconnecter")
    tab_to(visitor, "Marchés")
    visitor.key(Keys.ENTER)
    visitor.sees("Groupe scolaire")
    tab_to(visitor, "Groupe scolaire")
    visitor.key(Keys.ENTER)
    visitor.sees("À faire maintenant")
    tab_to(visitor, "Programmation")
    tab_to(visitor, "Programmation")  # the first is the menu, the second the step
    visitor.key(Keys.ENTER)
    visitor.sees("Répondre à l’acheteur")
    tab_to(visitor, "À étudier")
    visitor.key(Keys.ARROW_UP)  # radio buttons are moved with the arrows: that is their keyboard
    assert _here(visitor)["reads"] == "Pas de levier"  # type: ignore[index]
    tab_to(visitor, "Enregistrer la réponse")
    visitor.key(Keys.SPACE)
    visitor._until(lambda: bool((_here(visitor) or {}).get("summary")), "the focus on the error summary")
    visitor.key(Keys.TAB, Keys.ENTER)
    assert str(_here(visitor)["reads"]).startswith("Commentaire pour l’acheteur")  # type: ignore[index]
    visitor.key("Aucune structure ne peut répondre dans ce délai.")
    tab_to(visitor, "Enregistrer la réponse")
    visitor.key(Keys.ENTER)
    visitor.sees("Réponse donnée le")


def test_the_skip_link_leads_to_the_content(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.members["facilitator"].user.email)
    visitor.open("/marches/")
    visitor.key(Keys.TAB, Keys.ENTER)
    assert visitor.focus.get_attribute("id") == "contenu"
    visitor.key(Keys.TAB)
    assert spaces(visitor.focus.text) == "Nouveau marché"


_SEARCH_IS_SHOWN = "return document.querySelector('.filters input[type=search]').checkVisibility()"


def test_filters_are_shown_on_a_wide_screen_and_one_key_away_on_a_narrow_one(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.members["facilitator"].user.email)
    visitor.open("/marches/")
    assert visitor.driver.execute_script(_SEARCH_IS_SHOWN)
    visitor.look(width=360)
    assert not visitor.driver.execute_script(_SEARCH_IS_SHOWN)
    tab_to(visitor, "Filtrer les marchés")
    visitor.key(Keys.ENTER, Keys.TAB)
    assert visitor.focus.get_attribute("type") == "search"
    visitor.key("école", Keys.ENTER)
    visitor._until(lambda: "?" in visitor.driver.current_url, "the filtered list")
    assert visitor.driver.execute_script(_SEARCH_IS_SHOWN)


@pytest.mark.parametrize("width", [1280, 360])
def test_every_stop_of_the_seven_steps(visitor: Visitor, cast: Cast, width: int) -> None:
    award = make_award(cast, framework=True, **STATE_CCAP)
    contract = award.lot.contract
    visitor.sign_in(cast.members["facilitator"].user.email)
    visitor.look(width=width)
    lot = f"montage/{award.lot_id}"
    for page in (
        "", "programmation/", "montage/", f"{lot}/calibrage/", f"{lot}/publics/", "lancement/", "suivi/",
        "mise-en-oeuvre/", "commandes/", "commandes/saisir/", "fin/",
    ):  # fmt: skip
        visitor.open(f"/marches/{contract.pk}/{page}")
        expected = _focusable(visitor)
        stops = walk(visitor)
        assert len(stops) >= expected, (page, expected, len(stops))
