"""Who prepares committees, who reads them, and who says that a decision is done.

The team prepares; the coordinator reads; a buyer reads those of its own contracts, masked like all that leaves the
workspace. Everybody may answer for the decisions that were given to them, and for no other.
"""

from __future__ import annotations

from levier.accounts.perms import EVERYONE, TEAM, WORKSPACE, permission
from levier.domain.vocabulary import Role

READ = permission("committees.committee.read", "Consulter les comités de suivi", (*WORKSPACE, Role.BUYER))
PREPARE = permission("committees.committee.prepare", "Préparer un comité de suivi", TEAM)
SETTLE = permission("committees.decision.settle", "Dire ce qu’est devenue une décision", EVERYONE)
