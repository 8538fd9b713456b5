"""An address asks a question, and the question gives the address back."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from levier.notices.alerts import Social
from levier.notices.model import Kind, Nature
from levier.watch.browsing.ask import Ask
from levier.watch.search.filters import Deadline, Value
from levier.watch.search.find import Order


def read(address: str) -> Ask:
    return Ask.read(QueryDict(address.partition("?")[2]))


#: What an address may hold, known or not.
PAIRS = [
    *(("social", one.value) for one in Social),
    *(("delai", one.value) for one in Deadline),
    *(("montant", one.value) for one in Value),
    *(("avis", one.value) for one in Kind),
    *(("nature", one.value) for one in Nature),
    *(("tri", one.value) for one in Order),
    *(("dep", one) for one in ("01", "2A", "2a", "974", "3")),
    *(("cpv", one) for one in ("45", "77310000-6", "9", "quatre")),
    *(("acheteur", one) for one in ("213800014", "ville d'essai", " ")),
    *(("q", one) for one in ("nettoy*", "« espaces verts » SAUF l’été", "a&b=c+d%20#e", "\x00")),
    ("ouverts", "1"),
    ("depuis", "2026-01-31"),
    ("jusqu", "2026-13-31"),
    ("apres", "12"),
]


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first draw of a process reads every module of ours
@given(st.lists(st.sampled_from(PAIRS), max_size=12))
def test_the_address_of_a_question_asks_it_again(pairs: list[tuple[str, str]]) -> None:
    ask = read(f"/?{urlencode(pairs)}")
    assert read(ask.url("/veille/", after=ask.after)) == ask
    known = {(name, value) for name, value in pairs if name in ("social", "delai", "avis", "nature")}
    assert known <= set(ask.pairs())


@pytest.mark.parametrize(
    "address",
    [
        "/?social=autre&dep=3&cpv=9&cpv=90a&delai=hier&montant=beaucoup&avis=x&nature=y&tri=z&depuis=hier&ouverts=2",
        "/?q=%00%20&acheteur=&acheteur=%00",
        "/",
    ],
)
def test_what_is_unknown_in_an_address_is_ignored(address: str) -> None:
    assert read(address).is_empty
    assert read(address).url("/veille/") == "/veille/"


def test_the_place_in_the_pages_is_kept_only_when_asked() -> None:
    ask = read("/?q=tonte&apres=12")
    assert ask.page.after == "12"
    assert ask.url("/veille/") == "/veille/?q=tonte"
    assert ask.url("/veille/", after="7") == "/veille/?q=tonte&apres=7"


def test_one_choice_is_removed_and_the_others_stay() -> None:
    ask = read("/?dep=38&dep=69&social=clause&apres=3")
    assert ask.but("departments", "38").url("/") == "/?social=clause&dep=69"
