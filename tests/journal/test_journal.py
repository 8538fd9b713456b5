"""The journal writes once, refuses to change, and shows when somebody changed it anyway."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from levier.accounts import services
from levier.accounts.perms import MANAGE_WORKSPACE
from levier.domain.errors import NotAllowed
from levier.domain.quantities import FteBasis, Rounding
from levier.domain.vocabulary import Role
from levier.journal import append_only
from levier.journal.models import JournalEntry
from levier.journal.selectors import broken_links
from levier.journal.services import JournalDiscipline, add_facts, forget_names, note, service
from tests.cast import Cast


def _invite(cast: Cast, number: int) -> None:
    services.invite_member(
        actor=cast.actor("admin"), email=f"n{number}@exemple.test", full_name="Nouveau", role=Role.FACILITATOR
    )


def test_a_service_writes_exactly_one_line(cast: Cast) -> None:
    _invite(cast, 1)
    entry = JournalEntry.objects.get()
    assert (entry.action, entry.sequence, entry.role) == ("accounts.member.invite", 1, "admin")


def test_a_refused_service_writes_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="gérer les membres"):
        services.invite_member(actor=cast.actor("buyer"), email="x@exemple.test", full_name="X", role=Role.FACILITATOR)
    assert not JournalEntry.objects.exists()


def test_a_service_that_forgets_its_line_is_undone(cast: Cast) -> None:
    @service("test.forgetful", MANAGE_WORKSPACE)
    def forgetful(*, actor: object) -> None:
        cast.workspace.name = "changed"
        cast.workspace.save()

    with pytest.raises(JournalDiscipline):
        forgetful(actor=cast.actor("admin"))
    cast.workspace.refresh_from_db()
    assert cast.workspace.name != "changed"


def test_a_service_may_not_call_another(cast: Cast) -> None:
    @service("test.outer", MANAGE_WORKSPACE)
    def outer(*, actor: object) -> None:
        _invite(cast, 9)
        note(cast.workspace)

    with pytest.raises(JournalDiscipline):
        outer(actor=cast.actor("admin"))


def test_what_a_hook_adds_at_each_turn_is_all_in_the_one_line(cast: Cast) -> None:
    @service("test.hooked", MANAGE_WORKSPACE)
    def hooked(*, actor: object) -> None:
        for rank in (1, 2):
            add_facts(months=[f"2026-0{rank}"], last=rank)
        note(cast.workspace)

    hooked(actor=cast.actor("admin"))
    assert JournalEntry.objects.get().payload["facts"] == {"months": ["2026-01", "2026-02"], "last": 2}


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_refuses_to_rewrite_history(cast: Cast, verb: str) -> None:
    _invite(cast, 1)
    entries = JournalEntry.objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entries.update(action="something.else") if verb == "update" else entries._raw_delete("default")
    assert JournalEntry.objects.get().action == "accounts.member.invite"


def test_erasing_a_payload_keeps_the_chain_whole(cast: Cast) -> None:
    _invite(cast, 1)
    _invite(cast, 2)
    JournalEntry.objects.filter(sequence=1).update(payload=None)
    assert list(broken_links(cast.workspace.pk)) == []


def _say(cast: Cast, reason: str) -> None:
    @service("test.said", MANAGE_WORKSPACE)
    def said(*, actor: object) -> None:
        note(cast.workspace, reason=reason)

    said(actor=cast.actor("admin"))


def test_a_reason_changed_behind_its_back_is_found(cast: Cast) -> None:
    _say(cast, "Avenant n° 2.")
    JournalEntry.objects.update(reason="Avenant n° 3.")
    assert any("le contenu de la ligne 1 a été modifié" in sentence for sentence in broken_links(cast.workspace.pk))


def test_a_name_taken_out_of_a_reason_keeps_the_chain_whole_and_the_other_lines_proved(cast: Cast) -> None:
    for reason in ("Départ d’Ada.", "Avenant n° 2.", ""):
        _say(cast, reason)
    forget_names(workspace_id=cast.workspace.pk, names=re.compile(r"\bAda\b"), mask="(effacé)")
    lines = [(entry.reason, entry.payload is None) for entry in JournalEntry.objects.order_by("sequence")]
    assert lines == [("Départ d’(effacé).", True), ("Avenant n° 2.", False), ("", False)]
    assert list(broken_links(cast.workspace.pk)) == []


def test_a_changed_line_breaks_the_chain(cast: Cast) -> None:
    for number in range(3):
        _invite(cast, number)
    append_only.remove(connection, JournalEntry)
    JournalEntry.objects.filter(sequence=2).update(action="something.else")
    assert any("ligne 2 a été modifiée" in sentence for sentence in broken_links(cast.workspace.pk))


def test_a_removed_line_breaks_the_chain(cast: Cast) -> None:
    for number in range(3):
        _invite(cast, number)
    append_only.remove(connection, JournalEntry)
    JournalEntry.objects.filter(sequence=3).delete()
    assert any("fin de la chaîne" in sentence for sentence in broken_links(cast.workspace.pk))


def test_triggers_are_installed_on_every_append_only_table(db: None) -> None:
    assert append_only.missing(connection) == []
    assert {model.__name__ for model in append_only.protected_models()} == {"JournalEntry", "LedgerEntry"}


def test_changing_the_house_rules_is_for_administrators(cast: Cast) -> None:
    values = {
        "minimum_hours": Decimal(200),
        "rounding": Rounding.FIVE,
        "fte_basis": FteBasis.LEGAL_YEAR,
        "answer_days": 21,
        "statement_due_day": 5,
        "candidacy_answer_days": 15,
    }
    services.update_workspace(actor=cast.actor("admin"), **values)
    with pytest.raises(NotAllowed):
        services.update_workspace(actor=cast.facilitator, **values)
