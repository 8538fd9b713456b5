"""Two hands on the same invitation at the same moment: one wins, the other is told, one message leaves."""

from __future__ import annotations

import pytest
from django.utils import timezone

from levier.post.models import OutgoingMessage
from levier.watch.answering.enums import MemberState
from levier.watch.answering.services import joint as services
from levier.watch.models import JointBid, JointMember
from tests.cast import make_cast
from tests.races import at_once
from tests.watch.structure.test_joint import actor_of
from tests.watch.world import PARKS, neighbour, store


@pytest.mark.django_db(transaction=True)
def test_two_who_invite_the_same_structure_invite_it_once() -> None:
    cast = make_cast()
    other, notice, actor = neighbour(cast, "Voisine (fictive)", "cleaning"), store(), cast.actor("structure")

    def act() -> None:
        services.invite(
            actor=actor,
            notice=notice,
            lot=PARKS.id,
            organisation=other,
            share="Le nettoyage",
            today=timezone.localdate(),
        )

    assert at_once(act) == ["conflict", "won"]
    assert (JointBid.objects.count(), JointMember.objects.count(), OutgoingMessage.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_an_invitation_answered_twice_at_once_is_answered_once() -> None:
    cast = make_cast()
    other, notice, today = neighbour(cast, "Voisine (fictive)", "cleaning"), store(), timezone.localdate()
    member = services.invite(
        actor=cast.actor("structure"),
        notice=notice,
        lot=PARKS.id,
        organisation=other,
        share="Le nettoyage",
        today=today,
    )
    actor = actor_of(cast, other)

    def act() -> None:
        services.answer_invitation(actor=actor, member=member, agrees=True, reason="", today=today)

    assert at_once(act) == ["conflict", "won"]
    member.refresh_from_db()
    assert member.state == MemberState.ACCEPTED
    assert OutgoingMessage.objects.filter(subject__startswith="Groupement").count() == 1
