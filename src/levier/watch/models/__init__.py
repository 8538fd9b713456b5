"""Public notices and contracts, which belong to nobody; what a workspace does with them belongs to it."""

from .contracts import AwardedContractRow
from .following import AwardFollowUp, RenewalEntry
from .notices import Dossier, DossierKey, FindingCorrection, IndexState, StoredFinding, StoredNotice
from .responses import BidderProfile, BidReference, BidSheet, JointBid, JointMember
from .sources import LoadProblem, SourceCursor

__all__ = [
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
    "SourceCursor",
    "StoredFinding",
    "StoredNotice",
]
