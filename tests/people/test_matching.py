"""What is stored, as the matching reads it: the one eligibility of the house, and nothing the score must not know."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from levier.directory.references import ensure_short_lists
from levier.domain.eligibility import CRITERIA, ClauseTerms, Status, is_eligible
from levier.domain.matching import Candidate, Offer
from levier.domain.matching.points import recognised
from levier.people.matching import candidate_of, offer_of, recognitions
from tests.cast import Cast

from .offers_world import make_candidate, make_offer

DAY = date(2026, 5, 4)
days = st.integers(-900, 900).map(lambda days: DAY + timedelta(days=days))


@st.composite
def statuses(draw: st.DrawFn) -> Status:
    criterion = draw(st.sampled_from(CRITERIA))
    since = draw(days)
    return Status(
        criterion.code,
        since,
        draw(st.none() | st.integers(0, 700).map(lambda length: since + timedelta(days=length))),
        draw(st.sampled_from(["", *(proof.kind for proof in criterion.proofs)])),
        draw(st.none() | st.integers(-400, 5).map(lambda before: since + timedelta(days=before))),
        draw(st.booleans()),
    )


@given(st.lists(statuses(), max_size=4), days, st.booleans())
def test_eligibility_is_the_one_of_every_other_page(found: list[Status], on: date, wide: bool) -> None:

    terms = ClauseTerms() if wide else ClauseTerms(criteria=frozenset({CRITERIA[0].code, CRITERIA[3].code}))
    candidate = Candidate(recognitions=tuple(one for status in found for one in recognitions(status)))
    offer = Offer(rome="F1703", starts_on=on, weekly_hours=Decimal(35), criteria=terms.accepted)
    assert recognised(candidate, offer) is is_eligible(found, terms, on=on).answer


def test_what_a_profile_says_reaches_the_matching(cast: Cast) -> None:
    ensure_short_lists(fictional_communes=True)
    person = make_candidate(cast, "Exemple", has_licence=True, certificates=("sst",), radius_km=20)
    candidate = candidate_of(person)
    assert candidate.occupations == ("F1703",)
    assert candidate.holds == {"permit_b", "sst"}
    assert (candidate.radius_km, candidate.place) == (20, None)
    assert [one.criterion for one in candidate.recognitions] == ["rsa"]
    offer = offer_of(make_offer(cast, indispensable=("sst",), wished=("vehicle",)))
    assert [one.label for one in offer.indispensable] == ["Sauveteur secouriste du travail (SST)"]
    assert [one.label for one in offer.wished] == ["Véhicule personnel"]
    assert offer.criteria == ClauseTerms().accepted
