"""Certificates and permits a candidate may hold: a closed list, so that an offer and a person say the same thing.

Our own choice among what building, upkeep, logistics and catering sites ask for. CACES categories are those of the
recommendations of the health insurance (R482 to R490), written from memory: to check against their text before a
refusal rests on one. Ordinary driving licence (B) is a means of travel, kept with the others in the profile.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .vocabulary import Labelled


class CertificateFamily(Labelled):
    """How the list is read."""

    PERMIT = "permit", "Permis de conduire"
    CACES = "caces", "CACES"
    SAFETY = "safety", "Habilitations et sécurité"
    CQP = "cqp", "CQP et titres professionnels"


@dataclass(frozen=True, slots=True)
class Certificate:
    """One line of the list: ``code`` is stored, ``label`` is read."""

    code: str
    label: str
    family: CertificateFamily


def _lines(family: CertificateFamily, *pairs: tuple[str, str]) -> tuple[Certificate, ...]:
    return tuple(Certificate(code, label, family) for code, label in pairs)


CERTIFICATES: tuple[Certificate, ...] = (
    *_lines(
        CertificateFamily.PERMIT,
        ("permit_be", "Permis BE (remorque)"),
        ("permit_c", "Permis C (poids lourd)"),
        ("permit_ce", "Permis CE (super-lourd)"),
        ("permit_d", "Permis D (transport en commun)"),
        ("fimo", "FIMO ou FCO marchandises"),
    ),
    *_lines(
        CertificateFamily.CACES,
        ("caces_r482_a", "CACES R482 A : engins compacts"),
        ("caces_r482_b1", "CACES R482 B1 : pelles"),
        ("caces_r482_c1", "CACES R482 C1 : chargeuses"),
        ("caces_r482_d", "CACES R482 D : compacteurs"),
        ("caces_r482_e", "CACES R482 E : tombereaux"),
        ("caces_r482_f", "CACES R482 F : chariots tout-terrain"),
        ("caces_r482_g", "CACES R482 G : engins hors production"),
        ("caces_r485_1", "CACES R485 1 : gerbeurs, levée jusqu’à 2,50 m"),
        ("caces_r485_2", "CACES R485 2 : gerbeurs, levée au-dessus de 2,50 m"),
        ("caces_r486_a", "CACES R486 A : nacelles à élévation verticale"),
        ("caces_r486_b", "CACES R486 B : nacelles à élévation multidirectionnelle"),
        ("caces_r487", "CACES R487 : grues à tour"),
        ("caces_r489_1a", "CACES R489 1A : transpalettes à conducteur porté"),
        ("caces_r489_3", "CACES R489 3 : chariots frontaux jusqu’à 6 t"),
        ("caces_r489_5", "CACES R489 5 : chariots à mât rétractable"),
        ("caces_r490", "CACES R490 : grues de chargement"),
    ),
    *_lines(
        CertificateFamily.SAFETY,
        ("sst", "Sauveteur secouriste du travail (SST)"),
        ("electric_h0b0", "Habilitation électrique H0-B0"),
        ("electric_worker", "Habilitation électrique d’exécutant (BS, B1V…)"),
        ("aipr", "AIPR opérateur (travaux près des réseaux)"),
        ("scaffolding", "Montage ou utilisation d’échafaudages"),
        ("work_at_height", "Travail en hauteur et port du harnais"),
        ("asbestos_ss4", "Amiante, sous-section 4"),
        ("certiphyto", "Certiphyto"),
        ("haccp", "Hygiène alimentaire (HACCP)"),
        ("aps", "Carte professionnelle d’agent de sécurité"),
        ("ssiap1", "SSIAP 1"),
    ),
    *_lines(
        CertificateFamily.CQP,
        ("cqp_building", "CQP ou titre du bâtiment et des travaux publics"),
        ("cqp_cleaning", "CQP ou titre de la propreté"),
        ("cqp_landscape", "CQP ou titre du paysage"),
        ("cqp_logistics", "CQP ou titre de la logistique et du transport"),
        ("cqp_catering", "CQP ou titre de la restauration"),
        ("cqp_industry", "CQP ou titre de l’industrie"),
        ("clea", "Certificat CléA (socle de compétences)"),
    ),
)
_BY_CODE = {one.code: one for one in CERTIFICATES}


def certificate_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The list by family, as a form shows it."""
    return [
        (family.label, [(one.code, one.label) for one in CERTIFICATES if one.family is family])
        for family in CertificateFamily
    ]


def certificate_labels(codes: Iterable[str]) -> list[str]:
    """What the codes say, in the order of the list; a code taken out since is left aside."""
    wanted = set(codes)
    return [one.label for one in CERTIFICATES if one.code in wanted]


def unknown_certificates(codes: Iterable[str]) -> set[str]:
    """Codes that are not in the list."""
    return set(codes) - _BY_CODE.keys()
