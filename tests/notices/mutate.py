"""What happens to a file on its way, and what somebody may do to it on purpose.

A small mutator of a corpus: each damage takes bytes and a source of chance, and gives other bytes. With the same seed,
the same files.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from . import samples

Damage: TypeAlias = Callable[[bytes, random.Random], bytes]

CORPUS: dict[str, bytes] = {
    "eforms.xml": samples.EFORMS,
    "ted.xml": samples.TED,
    "boamp.xml": (
        "<ANNONCE><GESTION><REFERENCE><IDWEB>25-00001</IDWEB></REFERENCE></GESTION><DONNEES><IDENTITE><DENOMINATION>Ville"
        "</DENOMINATION></IDENTITE><OBJET><TITRE_MARCHE>Été &amp; hiver</TITRE_MARCHE><LOTS><LOT><NUM>1</NUM></LOT>"
        "</LOTS></OBJET></DONNEES></ANNONCE>"
    ).encode(),
    "mapa.json": json.dumps({"results": [samples.record(samples.MAPA)]}).encode(),
    "fns.json": json.dumps(samples.record(samples.FNS)).encode(),
    "legacy.json": json.dumps([samples.record(samples.LEGACY)]).encode(),
    "lines.jsonl": b"\n".join(
        json.dumps(row).encode()
        for row in (
            {"idweb": "21-1", "acheteur": "Ville", "criteres_ponderes": [{"libelle": "Prix", "poids": 60}]},
            {"idweb": "21-2", "mois_parution": "2021-01", "autres_conditions": "Clause d'insertion."},
        )
    ),
    "records.csv": 'idweb;objet;nomacheteur;dateparution\n25-1;"Été ; hiver";Ville;2025-01-02\n'.encode(),
}

_VALUE = re.compile(rb">[^<]+<|\"[^\"]*\"|\d+")
_ODD_VALUES = (
    b"",
    b" ",
    b"0",
    b"-1",
    b"1e999",
    b"NaN",
    b"0222-13-45",
    b"9999-12-31+99:99",
    b"24:61:99Z",
    b"&#0;",
    b"&#x92;",
    b"&amp;amp;lt;br/&amp;gt;",
    b"\x00",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    "\u202e\u00ad\ufeff😀".encode(),
    b"9" * 5000,
    b"_DEFAULT_VALUE_CHANGE_ME_",
)


def truncated(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def beheaded(data: bytes, chance: random.Random) -> bytes:
    return data[chance.randrange(len(data) + 1) :]


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """A few bytes replaced by any others."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        if found:
            found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


def cut_out(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.randint(1, 200) :]


def repeated(data: bytes, chance: random.Random) -> bytes:
    """A piece said again and again."""
    start = chance.randrange(len(data) + 1)
    end = min(len(data), start + chance.randint(1, 300))
    return data[:end] + data[start:end] * chance.randint(1, 50) + data[end:]


def crossed(data: bytes, chance: random.Random) -> bytes:
    """The start of one file, the end of another."""
    other = chance.choice(sorted(CORPUS.values()))
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def odd_value(data: bytes, chance: random.Random) -> bytes:
    """One value replaced by one that a reader could stumble on."""
    places = list(_VALUE.finditer(data))
    if not places:
        return data
    place, value = chance.choice(places), chance.choice(_ODD_VALUES)
    inside = place[0][:1] + value + place[0][-1:] if place[0][:1] in b'>"' else value
    return data[: place.start()] + inside + data[place.end() :]


def reencoded(data: bytes, chance: random.Random) -> bytes:
    """In another encoding than the one announced, or the reverse."""
    text = data.decode("utf-8", "replace")
    encoding = chance.choice(["latin-1", "cp1252", "utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp500"])
    announced = chance.choice(["UTF-8", "ISO-8859-1", "UTF-16", "UTF-7", "EBCDIC-CP-FR", "x-inconnu"])
    if chance.random() < 0.5:
        text = re.sub(r'encoding="[^"]*"', f'encoding="{announced}"', text)
    return text.encode(encoding, "replace")


def with_dtd(data: bytes, chance: random.Random) -> bytes:
    """A document type with entities, near the start or far from it."""
    body = re.sub(rb"^<\?xml[^>]*\?>", b"", data)
    entities = b"".join(b'<!ENTITY e%d "%s">' % (rank, b"&e%d;" % (rank - 1) * 10) for rank in range(1, 12))
    bomb = b'<!DOCTYPE x [<!ENTITY e0 "ha">' + entities + b'<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    entity = chance.choice([b"&e11;", b"&f;", b"&e0;"])
    return (
        chance.choice([b"", b" " * 9000, b"<!--" + b"-" * 0 + b"x" * 9000 + b"-->"])
        + bomb
        + body.replace(b"</", entity + b"</", 1)
    )


def nested(data: bytes, chance: random.Random) -> bytes:
    """One element or value at the bottom of a well."""
    depth = chance.choice([50, 200, 1000, 20_000])
    if data[:1] == b"<":
        tag = chance.choice(re.findall(rb"<([A-Za-z:_]+)", data) or [b"a"])
        place = data.rfind(b"</")
        return data[:place] + (b"<" + tag + b">") * depth + (b"</" + tag + b">") * depth + data[place:]
    place = data.find(b":") + 1
    kind = chance.choice([(b"[", b"]"), (b'{"a":', b"}"), (b'{"lot":', b"}")])
    return data[:place] + kind[0] * depth + b"1" + kind[1] * depth + data[place:]


DAMAGES: tuple[Damage, ...] = (
    truncated,
    beheaded,
    spoiled,
    cut_out,
    repeated,
    crossed,
    odd_value,
    reencoded,
    with_dtd,
    nested,
)


def mutants(seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """``count`` damaged files, each by one to three damages, with how they were made."""
    chance = random.Random(seed)
    names = sorted(CORPUS)
    for _ in range(count):
        name = chance.choice(names)
        data, told = CORPUS[name], [name]
        for damage in chance.choices(DAMAGES, k=chance.choice([1, 1, 1, 2])):
            data = damage(data, chance)
            told.append(damage.__name__)
        yield " → ".join(told), data
