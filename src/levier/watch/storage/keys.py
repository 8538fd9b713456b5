"""Who a notice is: its publisher, its number, and what tells that two notices are about the same purchase. Pure."""

from __future__ import annotations

import hashlib
import re

from levier.notices.model import Kind, Notice, Source
from levier.notices.text import plain

from ..enums import Publisher

_TED = frozenset({Source.EFORMS, Source.TED_EXPORT})
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_TED_NUMBER = re.compile(r"0*(\d{1,8})-((?:19|20)\d\d)")
_OJ_NUMBER = re.compile(r"((?:19|20)\d\d)/S ?\d+-0*(\d+)")
#: A competition links back to a prior notice, which may announce twenty purchases: that joins nothing.
_FOLLOWS = frozenset({Kind.RESULT, Kind.MODIFICATION, Kind.CORRECTION, Kind.CANCELLATION})
#: Fewer words do not tell one purchase from another (« Travaux de voirie »).
_TELLING_WORDS = 4
MAX_KEY = 80


def publisher_of(notice: Notice) -> Publisher:
    """TED for its own formats, BOAMP for the others."""
    return Publisher.TED if notice.source in _TED else Publisher.BOAMP


def number(reference: str, publisher: Publisher) -> str:
    """One way of writing each number: « 2020/S 243-600541 » and « 00600541-2020 » are « 600541-2020 »."""
    written = " ".join(reference.split())
    if publisher is Publisher.TED:
        if found := _OJ_NUMBER.fullmatch(written):
            written = f"{found[2]}-{found[1]}"
        elif found := _TED_NUMBER.fullmatch(written):
            written = f"{found[1]}-{found[2]}"
    return (written.lower() if _UUID.fullmatch(written.lower()) else written)[:MAX_KEY]


def key_of(notice: Notice, digest: str) -> str:
    """Its number at the publisher's, else its identifier, else its content."""
    written = notice.publication_number or notice.notice_id
    return number(written, publisher_of(notice)) if written.strip() else f"contenu {digest[:32]}"


def identifier_of(notice: Notice) -> str:
    """Its UUID (BT-701), the same at every publisher; empty when it has none."""
    return found if _UUID.fullmatch(found := notice.notice_id.strip().lower()) else ""


def changes_of(notice: Notice) -> str:
    """The notice it corrects, changes or cancels, by UUID or by number."""
    return number(notice.changes, publisher_of(notice)) if notice.changes.strip() else ""


def buyer_key(notice: Notice) -> str:
    """SIREN of the first buyer, else the words of its name."""
    if not notice.buyers:
        return ""
    buyer = notice.buyers[0]
    return buyer.siren or (buyer.siret or "")[:9] or plain(buyer.name)[:120]


def dossier_keys(notice: Notice, key: str) -> list[str]:
    """Every key of the dossier it belongs to, its own first. Two notices that share one are of the same dossier."""
    publisher = publisher_of(notice)
    found = [_reference(key, publisher)]
    if identifier := identifier_of(notice):
        found.append(f"u:{identifier}")
    if procedure := notice.procedure_id.strip().lower():
        found.append(f"p:{procedure[:MAX_KEY]}")
    if changed := changes_of(notice):
        found.append(_reference(changed, publisher))
    if notice.kind in _FOLLOWS:
        found += [_reference(number(link, publisher), publisher) for link in notice.links if link.strip()]
    if purchase := _purchase(notice):
        found.append(purchase)
    return list(dict.fromkeys(found))


def _reference(ref: str, publisher: Publisher) -> str:
    return f"u:{ref}" if _UUID.fullmatch(ref) else f"n:{publisher.value}:{ref}"


def _purchase(notice: Notice) -> str:
    """Buyer, object and deadline, when the three are said and the object tells something."""
    title = plain(notice.title)
    if notice.deadline is None or not notice.buyers or title.count(" ") < _TELLING_WORDS - 1:
        return ""
    day = notice.deadline.isoformat()[:10]
    said = f"{plain(notice.buyers[0].name)}|{title}|{day}"
    return f"t:{hashlib.sha256(said.encode()).hexdigest()[:40]}"
