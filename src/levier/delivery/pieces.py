"""Look into a file before it is kept: what it really is, and whether a social security number can be read in it."""

from __future__ import annotations

import io
from dataclasses import dataclass

from django.conf import settings
from pypdf import PdfReader

from levier.domain.errors import RuleError
from levier.domain.nir import HOW_TO_REDACT, holds_nir

from . import antivirus
from .enums import FileKind

_STARTS = ((b"%PDF-", FileKind.PDF), (b"\xff\xd8\xff", FileKind.JPEG), (b"\x89PNG\r\n\x1a\n", FileKind.PNG))
#: Brands of the photographs an iPhone makes (ISO 23008-12).
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"heif"})
#: A proof is a few pages; reading more would let one file hold a worker.
MAX_PAGES = 50

HEIC = (
    "Cette photo est au format HEIC, que la plupart des ordinateurs n’ouvrent pas. Sur l’iPhone : Réglages, Appareil photo, "
    "Formats, « Le plus compatible », ou envoyez une capture d’écran."
)
UNKNOWN = "Ce fichier n’est ni un PDF, ni une photo JPEG ou PNG. Exportez-le en PDF, ou prenez-le en photo."
UNREADABLE = (
    "Ce PDF est endommagé ou protégé par un mot de passe : enregistrez-le à nouveau sans protection et recommencez."
)
NIR = f"Ce fichier contient un numéro de sécurité sociale, que Levier ne garde jamais. {HOW_TO_REDACT}"


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be kept; only ``inspect`` makes one."""

    content: bytes
    kind: FileKind


def inspect(content: bytes) -> Inspected:
    """The file and what it is, once nothing in it stands against keeping it. A picture's text cannot be read here.

    Raises:
        RuleError: empty, too large, another format, unreadable, dangerous, or it shows a social security number.
    """
    if not content:
        raise RuleError("Le fichier est vide. Choisissez-en un autre.", field="file")
    if len(content) > settings.UPLOAD_LIMIT:
        raise RuleError("Le fichier dépasse 10 Mo : envoyez les seules pages utiles.", field="file")
    kind = _kind(content)
    antivirus.check(content)
    if kind is FileKind.PDF and holds_nir(_pdf_text(content)):
        raise RuleError(NIR, field="file")
    return Inspected(content, kind)


def _kind(content: bytes) -> FileKind:
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        raise RuleError(HEIC, field="file")
    raise RuleError(UNKNOWN, field="file")


def _pdf_text(content: bytes) -> str:
    """Everything that can be read in it: pages, form fields and properties."""
    try:
        reader = PdfReader(io.BytesIO(content))
        pages = None if reader.is_encrypted and not reader.decrypt("") else len(reader.pages)
        parts = [page.extract_text() for page in reader.pages] if pages and pages <= MAX_PAGES else []
        if parts:
            parts += [str(value) for value in (reader.get_form_text_fields() or {}).values() if value]
            parts += [str(value) for value in (reader.metadata or {}).values()]
    except Exception:  # noqa: BLE001 - pypdf lets any error out on a malformed file; all mean the same to a reader
        pages = None
    if not pages:
        raise RuleError(UNREADABLE, field="file")
    if pages > MAX_PAGES:
        raise RuleError(f"Ce PDF a plus de {MAX_PAGES} pages : envoyez les seules pages utiles.", field="file")
    return "\n".join(parts)
