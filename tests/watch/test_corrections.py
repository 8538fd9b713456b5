"""What a reader corrects is kept in their workspace."""

from __future__ import annotations

from datetime import date

import pytest

from levier.domain.errors import RuleError
from levier.journal.models import JournalEntry
from levier.watch.models import Dossier, StoredNotice
from levier.watch.selectors import corrections, notices, of_dossier
from levier.watch.services import correct_finding
from tests.cast import Cast

PASSAGE = "L’insertion paysagère de l’ouvrage est soignée."


@pytest.fixture
def notice(db: None) -> StoredNotice:
    return StoredNotice.objects.create(
        dossier=Dossier.objects.create(), source="boamp-mapa", key="26-1", publisher="boamp", kind="competition",
        title="Création d’un parc", published_on=date(2026, 10, 1), content=b"", digest="0" * 64, revision=1,
    )  # fmt: skip


def test_a_correction_is_read_by_its_workspace_only(cast: Cast, notice: StoredNotice) -> None:
    correct_finding(
        actor=cast.actor("structure"),
        notice=notice,
        text=f" {PASSAGE} ",
        kind="condition",
        expected="",
        remark="paysage",
    )
    (found,) = corrections(actor=cast.facilitator)
    assert (found.text, found.kind, found.expected) == (PASSAGE, "condition", "")
    assert list(corrections(actor=cast.stranger)) == []
    assert JournalEntry.objects.get().payload["facts"] == {"notice": "26-1", "said": "condition", "expected": ""}


@pytest.mark.parametrize(
    ("text", "kind", "expected", "sentence"),
    [
        ("  ", "condition", "", "Citez le passage"),
        ("x" * 2_001, "condition", "", "plus court"),
        (PASSAGE, "condition", "condition", "rien à corriger"),
    ],
)
def test_a_correction_that_says_nothing_is_refused(
    cast: Cast, notice: StoredNotice, text: str, kind: str, expected: str, sentence: str
) -> None:
    with pytest.raises(RuleError, match=sentence):
        correct_finding(actor=cast.facilitator, notice=notice, text=text, kind=kind, expected=expected)
    assert not JournalEntry.objects.exists()


def test_a_remark_says_nothing_that_reaches_a_person(cast: Cast, notice: StoredNotice) -> None:
    for remark in ("vu avec 2 84 05 88 123 456", "voir jeanne@exemple.test", "appeler le 06.12.34.56.78"):
        with pytest.raises(RuleError, match="retirez-le"):
            correct_finding(
                actor=cast.facilitator, notice=notice, text=PASSAGE, kind="condition", expected="", remark=remark
            )
    correct_finding(
        actor=cast.facilitator,
        notice=notice,
        text=PASSAGE,
        kind="",
        expected="reserved",
        remark="Réservé aux ESAT (handicap).",
    )


def test_every_workspace_reads_the_same_notices_and_a_referrer_none(cast: Cast, notice: StoredNotice) -> None:
    for who in ("facilitator", "stranger", "buyer", "contractor", "structure", "coordinator"):
        assert list(notices(actor=cast.actor(who))) == [notice]
        assert list(of_dossier(notice.dossier, actor=cast.actor(who))) == [notice]
    assert list(notices(actor=cast.actor("referrer"))) == []
