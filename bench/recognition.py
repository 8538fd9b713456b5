"""Recognition rules over French text: one pass of a RE2 set, against Python's ``re`` one pattern at a time.

Both read the same folded text of real notices (``LEVIER_SHARED``; invented sentences when it is not there) with the same
patterns, and must say the same rules for each text before a ratio is printed. Then the whole recognition, from notice to
findings, and texts made to hurt: one of 1 MB must stay linear.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from levier.domain.errors import ImportFailed
from levier.notices.model import Lot, Notice, Source, Text
from levier.notices.read import read_notices
from levier.notices.recognition import find_social_considerations
from levier.notices.recognition.engine import fired, patterns
from levier.notices.recognition.fold import fold_with_places

SHARED = Path(os.environ.get("LEVIER_SHARED", Path(__file__).resolve().parent.parent.parent / "shared")) / "data"
SENTENCES = (
    "Les travaux sont exécutés dans un délai de six mois à compter de l’ordre de service.",
    "Le marché comporte une clause sociale d’insertion de 350 heures sur les lots n° 1 et 2.",
    "Le candidat est en règle au regard des articles L. 5212-1 à L. 5212-11 du code du travail.",
    "Valeur technique appréciée au vu du mémoire : 60 %. Prix des prestations : 40 %.",
    "Le lot 3 est réservé aux entreprises adaptées et aux ESAT (article L. 2113-12).",
    "La raison sociale et l’adresse du siège sont jointes à la candidature.",
)


def real_texts() -> list[str]:
    """The free texts of each real notice at hand, one after the other."""
    found: dict[str, None] = {}
    table = SHARED / "boamp/conditions_criteres_2021T1.jsonl"
    if table.exists():
        for line in table.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            words = [one for one in record.values() if isinstance(one, str) and " " in one]
            words += [one["libelle"] for one in record.get("criteres_ponderes", ())]
            found["\n".join(words)] = None
    for folder in ("ted_legacy/notices", "ted_eforms/notices", "boamp/xml_v230"):
        for path in sorted((SHARED / folder).glob("*.xml")):
            try:
                notices = read_notices(path.read_bytes())
            except ImportFailed:
                continue
            found.update(dict.fromkeys("\n".join(text.text for text in notice.texts) for notice in notices))
    return list(found)


def invented_texts(size: int) -> list[str]:
    rng = random.Random(1)
    return [" ".join(rng.choices(SENTENCES, k=12)) for _ in range(size // 900 + 1)]


def one_at_a_time(compiled: Sequence[re.Pattern[str]], text: str) -> list[int]:
    return [rank for rank, pattern in enumerate(compiled) if pattern.search(text)]


def timed(work: Callable[[], object], rounds: int) -> float:
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def notice_of(texts: Sequence[str]) -> Notice:
    held = tuple(Text(rubric="Conditions d’exécution", text=one) for one in texts)
    return Notice(source=Source.BOAMP_MAPA, texts=held, lots=tuple(Lot(id=str(rank)) for rank in range(1, 30)))


HURTFUL = {
    "clauses": "clause sociale d'insertion lot 2 ",
    "réservé à rien": "reserve aux entreprises et aux ",
    "heures sans fin": "heures 300 heures pour le lot 4 et ",
    "une seule lettre": "a",
    "phrases": "Clause sociale. Lot 3. ",
    "lignes": "lot 1 :\nclause d'insertion\n",
    "négations": "pas de clause sociale pour le lot 1, ",
    "liste de lots": "lots 1, 2, 3 et 4, ",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_500_000, help="characters read by both")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--hurtful", type=int, default=1_000_000, help="characters of each text made to hurt")
    options = parser.parse_args()
    texts = real_texts() or invented_texts(options.size)
    random.Random(7).shuffle(texts)
    kept: list[str] = []
    for text in texts:
        kept.append(text)
        if sum(map(len, kept)) >= options.size:
            break
    folded = [fold_with_places(text) for text in kept]
    size = sum(len(one.text) for one in folded)
    compiled = [re.compile(pattern, re.ASCII) for pattern in patterns()]
    expected = [one_at_a_time(compiled, one.text) for one in folded]
    said = [fired(one.data) for one in folded]
    if said != expected:
        different = sum(one != other for one, other in zip(said, expected, strict=True))
        raise SystemExit(f"The set and Python's re differ on {different} texts of {len(folded)}.")
    slow = timed(lambda: [one_at_a_time(compiled, one.text) for one in folded], 1)
    fast = timed(lambda: [fired(one.data) for one in folded], options.rounds)
    whole = timed(lambda: [find_social_considerations(notice_of([text])) for text in kept], options.rounds)
    print(f"{len(compiled)} patterns, {len(folded)} texts, {size:,} characters: same rules for each text")
    print(f"re, one at a time {slow:8.3f} s   RE2 set {fast:8.4f} s   ratio {slow / fast:.0f} ×")
    print(f"whole recognition (fold, places, lots, facts) {whole:8.3f} s   ratio to re alone {slow / whole:.1f} ×")
    for name, piece in HURTFUL.items():
        times = []
        for length in (options.hurtful // 4, options.hurtful):
            text = (piece * (length // len(piece) + 1))[:length]
            times.append(timed(lambda text=text: find_social_considerations(notice_of([text])), 1))  # type: ignore[misc]
        print(
            f"{name:18} {options.hurtful:,} characters {times[1]:6.2f} s, {times[1] / times[0]:4.1f} × a quarter of it"
        )


if __name__ == "__main__":
    main()
