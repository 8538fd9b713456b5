"""The words of a digest. No personal datum: notices are public, the name of the alert is its owner's."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urljoin

from django.urls import reverse

from levier.accounts.links import absolute
from levier.ui.formats import date_time, long_date, plural

from ..browsing import words
from ..models import SavedAlert, StoredNotice
from .links import token_of

#: Notices told one by one; the others are behind the link.
MOST = 20


def subject(count: int) -> str:
    """« Veille : 3 avis pour votre alerte »."""
    return f"Veille : {plural(count, 'avis', 'avis')} pour votre alerte"


def body(alert: SavedAlert, notices: Sequence[StoredNotice]) -> str:
    """The whole message."""
    lines = [f"Votre alerte « {alert.name} » a trouvé {plural(len(notices), 'avis', 'avis')} :", ""]
    for one in notices[:MOST]:
        lines += [*_lines(one), ""]
    if len(notices) > MOST:
        lines += [f"… et {plural(len(notices) - MOST, 'autre avis', 'autres avis')} :", _search(alert), ""]
    lines += [
        "Vérifiez toujours dans l’avis officiel : ce qui est reconnu est lu par des règles.",
        "",
        f"Changer ou suspendre vos alertes : {absolute(reverse('watch:alerts'))}",
        f"Ne plus recevoir celle-ci, sans vous connecter : {absolute(reverse('watch:alert_stop', args=[token_of(alert)]))}",
    ]
    return "\n".join(lines)


def _lines(notice: StoredNotice) -> list[str]:
    said = [f"- {notice.title or notice.key}", f"  {notice.buyer_name or 'Acheteur non nommé'}"]
    if badges := words.badges(list(notice.findings.all())):
        said.append("  " + ", ".join(text for text, _ in badges))
    if notice.deadline_now is not None:
        limit = notice.deadline_now
        said.append(f"  Date limite : {date_time(limit) if notice.deadline_has_hour else long_date(limit)}")
    said.append(f"  {absolute(reverse('watch:notice', args=[notice.pk]))}")
    return said


def _search(alert: SavedAlert) -> str:
    return urljoin(absolute(reverse("watch:search")), f"?{alert.question}")
