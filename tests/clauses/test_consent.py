"""Nobody is named in a contract without having agreed."""

from __future__ import annotations

import pytest

from levier.clauses import selectors, services
from levier.clauses.models import FacilitatorConsent
from levier.clauses.wording import wording_of
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.post.models import OutgoingMessage

from .conftest import TODAY, Setup


def ask(setup: Setup, whom: str = "admin", who: str = "facilitator") -> FacilitatorConsent:
    return services.request_consent(
        actor=setup.cast.actor(who), lot=setup.fresh_lot(), facilitator=setup.cast.members[whom].user
    )


def answer(setup: Setup, consent: FacilitatorConsent, *, agreed: bool, who: str = "admin") -> FacilitatorConsent:
    return services.answer_consent(actor=setup.cast.actor(who), consent=consent, agreed=agreed)


def test_the_text_is_refused_until_the_named_facilitator_agrees(setup: Setup):
    setup.complete()
    assert wording_of(setup.clause(), today=TODAY).parts
    consent = ask(setup)
    with pytest.raises(RuleError, match="pas encore répondu"):
        wording_of(setup.clause(), today=TODAY)
    answer(setup, consent, agreed=False)
    with pytest.raises(RuleError, match="n’a pas donné son accord"):
        wording_of(setup.clause(), today=TODAY)
    answer(setup, ask(setup), agreed=True)
    text = wording_of(setup.clause(), today=TODAY).plain_text
    assert "Prénom Admin" in text
    assert "admin@exemple.test" in text


def test_the_word_file_is_refused_too(setup: Setup):
    setup.complete()
    client = setup.cast.client("facilitator")
    address = setup.url() + "texte.docx"
    assert client.get(address).status_code == 200
    ask(setup)
    assert client.get(address).status_code == 422
    assert "pas encore répondu" in client.get(setup.url("texte")).text


def test_the_request_is_dated_and_its_message_names_nobody_in_its_subject(setup: Setup):
    consent = ask(setup)
    assert consent.asked_at is not None
    message = OutgoingMessage.objects.get()
    assert message.to == "admin@exemple.test"
    assert "Admin" not in message.subject
    assert "école" not in message.subject
    assert f"/accords/{consent.pk}/" in message.body


def test_nobody_agrees_in_another_s_place(setup: Setup):
    consent = ask(setup)
    with pytest.raises(NotAllowed):
        answer(setup, consent, agreed=True, who="facilitator")
    with pytest.raises(NotAllowed):
        answer(setup, consent, agreed=True, who="buyer")
    consent.refresh_from_db()
    assert consent.answer == "pending"


def test_one_request_waits_at_a_time_and_an_answer_is_given_once(setup: Setup):
    consent = ask(setup)
    with pytest.raises(Conflict):
        ask(setup)
    answer(setup, consent, agreed=True)
    with pytest.raises(Conflict):
        answer(setup, consent, agreed=False)
    with pytest.raises(Conflict):
        ask(setup)


def test_only_a_facilitator_of_the_workspace_may_be_named(setup: Setup):
    for whom in ("buyer", "stranger"):
        with pytest.raises(RuleError):
            ask(setup, whom=whom)


def test_naming_somebody_else_needs_their_own_agreement(setup: Setup):
    setup.complete()
    answer(setup, ask(setup), agreed=True)
    ask(setup, whom="facilitator", who="admin")
    with pytest.raises(RuleError):
        wording_of(setup.clause(), today=TODAY)


def test_withdrawing_the_name_frees_the_text(setup: Setup):
    setup.complete()
    ask(setup)
    services.withdraw_facilitator(actor=setup.cast.facilitator, lot=setup.fresh_lot())
    assert "facilitateur désigné" not in wording_of(setup.clause(), today=TODAY).plain_text


def test_the_request_waits_in_the_named_person_s_list_only(setup: Setup):
    ask(setup)
    assert selectors.consents_to_answer(actor=setup.cast.actor("admin")).count() == 1
    assert selectors.consents_to_answer(actor=setup.cast.facilitator).count() == 0
    assert selectors.consents_to_answer(actor=setup.cast.stranger).count() == 0


@pytest.mark.parametrize(
    ("who", "expected"), [("admin", 200), ("facilitator", 200), ("buyer", 403), ("stranger", 404), ("anonymous", 302)]
)
def test_the_consent_page_answers_each_role(setup: Setup, who: str, expected: int):
    consent = ask(setup)
    assert setup.cast.client(who).get(f"/accords/{consent.pk}/").status_code == expected


def test_the_page_records_the_answer(setup: Setup):
    consent = ask(setup)
    address = f"/accords/{consent.pk}/"
    client = setup.cast.client("admin")
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"agreed": "yes", "comment": ""}).status_code == 302
    consent.refresh_from_db()
    assert consent.answer == "given"
    assert consent.answered_at is not None


def test_who_names_themself_agrees_by_that_act_and_nothing_is_sent(setup: Setup):
    setup.complete()
    client = setup.cast.client("facilitator")
    me = setup.cast.members["facilitator"].user
    assert f'name="facilitator" value="{me.pk}"' in client.get(setup.url("facilitateur")).text
    client.post(setup.url("facilitateur"), {"facilitator": me.pk})
    consent = FacilitatorConsent.objects.get()
    assert (consent.answer, consent.asked_by, consent.facilitator) == ("given", me, me)
    assert consent.answered_at is not None
    assert not OutgoingMessage.objects.exists()
    assert "Prénom Facilitator" in wording_of(setup.clause(), today=TODAY).plain_text
    again = client.get(setup.url("facilitateur")).text
    assert "a donné son accord" in again
    assert "Me nommer" not in again


def test_naming_oneself_answers_the_request_a_colleague_made(setup: Setup):
    asked = ask(setup, whom="admin")
    services.request_consent(
        actor=setup.cast.actor("admin"), lot=setup.fresh_lot(), facilitator=setup.cast.members["admin"].user
    )
    asked.refresh_from_db()
    assert asked.answer == "given"
    assert asked.asked_by == setup.cast.members["facilitator"].user
    assert FacilitatorConsent.objects.count() == 1
