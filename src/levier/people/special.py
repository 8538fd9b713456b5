"""Protected criteria: how they are sealed, and the one place where they are opened.

People read them through ``services.special``, which leaves a journal line each time. ``opened`` is for the rules, for
what a merge compares and for that service: a test lists who calls it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from levier import sealing
from levier.accounts.models import Workspace
from levier.domain.eligibility import PROTECTED, Criterion, by_code

from .models import EligibilityStatus, SpecialFact

#: What stands for a protected criterion wherever it is not read through its service.
LABEL = "Critère protégé"


@dataclass(frozen=True, slots=True)
class Secret:
    """What a sealed fact holds: codes of ``levier.domain.eligibility``, and nothing else."""

    criterion: str
    proof_kind: str = ""

    @property
    def rule(self) -> Criterion:
        return by_code(self.criterion)

    @property
    def proof_label(self) -> str:
        proof = self.rule.proof(self.proof_kind)
        return proof.label if proof else ""


def is_protected(status: EligibilityStatus) -> bool:
    """The status says only that its criterion is protected."""
    return status.criterion == PROTECTED


def keep(status: EligibilityStatus, secret: Secret) -> None:
    """Seal what the status does not say, in place of what was sealed before."""
    text = json.dumps({"criterion": secret.criterion, "proof_kind": secret.proof_kind})
    fact, _ = SpecialFact.objects.update_or_create(
        status=status, defaults={"sealed": sealing.seal(text), "key": sealing.fingerprints()[0]}
    )
    fact.status = status  # so that the status in hand knows it


def statuses_to_read(path: str = "statuses") -> Prefetch[str]:
    """What to prefetch so that the rules read every status, protected ones included: one query, whatever is there."""
    return Prefetch(path, queryset=EligibilityStatus.objects.select_related("special"))


def opened(status: EligibilityStatus) -> Secret:
    """What a protected status hides; for one left by an erasure, only that it was protected.

    Raises:
        Unreadable: the key that wrote it is no longer among those of the installation.
    """
    try:
        fact = status.special
    except SpecialFact.DoesNotExist:
        return Secret(PROTECTED)
    return Secret(**json.loads(sealing.unseal(fact.sealed)))


def under_another_key(workspace: Workspace | None = None) -> QuerySet[SpecialFact]:
    """Facts the first key did not write, oldest first; of every workspace without one."""
    found = SpecialFact.objects.exclude(key=sealing.fingerprints()[0]).order_by("pk")
    return found if workspace is None else found.filter(status__person__workspace=workspace)


def lost() -> QuerySet[SpecialFact]:
    """Facts that no key of the installation opens."""
    return SpecialFact.objects.exclude(key__in=sealing.fingerprints())
