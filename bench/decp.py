"""Reading a DECP document of 120 MB one contract at a time, against ``json.load`` of the whole and the same reading.

Both sides use the same function for each contract, so that the ratio says what streaming changes: no tree of the whole
document for the garbage collector to walk again and again (it stays on, as by default), and memory that does not grow.
The contracts are those of a folder of real ones (``LEVIER_SHARED``), repeated with other numbers, amounts, dates, titles and
companies, so that what the reader remembers is not flattered. Both must give the same contracts, by a hash of each.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from hashlib import blake2b
from pathlib import Path
from typing import Any

from stdnum import luhn

from levier.notices.decp import AwardedContract, read_contracts
from levier.notices.decp.contract import read_contract

SHARED = Path(os.environ.get("LEVIER_SHARED", Path(__file__).resolve().parent.parent.parent / "shared"))
CONTRACTS = SHARED / "data" / "decp" / "format_2022"
#: What stands for real contracts where there are none.
INVENTED: dict[str, Any] = {
    "id": "2024CLAUSE01",
    "acheteur": {"id": "21310555400017"},
    "nature": "Marché",
    "objet": "Entretien des espaces verts et des abords du lac, avec une clause sociale d’insertion",
    "codeCPV": "77310000",
    "techniques": {"technique": ["Sans objet"]},
    "modalitesExecution": {"modaliteExecution": ["Bons de commande"]},
    "marcheInnovant": False,
    "ccag": "Fournitures courantes et services",
    "offresRecues": 3,
    "attributionAvance": False,
    "typeGroupementOperateurs": "Pas de groupement",
    "procedure": "Procédure adaptée",
    "lieuExecution": {"code": "31555", "typeCode": "Code commune"},
    "dureeMois": 12,
    "dateNotification": "2024-03-15",
    "datePublicationDonnees": "2024-04-02",
    "montant": 84500.5,
    "typesPrix": {"typePrix": ["Définitif révisable"]},
    "formePrix": "Mixte",
    "sousTraitanceDeclaree": False,
    "titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": "80295478500027"}}],
    "considerationsSociales": {"considerationSociale": ["Clause sociale"]},
    "considerationsEnvironnementales": {"considerationEnvironnementale": ["Pas de considération environnementale"]},
}


def contracts() -> list[dict[str, Any]]:
    """Real contracts, else one invented."""
    if not CONTRACTS.is_dir():
        return [INVENTED]
    found: list[dict[str, Any]] = []
    for path in sorted(CONTRACTS.glob("dematis*.json")):
        found += json.loads(path.read_bytes())["marches"]["marche"]
    return found


def another(contract: dict[str, Any], rank: int, chance: random.Random) -> dict[str, Any]:
    """The same contract with its own number, title, amount, day and companies."""
    notified = date(2024, 1, 1) + timedelta(days=chance.randrange(900))
    return {
        **contract,
        "id": f"{rank:09d}-00",
        "objet": f"{contract['objet']} ({rank})",
        "montant": round(chance.lognormvariate(11, 2) + 2, 2),
        "dateNotification": notified.isoformat(),
        "titulaires": [
            {"titulaire": {"typeIdentifiant": "SIRET", "id": siret(chance)}} for _ in contract["titulaires"]
        ],
    }


def siret(chance: random.Random) -> str:
    """A company that does not exist, with a sound key as nearly all have."""
    digits = f"{chance.randrange(10**8, 10**9)}0001"
    return digits + luhn.calc_check_digit(digits)


def write(path: Path, megabytes: int) -> int:
    """A document of about that size; how many contracts it holds."""
    chance, real, rank, size = random.Random(20250603), contracts(), 0, 0
    with path.open("w", encoding="utf-8") as out:
        size += out.write('{"marches": {"marche": [')
        while size < megabytes * 1_000_000:
            piece = json.dumps(another(real[rank % len(real)], rank, chance), ensure_ascii=False)
            size += out.write(f", {piece}" if rank else piece)
            rank += 1
        out.write('], "contrat-concession": []}}')
    return rank


def whole(path: Path) -> Iterator[AwardedContract]:
    """The peer: the document loaded, then each contract read by the same function."""
    with path.open("rb") as stream:
        document = json.load(stream, parse_float=Decimal)  # faster for it than floats made decimal afterwards
    for raw in document["marches"]["marche"]:
        yield read_contract(raw)


SIDES = {"streamed": read_contracts, "json.load": whole}


def measured(side: str, path: Path, *, digest: bool = False) -> dict[str, Any]:
    """Seconds of processor, peak memory in MB (a process of its own) and, if asked, the hash of all that was read."""
    command = [sys.executable, __file__, "--side", side, "--file", str(path)] + (["--digest"] if digest else [])
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # type: ignore[no-any-return]


def run_side(side: str, path: Path, *, digest: bool) -> None:
    seen, count = blake2b(digest_size=16), 0
    assert gc.isenabled()
    start = time.process_time()
    for contract in SIDES[side](path):
        count += 1
        if digest:
            seen.update(repr(contract).encode())
    seconds = time.process_time() - start
    print(json.dumps({"seconds": seconds, "count": count, "peak": peak(), "digest": seen.hexdigest()}))


def peak() -> float:
    """The most memory this process has held, in MB (``VmHWM``: its own, unlike what getrusage inherits)."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--side", choices=SIDES)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--digest", action="store_true")
    chosen = parser.parse_args()
    if chosen.side:
        run_side(chosen.side, chosen.file, digest=chosen.digest)
        return
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), chosen.megabytes, chosen.rounds)


def compare(folder: Path, megabytes: int, rounds: int) -> None:
    quarter, path = folder / "quarter.json", folder / "whole.json"
    write(quarter, megabytes // 4)
    count = write(path, megabytes)
    digests = {side: measured(side, path, digest=True) for side in SIDES}
    assert len({(one["digest"], one["count"]) for one in digests.values()}) == 1, "the two sides differ"
    assert digests["streamed"]["count"] == count
    # One of each in turn: another load of the machine weighs on both.
    runs = [{side: measured(side, path) for side in SIDES} for _ in range(rounds)]
    best = {side: min(run[side]["seconds"] for run in runs) for side in SIDES}
    worst = min(run["json.load"]["seconds"] / run["streamed"]["seconds"] for run in runs)
    small, large = measured("streamed", quarter), runs[0]["streamed"]
    made_of = "repeated real ones" if CONTRACTS.is_dir() else "one invented, repeated"
    print(f"DECP, {count:,} contracts ({made_of}), {path.stat().st_size / 1e6:.0f} MB, the same contracts by hash")
    print(
        f"  json.load + reading   {best['json.load']:6.2f} s   peak {runs[0]['json.load']['peak']:6.0f} MB   best of {rounds}"
    )
    print(f"  streamed + reading    {best['streamed']:6.2f} s   peak {large['peak']:6.0f} MB")
    print(
        f"  ratio {best['json.load'] / best['streamed']:.2f}, worst round {worst:.2f} (wanted: over 2); "
        f"peak with a quarter of the document {small['peak']:.0f} MB: + {large['peak'] - small['peak']:.1f} MB"
    )


if __name__ == "__main__":
    main()
