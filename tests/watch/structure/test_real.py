"""Real notices: each gives lots that can be scored and completed, whatever it leaves out."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from levier.domain import fit
from levier.domain.vocabulary import StructureKind
from levier.notices.read import read_file
from levier.watch.answering.lots import MOST_LOTS, read_lots
from levier.watch.models import StoredNotice
from tests.cast import Cast
from tests.conftest import shared_file


def test_every_real_eforms_notice_gives_lots_that_can_be_scored(gardeners: Cast) -> None:
    who = fit.Structure(kinds=(StructureKind.ESAT,), trades=frozenset({"green_spaces"}), radius_km=Decimal(40))
    seen = 0
    for path in sorted(shared_file("data/ted_eforms/notices").glob("*.xml")):
        for notice in read_file(path.read_bytes()).notices:
            lots = read_lots(
                StoredNotice(deadline=None),
                notice,
                [],
                organisation=gardeners.structure,
                points={},
                today=timezone.localdate(),
            )
            assert 1 <= len(lots) <= MOST_LOTS, path.name
            for lot in lots:
                assert 0 <= fit.fit(who, lot.need).score <= 100
                fit.joint_plan(needs=fit.needs_of(lot.cpv, lot.cpv_additional), own=who.trades, neighbours=[])
            seen += len(lots)
    assert seen > 86
