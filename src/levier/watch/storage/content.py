"""The whole of a notice or of a contract, compressed."""

from __future__ import annotations

import zlib
from functools import lru_cache

from levier.notices.decp import AwardedContract
from levier.notices.model import Notice
from levier.notices.record import dumps, from_json, loads, to_json

_LEVEL = 6


def pack(text: str) -> bytes:
    """UTF-8, deflated. ``zlib`` is in every Python; better codecs are not before 3.14."""
    return zlib.compress(text.encode(), _LEVEL)


def _unpack(content: bytes | memoryview) -> str:
    return zlib.decompress(content).decode()


def notice_text(notice: Notice) -> str:
    """What is kept of a notice, and digested."""
    return to_json(notice)


def contract_text(contract: AwardedContract) -> str:
    """What is kept of a contract, and digested."""
    return dumps(AwardedContract, contract)


def unpack_notice(content: bytes | memoryview) -> Notice:
    """The notice as it was read."""
    return _notice(bytes(content))


@lru_cache(maxsize=64)
def _notice(content: bytes) -> Notice:
    return from_json(_unpack(content))


def unpack_contract(content: bytes | memoryview) -> AwardedContract:
    """The contract as it was read."""
    return loads(AwardedContract, _unpack(content))
