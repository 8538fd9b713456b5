"""A candidate's profile: check and write it, and say it in French."""

from __future__ import annotations

from datetime import date

from levier.directory.enums import ReferenceKind
from levier.directory.models import Reference
from levier.directory.places import commune_for
from levier.domain.certificates import certificate_labels, unknown_certificates
from levier.domain.dates import format_date
from levier.domain.errors import RuleError
from levier.domain.matching import Barrier
from levier.ui.formats import number

from .models import Person, Profile
from .occupations import occupation_labels
from .screening import screen
from .values import ProfileFacts
from .writing import check_day

#: Nobody is asked to list more: an offer is matched on each of them.
MAX_OCCUPATIONS = 5
#: Kilometres; beyond, it is a move and no longer a journey to work.
MAX_RADIUS = 200


def apply_profile(person: Person, facts: ProfileFacts, *, today: date) -> Profile:
    """Write the profile of a person; their commune is found from their address.

    Raises:
        RuleError: an occupation or a certificate that is not in the lists, an impossible number, or a text that
            holds what is never stored.
    """
    occupations = list(dict.fromkeys(facts.occupations))
    if len(occupations) > MAX_OCCUPATIONS:
        raise RuleError(f"Gardez {MAX_OCCUPATIONS} métiers au plus : les plus importants.", field="occupation")
    known = Reference.objects.filter(kind=ReferenceKind.ROME, code__in=occupations).count()
    if known != len(occupations):
        raise RuleError("Choisissez un métier de la liste ROME.", field="occupation")
    if unknown_certificates(facts.certificates):
        raise RuleError("Choisissez des certificats de la liste.", field="certificates")
    if facts.weekly_hours is not None and not 1 <= facts.weekly_hours <= 48:
        raise RuleError("Indiquez entre 1 et 48 heures par semaine.", field="weekly_hours")
    if facts.radius_km is not None and not 0 <= facts.radius_km <= MAX_RADIUS:
        raise RuleError(f"Indiquez entre 0 et {MAX_RADIUS} km.", field="radius_km")
    check_day(facts.available_from, field="available_from")
    profile, _ = Profile.objects.update_or_create(
        person=person,
        defaults={
            "occupations": occupations,
            "certificates": list(dict.fromkeys(facts.certificates)),
            "available_from": facts.available_from,
            "weekly_hours": facts.weekly_hours,
            "commune": commune_for(postcode=person.postcode, name=person.city),
            "radius_km": facts.radius_km,
            "has_licence": facts.has_licence,
            "has_vehicle": facts.has_vehicle,
            "uses_transit": facts.uses_transit,
            "wishes": screen(facts.wishes, field="wishes"),
            "barriers": [Barrier(one).value for one in facts.barriers],
            "updated_on": today,
        },
    )
    return profile


def profile_lines(profile: Profile) -> list[tuple[str, str]]:
    """What the profile says, term by term, ready to read; an empty text is « non renseigné »."""
    labels = occupation_labels(profile.occupations)
    means = (
        (profile.has_licence, "permis B"),
        (profile.has_vehicle, "véhicule"),
        (profile.uses_transit, "transports en commun"),
    )
    return [
        ("Métiers recherchés", ", ".join(f"{label} ({code})" for code, label in labels.items())),
        ("Certificats et permis", ", ".join(certificate_labels(profile.certificates))),
        ("Disponible à partir du", format_date(profile.available_from) if profile.available_from else ""),
        ("Heures par semaine souhaitées", number(profile.weekly_hours) if profile.weekly_hours is not None else ""),
        ("Déplacements", ", ".join(text for has, text in means if has)),
        ("Distance acceptée", f"{profile.radius_km} km" if profile.radius_km is not None else ""),
        ("Souhaits", profile.wishes),
        ("Freins à lever", ", ".join(Barrier(one).label for one in profile.barriers)),
    ]
