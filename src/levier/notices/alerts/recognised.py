"""What recognition found in a notice, in the words of alerts."""

from __future__ import annotations

from collections.abc import Iterable

from ..recognition import Consideration, Finding, ReservedFor
from .alert import Social

_KINDS = {
    Consideration.CLAUSE: Social.CLAUSE,
    Consideration.CRITERION: Social.CRITERION,
    Consideration.RESERVATION: Social.RESERVED,
    Consideration.OBJECT: Social.OBJECT,
}
_RESERVED = {
    ReservedFor.DISABILITY: (Social.RESERVED_DISABILITY,),
    ReservedFor.IAE: (Social.RESERVED_IAE,),
    ReservedFor.BOTH: (Social.RESERVED_DISABILITY, Social.RESERVED_IAE),
    ReservedFor.PRISON: (Social.RESERVED_PRISON,),
    ReservedFor.ESS: (Social.RESERVED_ESS,),
    ReservedFor.PUBLIC_SERVICE: (Social.RESERVED_PUBLIC_SERVICE,),
}


def social_of(findings: Iterable[Finding]) -> frozenset[Social]:
    """The social sides of a notice; a reservation whose beneficiaries are not known is only ``RESERVED``."""
    found: set[Social] = set()
    for finding in findings:
        found.add(_KINDS[finding.kind])
        if finding.kind is Consideration.RESERVATION and finding.reserved_for is not None:
            found.update(_RESERVED[finding.reserved_for])
    return frozenset(found)
