"""How published notices and contracts are kept: prepared out of any transaction, written in batches under one lock.

``prepare`` does the long work on one notice (recognition, words of the index), ``store`` writes a batch and joins
dossiers, ``store_contracts`` does the same for awarded contracts, ``load`` reads files. Writing twice adds nothing, and
the order of writing does not count.
"""

from .content import unpack_contract, unpack_notice
from .contracts import store_contracts
from .prepare import Prepared, prepare
from .problems import note_problem
from .write import Outcome, store

__all__ = [
    "Outcome",
    "Prepared",
    "note_problem",
    "prepare",
    "store",
    "store_contracts",
    "unpack_contract",
    "unpack_notice",
]
