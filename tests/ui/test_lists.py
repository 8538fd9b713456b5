"""Filters, sorts and pages live in the address and never fail on a wrong one."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db.models import Q
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from levier.accounts.models import Workspace
from levier.ui.jinja import environment
from levier.ui.lists import ListPage, Sort, choice_filter, date_filter, flag_filter, text_filter

FILTERS = (
    text_filter("q", "Nom", "name__icontains", "territory__icontains"),
    choice_filter("code", "Code", "slug", [("e-1", "Un"), ("e-2", "Deux")]),
    flag_filter("sans", "Sans territoire", Q(territory="")),
    date_filter("depuis", "Depuis le", "pk__gte"),
)
SORTS = (Sort("nom", ("name", "pk")), Sort("recent", ("-pk",)))


def page(query: str = "", **options):
    request = RequestFactory().get(f"/liste/{query}")
    options.setdefault("filters", FILTERS[:3])
    options.setdefault("sorts", SORTS)
    return ListPage(request, Workspace.objects.order_by("pk"), **options)


@pytest.fixture
def sixty(db):
    Workspace.objects.bulk_create(
        Workspace(name=f"Espace {n:02d}", slug=f"e-{n}", territory="Nord" if n % 2 else "") for n in range(60)
    )


def test_a_page_has_its_rows_its_rank_and_its_neighbours(sixty):
    listing = page("?page=2")
    assert [listing.total, listing.number, listing.pages, listing.first, listing.last] == [60, 2, 3, 26, 50]
    assert listing.previous_url == "/liste/"
    assert listing.next_url == "/liste/?page=3"


def test_two_queries_whatever_the_number_of_rows(sixty, django_assert_num_queries):
    with django_assert_num_queries(2):
        list(page("?q=espace&tri=-nom&page=2"))


def test_a_page_never_holds_more_than_fifty_rows(sixty):
    assert len(page(per_page=500)) == 50


@pytest.mark.parametrize("asked", ["0", "-3", "abc", "9999999999999", "²", "1.5", "%00"])
def test_an_absurd_page_number_is_answered(sixty, asked):
    assert len(page(f"?page={asked}")) > 0


def test_filters_narrow_and_can_be_removed_one_by_one(sixty):
    listing = page("?q=espace+nord&sans=&code=e-1")
    assert [one.slug for one in listing] == ["e-1"]
    assert [(one.label, one.value, one.remove_url) for one in listing.active_filters] == [
        ("Nom", "espace nord", "/liste/?code=e-1"),
        ("Code", "Un", "/liste/?q=espace+nord"),
    ]


@pytest.mark.parametrize(("query", "folded"), [("", True), ("?tri=nom", True), ("?q=espace", False)])
def test_filters_are_unfolded_as_soon_as_one_is_active(sixty, query, folded):
    template = environment().from_string('{% import "ui.html" as ui %}{{ ui.filters(listing) }}')
    assert ("<details>" in template.render(listing=page(query))) is folded


def test_a_value_that_is_not_offered_is_ignored(sixty):
    listing = page("?code=autre&sans=peut-être&inconnu=1&tri=mot_de_passe")
    assert listing.total == 60
    assert not listing.active_filters
    assert listing.url() == "/liste/"


def test_a_date_is_read_or_ignored():
    (one,) = FILTERS[3:]
    assert one.clean("2025-06-03") == date(2025, 6, 3)
    assert one.clean("03/06/2025") is None


def test_sort_links_go_up_then_down_and_forget_the_page(sixty):
    assert page("?page=2").sort_link("nom").url == "/liste/?tri=nom"
    up = page("?tri=nom")
    assert (up.sort_link("nom").aria, up.sort_link("nom").url) == ("ascending", "/liste/?tri=-nom")
    down = page("?tri=-nom&q=espace")
    assert (down.sort_link("nom").aria, down.sort_link("nom").url) == ("descending", "/liste/?q=espace&tri=nom")
    assert down.items[0].name == "Espace 59"
    assert page("?tri=recent").items[0].slug == "e-59"


def test_an_unknown_sort_in_a_template_is_a_mistake_of_ours(sixty):
    with pytest.raises(KeyError):
        page().sort_link("inconnu")


def test_an_export_keeps_filters_and_sort_but_not_the_page(sixty):
    assert page("?q=espace&tri=-nom&page=2").export_url("/export/", format="csv") == (
        "/export/?q=espace&tri=-nom&format=csv"
    )


def test_the_default_sort_does_not_clutter_the_address(sixty):
    listing = page("?tri=-nom", default_sort="-nom")
    assert listing.url() == "/liste/"
    assert listing.items[0].name == "Espace 59"


def test_left_out_pages_are_marked(sixty):
    links = page("?page=6", per_page=5).page_links
    assert [one.number if one else None for one in links] == [1, None, 4, 5, 6, 7, 8, None, 12]


def test_an_empty_list_has_one_page_and_no_rank(db):
    listing = page()
    assert (listing.total, listing.pages, listing.first, listing.last) == (0, 1, 0, 0)
    assert (listing.previous_url, listing.next_url) == ("", "")


@given(st.text(max_size=60))
def test_an_address_carries_any_text_back(text):
    one = FILTERS[0]
    value = one.clean(text)
    listing = ListPage.__new__(ListPage)
    listing.path, listing._query = "/liste/", {} if value is None else {"q": value}
    again = parse_qs(urlsplit(listing.url()).query).get("q", [None])[0]
    assert again == value
