"""French telephone numbers, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.domain.errors import RuleError
from levier.domain.phones import check_mobile, is_mobile, normalise_phone


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("06.12.34.56.78", "+33612345678"),
        ("0612345678", "+33612345678"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("+33 06 12 34 56 78", "+33612345678"),
        ("0033 6 12 34 56 78", "+33612345678"),
        ("07\u00a012\u202f34 56 78", "+33712345678"),
        ("01 23 45 67 89", "+33123456789"),
        ("0690 12 34 56", "+590690123456"),
        ("0691 12 34 56", "+590691123456"),
        ("0694 12 34 56", "+594694123456"),
        ("0696 12 34 56", "+596696123456"),
        ("0697 12 34 56", "+596697123456"),
        ("0692 12 34 56", "+262692123456"),
        ("0639 12 34 56", "+262639123456"),
        ("+33 692 12 34 56", "+262692123456"),
        ("+262 692 12 34 56", "+262692123456"),
        ("+262 0692 12 34 56", "+262692123456"),
        ("+687 75 12 34", "+687751234"),
        ("+689 87 12 34 56", "+68987123456"),
        ("+32 470 12 34 56", "+32470123456"),
    ],
)
def test_a_number_is_understood_however_it_is_written(written: str, number: str) -> None:
    assert normalise_phone(written) == number
    assert normalise_phone(number) == number


@pytest.mark.parametrize(
    "written",
    ["", "12", "06 12 34 56", "06 12 34 56 78 9", "0012", "+33 6 12", "0000000000", "demain", "06 12 34 56 7x"],
)
def test_what_is_not_a_number_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(RuleError, match="06 12 34 56 78") as refusal:
        normalise_phone(written, field="phone")
    assert refusal.value.field == "phone"


@pytest.mark.parametrize("written", ["01 23 45 67 89", "09 12 34 56 78", "0590 12 34 56", "+687 25 12 34"])
def test_a_fixed_line_receives_no_text_message(written: str) -> None:
    with pytest.raises(RuleError, match="mobile"):
        check_mobile(written)


@pytest.mark.parametrize(
    "written", ["0612345678", "0712345678", "0696123456", "+687751234", "+68987123456", "+32470123456"]
)
def test_a_mobile_receives_one(written: str) -> None:
    assert is_mobile(check_mobile(written))


@given(st.text(max_size=30))
def test_any_text_is_a_number_in_its_international_form_or_a_refusal(text: str) -> None:
    try:
        number = normalise_phone(text)
    except RuleError:
        return
    assert number[0] == "+"
    assert number[1:].isdigit()
    assert normalise_phone(number) == number


@given(st.from_regex(r"0[67][0-9]{8}", fullmatch=True))
def test_every_mobile_of_ten_figures_keeps_its_nine_last(text: str) -> None:
    assert normalise_phone(text).endswith(text[1:])
