"""Who prepares an answer: a structure, for itself alone. A joint bid is seen by its members, and by nobody else."""

from __future__ import annotations

from levier.accounts.enums import LinkPurpose
from levier.accounts.perms import permission
from levier.domain.vocabulary import Role

PREPARE = permission("watch.answer.prepare", "Préparer la réponse de sa structure", (Role.STRUCTURE,))
BUILD_JOINT = permission("watch.joint.build", "Monter un groupement", (Role.STRUCTURE,))
ANSWER_JOINT = permission(
    "watch.joint.answer", "Répondre à l’invitation d’un groupement", (Role.STRUCTURE,), links=(LinkPurpose.JOINT_BID,)
)
