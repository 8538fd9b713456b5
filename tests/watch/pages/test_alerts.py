"""Alerts: what newly stored notices bring, told once to the person who asked, and stopped by one link."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.domain.errors import Conflict, RuleError
from levier.journal.models import JournalEntry
from levier.post.models import OutgoingMessage
from levier.watch.alerting import services, tasks
from levier.watch.alerting.enums import Frequency
from levier.watch.alerting.links import token_of
from levier.watch.alerting.matching import ask_every_alert
from levier.watch.models import AlertCursor, AlertHit, SavedAlert
from tests.cast import Cast
from tests.races import at_once
from tests.watch.notices import CLAUSE, PARIS, kept, notice
from tests.watch.pages.reading import text_of

pytestmark = pytest.mark.django_db

#: A Tuesday, in office hours.
NOW = datetime(2026, 10, 20, 9, tzinfo=PARIS)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _then() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def keep(cast: Cast, question: str = "q=tonte", who: str = "structure", **facts: object) -> SavedAlert:
    return services.create_alert(actor=cast.actor(who), question=question, **facts)


def arrive(number: str, title: str = "Tonte des pelouses", **facts: object) -> None:
    kept(notice(number, title=title, **{"published_on": TODAY, **facts}))


def messages() -> list[OutgoingMessage]:
    return list(OutgoingMessage.objects.order_by("pk"))


def test_an_alert_is_told_of_what_arrives_after_it_and_once(cast: Cast) -> None:
    with time_machine.travel(NOW - timedelta(minutes=1), tick=False):
        arrive("26-1")
    alert = keep(cast)
    arrive("26-2", texts=(CLAUSE,))
    arrive("26-3", title="Fourniture de papier")
    tasks.watch_alerts(now=NOW)
    tasks.watch_alerts(now=NOW + timedelta(hours=1))
    (message,) = messages()
    assert message.to == cast.members["structure"].user.email
    assert "1 avis" in text_of(message.subject)
    assert "Tonte des pelouses" in message.body
    assert "Clause sociale : 120 heures" in text_of(message.body)
    assert AlertHit.objects.get().notice.key == "26-2"
    assert SavedAlert.objects.get(pk=alert.pk).told_on == TODAY


def test_a_notice_written_again_or_asked_about_again_is_not_told_twice(cast: Cast) -> None:
    keep(cast, frequency=Frequency.IMMEDIATE)
    arrive("26-2")
    tasks.watch_alerts(now=NOW)
    kept(notice("26-2", title="Tonte des pelouses", published_on=TODAY, texts=("Texte corrigé.",)), newest=True)
    AlertCursor.objects.update(revision=0)
    tasks.watch_alerts(now=NOW + timedelta(minutes=10))
    assert len(messages()) == 1


def test_an_archive_loaded_at_once_is_told_to_nobody(cast: Cast) -> None:
    keep(cast)
    arrive("20-1", published_on=TODAY - timedelta(days=400))
    assert ask_every_alert(today=TODAY) == 0


@pytest.mark.parametrize(
    ("frequency", "days"),
    [(Frequency.IMMEDIATE, [0, 1, 2, 3]), (Frequency.DAILY, [0, 1, 2, 3]), (Frequency.WEEKLY, [0, 7])],
)
def test_each_alert_writes_as_often_as_it_was_asked(cast: Cast, frequency: Frequency, days: list[int]) -> None:
    keep(cast, frequency=frequency)
    told = []
    for day in (0, 1, 2, 3, 7):
        with time_machine.travel(NOW + timedelta(days=day), tick=False):
            arrive(f"26-{day}", published_on=TODAY + timedelta(days=day))
            before = len(messages())
            tasks.watch_alerts(now=timezone.now())
            if len(messages()) > before:
                told.append(day)
    assert told == (days if frequency is Frequency.WEEKLY else [*days, 7])


def test_nobody_is_written_to_at_night_nor_on_sunday(cast: Cast) -> None:
    keep(cast, frequency=Frequency.IMMEDIATE)
    arrive("26-2")
    for moment in (NOW.replace(hour=22), NOW + timedelta(days=5)):
        tasks.watch_alerts(now=moment)
    assert messages() == []
    assert AlertHit.objects.filter(told_at=None).count() == 1
    tasks.watch_alerts(now=NOW + timedelta(days=1))
    assert len(messages()) == 1


def test_a_worker_killed_between_leaves_all_or_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    alert = keep(cast)
    arrive("26-2")
    ask_every_alert(today=TODAY)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(services, "queue_message", killed)
        with pytest.raises(KeyboardInterrupt):
            services.send_digest(actor=Actor.system(cast.workspace), alert=alert, now=NOW)
    assert AlertHit.objects.filter(told_at=None).count() == 1
    assert messages() == []
    tasks.watch_alerts(now=NOW)
    assert len(messages()) == 1


def test_a_digest_already_written_is_a_conflict(cast: Cast) -> None:
    alert = keep(cast)
    arrive("26-2")
    ask_every_alert(today=TODAY)
    services.send_digest(actor=Actor.system(cast.workspace), alert=alert, now=NOW)
    with pytest.raises(Conflict):
        services.send_digest(actor=Actor.system(cast.workspace), alert=alert, now=NOW)
    assert len(messages()) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_one_tells(cast: Cast) -> None:
    alert = keep(cast)
    arrive("26-2")
    ask_every_alert(today=TODAY)
    system = Actor.system(cast.workspace)
    found = at_once(lambda: services.send_digest(actor=system, alert=alert, now=NOW))
    assert found == ["conflict", "won"]
    assert len(messages()) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_tell(cast: Cast) -> None:
    """The control: what the lock and the second look are for."""
    keep(cast)
    arrive("26-2")
    ask_every_alert(today=TODAY)
    both_have_read = threading.Barrier(2)

    def tell() -> None:
        waiting = list(AlertHit.objects.filter(told_at=None).values_list("pk", flat=True))
        both_have_read.wait(timeout=10)
        if not waiting:
            raise Conflict("rien à dire")
        AlertHit.objects.filter(pk__in=waiting).update(told_at=NOW)

    assert at_once(tell) == ["won", "won"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_ask_at_once_find_each_notice_once(cast: Cast) -> None:
    keep(cast)
    arrive("26-2")
    arrive("26-3")
    at_once(lambda: ask_every_alert(today=TODAY))
    assert AlertHit.objects.count() == 2


def test_whoever_left_the_workspace_is_told_nothing(cast: Cast) -> None:
    keep(cast)
    arrive("26-2")
    cast.members["structure"].is_active = False
    cast.members["structure"].save()
    tasks.watch_alerts(now=NOW)
    assert messages() == []


def test_the_link_stops_one_alert_on_a_button_only(cast: Cast) -> None:
    alert, other = keep(cast), keep(cast, "q=papier")
    path = f"/alertes/{token_of(alert)}/"
    assert "Ne plus recevoir" in Client().get(path).content.decode()
    assert not SavedAlert.objects.filter(is_paused=True).exists()
    assert Client().post(path).status_code in (302, 303)
    assert list(SavedAlert.objects.filter(is_paused=True)) == [alert]
    assert "ne vous écrit plus" in Client().get(path).content.decode()
    assert Client().post(path).status_code in (302, 303)  # pressed twice
    assert JournalEntry.objects.filter(action="watch.alert.set_active").count() == 1
    assert not SavedAlert.objects.get(pk=other.pk).is_paused


def test_a_link_changed_by_hand_or_of_an_alert_gone_opens_nothing(cast: Cast) -> None:
    alert = keep(cast)
    token = token_of(alert)
    assert Client().get(f"/alertes/{token[:-1]}x/").status_code == 403
    services.remove_alert(actor=cast.actor("structure"), alert=alert)
    assert Client().get(f"/alertes/{token}/").status_code == 403


def test_a_search_becomes_an_alert_with_one_button(cast: Cast) -> None:
    client = cast.client("structure")
    html = client.get("/veille/?q=tonte&dep=38&ouverts=1").content.decode()
    assert 'name="question" value="q=tonte&amp;dep=38' in html
    page = client.post("/veille/alertes/creer/", {"question": "dep=38&q=tonte&ouverts=1"}, follow=True)
    said = text_of(page.content.decode())
    assert "Tout avis ; contenant : tonte ; département 38" in said
    assert SavedAlert.objects.get().question == "q=tonte&dep=38"
    again = client.post("/veille/alertes/creer/", {"question": "q=tonte&dep=38"}, follow=True)
    assert "Vous avez déjà cette alerte" in again.content.decode()
    assert SavedAlert.objects.count() == 1


def test_an_alert_that_asks_nothing_is_refused(cast: Cast) -> None:
    with pytest.raises(RuleError, match="sans critère"):
        keep(cast, "")


def test_an_alert_is_changed_paused_and_taken_away_by_its_owner_only(cast: Cast) -> None:
    alert = keep(cast)
    path = f"/veille/alertes/{alert.pk}/"
    facts = {"name": "Pelouses", "frequency": "weekly", "query": "tonte OU pelouse"}
    assert cast.client("facilitator").post(path, facts).status_code == 404
    client = cast.client("structure")
    wrong = client.post(path, {**facts, "query": "tonte ET ("})
    assert wrong.status_code == 422
    assert "id_query_error" in wrong.content.decode()
    assert client.post(path, facts).status_code == 302
    alert.refresh_from_db()
    assert (alert.name, alert.frequency, alert.question) == ("Pelouses", "weekly", "q=tonte+OU+pelouse")
    client.post(f"{path}suspendre/")
    alert.refresh_from_db()
    assert alert.is_paused
    client.post(f"{path}reprendre/")
    alert.refresh_from_db()
    assert not alert.is_paused
    client.post(f"{path}supprimer/")
    assert not SavedAlert.objects.exists()


def test_a_paused_alert_hears_nothing_of_what_came_meanwhile(cast: Cast) -> None:
    alert = keep(cast)
    services.set_active(actor=cast.actor("structure"), alert=alert, active=False)
    arrive("26-2")
    tasks.watch_alerts(now=NOW)
    services.set_active(actor=cast.actor("structure"), alert=alert, active=True)
    tasks.watch_alerts(now=NOW + timedelta(hours=1))
    assert messages() == []


def test_the_list_says_how_much_was_found(cast: Cast) -> None:
    keep(cast)
    arrive("26-2")
    ask_every_alert(today=TODAY)
    said = text_of(cast.client("structure").get("/veille/alertes/").content.decode())
    assert "Chaque jour ouvré" in said
    assert "1 avis" in said
    assert "tonte" not in text_of(cast.client("buyer").get("/veille/alertes/").content.decode())
