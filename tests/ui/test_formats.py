"""What people read: dates, plurals, labels, typography."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from levier.domain.vocabulary import Lever
from levier.ui import formats


def test_the_first_of_the_month_is_an_ordinal():
    assert formats.long_date(date(2025, 6, 1)) == "1er juin 2025"
    assert formats.long_date(date(2025, 6, 3)) == "3 juin 2025"


def test_short_dates_and_months():
    assert formats.short_date(date(2025, 6, 3)) == "03/06/2025"
    assert formats.month(date(2025, 2, 3)) == "février 2025"
    assert formats.short_month(date(2025, 1, 3)) == "janv. 2025"
    assert formats.iso_date(date(2025, 6, 3)) == "2025-06-03"


def test_an_aware_moment_is_shown_in_paris_time():
    midnight_in_london = datetime(2025, 6, 3, 23, 30, tzinfo=UTC)
    assert formats.date_time(midnight_in_london) == "4 juin 2025 à 1\u00a0h\u00a030"
    assert formats.short_date(midnight_in_london) == "04/06/2025"


def test_a_plain_date_has_no_hour():
    assert formats.date_time(date(2025, 6, 3)) == "3 juin 2025"


@pytest.mark.parametrize(
    "name", ["euros", "hours", "rate", "number", "date", "short_date", "month", "datetime", "label"]
)
def test_a_missing_value_is_a_dash(name):
    assert formats.FILTERS[name](None) == "—"


def test_quantities_follow_french_typography():
    assert formats.euros(Decimal("1234.5")) == "1\u202f234,50\u00a0€"
    assert formats.hours(Decimal("833.33")) == "833,33\u00a0h"
    assert formats.rate(Decimal("0.0525")) == "5,25\u00a0%"
    assert formats.number(1234) == "1\u202f234"


@pytest.mark.parametrize("value", [1.5, True, "12"])
def test_a_quantity_that_is_not_exact_is_refused(value):
    with pytest.raises(TypeError):
        formats.hours(value)


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "0\u00a0heure"), (1, "1\u00a0heure"), (Decimal("1.5"), "1,50\u00a0heure"), (2, "2\u00a0heures")],
)
def test_the_plural_starts_at_two(count, expected):
    assert formats.plural(count, "heure") == expected


def test_an_irregular_plural_and_the_word_alone():
    assert formats.plural(3, "marché réservé", "marchés réservés", with_count=False) == "marchés réservés"


def test_labels_come_from_members_or_codes():
    assert formats.label(Lever.RESERVED_LOT) == "Lot réservé"
    assert formats.label("reserved_lot", Lever) == "Lot réservé"
    assert formats.label("texte libre") == "texte libre"
