"""Public notices and contracts, which belong to nobody; what a workspace does with them belongs to it."""

from .contracts import AwardedContractRow
from .notices import Dossier, DossierKey, FindingCorrection, IndexState, StoredFinding, StoredNotice
from .sources import LoadProblem, SourceCursor

__all__ = [
    "AwardedContractRow",
    "Dossier",
    "DossierKey",
    "FindingCorrection",
    "IndexState",
    "LoadProblem",
    "SourceCursor",
    "StoredFinding",
    "StoredNotice",
]
