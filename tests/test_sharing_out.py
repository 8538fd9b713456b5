"""What the session of tests does between two tests, and how it shares them between processes."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection

from levier.accounts.models import Workspace
from levier.accounts.services import invite_member
from levier.domain.vocabulary import Role
from levier.journal import append_only
from levier.journal.models import JournalEntry
from tests.cast import make_cast
from tests.conftest import _LONGEST, _empty, _tables_with_rows


def _a_line_of_the_journal() -> None:
    cast = make_cast()
    invite_member(actor=cast.actor("admin"), email="un@exemple.test", full_name="Un", role=Role.FACILITATOR)


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_test_that_commits_is_left_and_history_is_locked_again() -> None:
    _a_line_of_the_journal()
    append_only.remove(connection, JournalEntry)

    _empty(connection)

    assert _tables_with_rows(connection) == []
    assert not Workspace.objects.exists()
    assert ContentType.objects.exists()
    assert append_only.missing(connection) == []
    _a_line_of_the_journal()
    with pytest.raises(IntegrityError):
        JournalEntry.objects.all()._raw_delete(using="default")


def test_each_long_file_named_is_there() -> None:
    here = Path(__file__).parent
    assert [name for name in _LONGEST if not (here / name).exists()] == []
