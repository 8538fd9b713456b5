"""Awarded contracts: the « données essentielles de la commande publique » (DECP), in every form they are published in.

``read_contracts`` is the door; :mod:`.model` says what comes out of it.
"""

from .dates import EndDate, end_date
from .model import AwardedContract, Environmental, Modification, Organisation, Site, Social, Source
from .read import looks_like_decp, read_contracts

__all__ = [
    "AwardedContract",
    "EndDate",
    "Environmental",
    "Modification",
    "Organisation",
    "Site",
    "Social",
    "Source",
    "end_date",
    "looks_like_decp",
    "read_contracts",
]
