"""An alert told in French, so that a person can check at a glance what will be sent."""

from __future__ import annotations

from collections.abc import Iterable

from levier.domain.french import of
from levier.domain.quantities import format_euros

from ..model import Kind, Nature
from .alert import Alert, Social
from .query import render


def describe(alert: Alert) -> str:
    """One sentence without its final point: « Avis de services ; contenant nettoyage SAUF vitres ; département 38 »."""
    parts = [_subject(alert), *_where(alert), *_bounds(alert), *_who(alert)]
    return " ; ".join(parts)


def _either(items: Iterable[str]) -> str:
    """« a, b ou c »."""
    *first, last = items
    return f"{', '.join(first)} ou {last}" if first else last


def _subject(alert: Alert) -> str:
    names = [kind.label for kind in Kind if kind in alert.kinds]
    said = _either(names) if names else "tout avis"
    natures = [nature.label for nature in Nature if nature in alert.natures]
    if natures:
        said += f" de {_either(natures)}"
    if alert.text is not None:
        said += f" ; contenant : {render(alert.text)}"
    if alert.cpv:
        codes = _either(f"{code}…" if len(code) < 8 else code for code in sorted(alert.cpv))
        said += f" ; {'code' if len(alert.cpv) == 1 else 'codes'} CPV {codes}"
    return said[0].upper() + said[1:]


def _where(alert: Alert) -> list[str]:
    places = []
    if alert.departments:
        codes = sorted(alert.departments)
        places.append(f"{'département' if len(codes) == 1 else 'départements'} {_either(codes)}")
    near = sorted(alert.around, key=lambda circle: (circle.commune, circle.km))
    places += [f"à {circle.km} km au plus {of(circle.commune)}" for circle in near]
    return [_either(places)] if places else []


def _bounds(alert: Alert) -> list[str]:
    parts = []
    low, high = alert.value_from, alert.value_to
    if low is not None and high is not None:
        parts.append(f"entre {format_euros(low)} et {format_euros(high)}, ou sans montant indiqué")
    elif low is not None:
        parts.append(f"{format_euros(low)} au moins, ou sans montant indiqué")
    elif high is not None:
        parts.append(f"{format_euros(high)} au plus, ou sans montant indiqué")
    if alert.days_left is not None:
        days = "jour restant" if alert.days_left <= 1 else "jours restants"
        parts.append(f"au moins {alert.days_left} {days} pour répondre, ou sans date limite indiquée")
    return parts


def _who(alert: Alert) -> list[str]:
    parts = []
    if alert.social:
        parts.append(f"avec {_either(one.label for one in Social if one in alert.social)}")
    if alert.buyers:
        names = sorted(buyer.name or buyer.number for buyer in alert.buyers)
        parts.append(f"publié par {_either(names)}")
    return parts
