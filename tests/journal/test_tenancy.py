"""Which workspace an object belongs to, and the last door before a write leaves its workspace."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from levier.accounts.models import Membership
from levier.accounts.services import deactivate_member
from levier.directory.models import Contact
from levier.directory.services import remove_contact
from levier.domain.errors import NotAllowed
from levier.domain.vocabulary import Role
from levier.journal.models import JournalEntry
from levier.journal.services import JournalDiscipline
from levier.journal.tenancy import path_to_workspace, workspace_id_of
from tests.cast import Cast

#: Shared by every workspace on purpose: accounts, public reference lists, and the machine that sends the messages.
SHARED = {
    "accounts.user", "accounts.workspace", "directory.reference", "directory.commune",
    "post.scheduledrun", "post.workerbeat",
    "watch.alertcursor", "watch.awardedcontractrow", "watch.dossier", "watch.dossierkey", "watch.indexstate",
    "watch.loadproblem", "watch.sourcecursor", "watch.storedfinding", "watch.storednotice",
}  # fmt: skip


def _ours() -> list[type[models.Model]]:
    return [one for one in apps.get_models() if one.__module__.startswith("levier.")]


@pytest.mark.parametrize("model", _ours(), ids=lambda one: one._meta.label_lower)
def test_every_object_of_ours_belongs_to_a_workspace(model: type[models.Model]) -> None:
    found = path_to_workspace(model)
    assert (found is None) == (model._meta.label_lower in SHARED), found


def test_the_path_is_followed_to_its_end(cast: Cast) -> None:
    contact = Contact.objects.create(organisation=cast.structure, name="Accueil")
    assert path_to_workspace(Contact) == ("organisation", "workspace")
    assert workspace_id_of(contact) == cast.workspace.pk
    assert workspace_id_of(cast.workspace) == cast.workspace.pk
    assert workspace_id_of(cast.members["buyer"].user) is None


def test_an_administrator_of_elsewhere_withdraws_no_role(cast: Cast) -> None:
    theirs = Membership.objects.create(
        user=cast.members["stranger"].user, workspace=cast.other_workspace, role=Role.ADMIN.value
    )
    from levier.accounts.actor import Actor

    with pytest.raises(NotAllowed, match="pas dans votre espace"):
        deactivate_member(actor=Actor.member(theirs), membership=cast.members["buyer"])
    cast.members["buyer"].refresh_from_db()
    assert cast.members["buyer"].is_active
    assert not JournalEntry.objects.exists()


def test_what_is_deleted_is_noted_by_its_number(cast: Cast) -> None:
    contact = Contact.objects.create(organisation=cast.structure, name="Accueil")
    number = contact.pk
    with pytest.raises(NotAllowed):
        remove_contact(actor=cast.stranger, contact=contact)
    contact = Contact.objects.get()
    remove_contact(actor=cast.facilitator, contact=contact)
    entry = JournalEntry.objects.get()
    assert (entry.target_type, entry.target_id) == ("directory.contact", str(number))
    with pytest.raises(JournalDiscipline):
        remove_contact(actor=cast.facilitator, contact=contact)
