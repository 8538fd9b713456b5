"""Signing in, changing a password, two-factor authentication: every page reached, in French, in our layout."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from levier.accounts.models import User

PASSWORD = "une phrase assez longue"
ENGLISH = re.compile(r"\b(Sign|Password|Email|Submit|Confirm|Cancel|Enter|Please|Your|account)\b")


@pytest.fixture(autouse=True)
def still_clock() -> Iterator[None]:
    """A code holds for thirty seconds: without this, a test may begin in one half minute and end in the next."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


@pytest.fixture
def user(db) -> User:
    return User.objects.create_user("camille@exemple.test", PASSWORD, full_name="Camille Exemple")


@pytest.fixture
def signed_in(user) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def read(response, status: int = 200) -> html.HtmlElement:
    assert response.status_code == status
    page = html.fromstring(response.content.decode())
    assert page.xpath("//header[contains(@class, 'band')]"), "not in our layout"
    assert len(page.xpath("//h1")) == 1
    words = " ".join(page.xpath("//main//text()[not(ancestor::*[@id='cle'])]"))
    assert not ENGLISH.search(words), ENGLISH.search(words)
    assert not page.xpath("//main//@placeholder[. != '']")
    return page


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_email_verification_sent",
    ],
)
def test_a_visitor_reads_every_entrance_page(db, name):
    read(Client().get(reverse(name)))


@pytest.mark.parametrize(
    "name", ["account_logout", "account_change_password", "account_email", "mfa_index", "account_reauthenticate"]
)
def test_a_member_reads_every_account_page(signed_in, name):
    read(signed_in.get(reverse(name)))


def test_a_wrong_password_is_told_in_one_place_without_saying_which_half_is_wrong(user):
    page = read(Client().post(reverse("account_login"), {"login": user.email, "password": "faux"}))
    assert len(page.xpath("//*[@data-error-summary]//li")) == 1


def test_the_password_is_reset_through_the_link_received(user):
    client = Client()
    response = client.post(reverse("account_reset_password"), {"email": user.email}, follow=True)
    assert "messagerie" in read(response).xpath("//h1")[0].text_content()
    (message,) = mail.outbox
    assert message.subject == "Levier\u00a0: choisir un nouveau mot de passe"
    assert message.body.startswith("Bonjour,\n\nUn nouveau mot de passe")
    assert "testserver" not in message.body.replace("http://testserver/", "")
    (link,) = re.findall(r"https?://\S+/password/reset/key/\S+", message.body)
    path = "/" + link.split("/", 3)[3]
    page = read(client.get(path, follow=True))
    action = page.xpath("//main//form/@action")[0]
    new = "une autre phrase assez longue"
    response = client.post(action, {"password1": new, "password2": new}, follow=True)
    assert "Mot de passe changé" in read(response).xpath("//h1")[0].text_content()
    assert Client().login(username=user.email, email=user.email, password=new)


def test_an_address_without_account_is_told_so_in_french(db):
    address = "d'aucun@exemple.test"  # kept as typed: a mail is text, not HTML
    Client().post(reverse("account_reset_password"), {"email": address})
    (message,) = mail.outbox
    assert message.subject == "Levier\u00a0: aucun compte à cette adresse"
    assert address in message.body


def test_a_second_address_is_confirmed_by_a_message_in_french(signed_in):
    signed_in.post(reverse("account_email"), {"action_add": "", "email": "autre@exemple.test"})
    (message,) = mail.outbox
    assert message.subject == "Levier\u00a0: confirmer votre adresse"
    assert "/compte/confirm-email/" in message.body


def test_a_link_used_twice_says_so(db):
    page = read(Client().get(reverse("account_reset_password_from_key", args=["1", "abc-def"])))
    assert "ne fonctionne plus" in page.xpath("//h1")[0].text_content()


def test_two_factor_authentication_from_activation_to_deactivation(signed_in, user):
    asked = signed_in.get(reverse("mfa_activate_totp"), follow=True)
    read(asked)
    here = asked.redirect_chain[-1][0]
    page = read(signed_in.post(here, {"password": PASSWORD, "next": reverse("mfa_activate_totp")}, follow=True))
    secret = page.get_element_by_id("cle").text_content()
    assert page.xpath("//img/@alt")[0]
    read(signed_in.post(reverse("mfa_activate_totp"), {"code": "000000"}))
    page = read(signed_in.post(reverse("mfa_activate_totp"), {"code": code_for(secret)}, follow=True))
    assert "10\u00a0codes" in page.xpath("//main")[0].text_content()
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    read(signed_in.get(reverse("mfa_index")))
    read(signed_in.get(reverse("mfa_generate_recovery_codes")))
    read(signed_in.get(reverse("mfa_deactivate_totp")))
    read(signed_in.post(reverse("mfa_deactivate_totp"), follow=True))
    assert not Authenticator.objects.filter(user=user, type="totp").exists()


def test_an_address_that_was_never_confirmed_does_not_forbid_two_factor_authentication(signed_in):
    read(signed_in.get(reverse("account_email")))
    asked = signed_in.get(reverse("mfa_activate_totp"), follow=True)
    here = asked.redirect_chain[-1][0]
    page = read(signed_in.post(here, {"password": PASSWORD, "next": reverse("mfa_activate_totp")}, follow=True))
    assert page.get_element_by_id("cle").text_content()


def test_the_code_is_asked_at_sign_in_and_a_recovery_code_opens(user):
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    codes = RecoveryCodes.activate(user).get_unused_codes()
    client = Client()
    response = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD}, follow=True)
    assert "code" in read(response).xpath("//h1")[0].text_content()
    page = read(client.post(reverse("mfa_authenticate"), {"code": "mauvais"}))
    assert page.xpath("//*[@data-error-summary]")
    response = client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    page = read(client.get(reverse("mfa_view_recovery_codes"), follow=True))
    assert "c’est bien vous" in page.xpath("//h1")[0].text_content()
    read(client.get(reverse("mfa_reauthenticate")))


def test_the_password_rules_are_read_as_a_sentence(cast):
    page = cast.client("facilitator").get("/compte/password/change/").content.decode()
    assert "Au moins 12 caractères" in page
    assert "&lt;li&gt;" not in page
