"""Public notices and contracts, which belong to nobody; what a workspace does with them belongs to it."""

from .alerts import AlertCursor, AlertHit, SavedAlert
from .contracts import AwardedContractRow
from .following import AwardFollowUp, RenewalEntry
from .notices import Dossier, DossierKey, FindingCorrection, IndexState, StoredFinding, StoredNotice
from .responses import BidderProfile, BidReference, BidSheet, JointBid, JointMember
from .sources import LoadProblem, SourceCursor

__all__ = [
    "AlertCursor",
    "AlertHit",
    "AwardFollowUp",
    "AwardedContractRow",
    "BidReference",
    "BidSheet",
    "BidderProfile",
    "Dossier",
    "DossierKey",
    "FindingCorrection",
    "IndexState",
    "JointBid",
    "JointMember",
    "LoadProblem",
    "RenewalEntry",
    "SavedAlert",
    "SourceCursor",
    "StoredFinding",
    "StoredNotice",
]
