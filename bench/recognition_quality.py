"""How well social considerations are recognised: precision, recall and F1 on notices labelled by hand.

The labelled notices (``LEVIER_SHARED``) are grouped when they share a buyer or a sentence; intervals come from drawing groups
again with replacement. Rules were written without looking at the held-out groups (``labels/recognition_held_out.txt``,
chosen before the first rule). The learned model is always asked about groups it has not seen. Then: lots, and what buyers
declare themselves in contracts.
"""

from __future__ import annotations

import csv
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline

from levier.notices.decp import read_contracts
from levier.notices.model import Criterion, Lot, Notice, Party, Source, Text
from levier.notices.read import read_notices
from levier.notices.recognition import Consideration, find_social_considerations
from levier.notices.recognition.fold import fold

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("LEVIER_SHARED", HERE.parent.parent / "shared")) / "data"
TABLE = "boamp/conditions_criteres_2021T1.jsonl"
COLUMNS = {
    Consideration.CLAUSE: ("has_social_clause_execution", "no", "clause d’exécution"),
    Consideration.CRITERION: ("social_award_criterion", "no", "critère"),
    Consideration.RESERVATION: ("reserved", "none", "réservé"),
    Consideration.OBJECT: ("objet_insertion", "no", "insertion objet de l’achat"),
}
DECLARED = {
    Consideration.CLAUSE: "Clause sociale",
    Consideration.CRITERION: "Critère social",
    Consideration.RESERVATION: "Marché réservé",
}
TOPIC = re.compile(r"insertion|social|reserv|handicap|\besat\b|apprenti|emploi|\brse\b")
DRAWS, SEED = 2000, 20210131
Answers = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Labelled:
    row: dict[str, str]
    notice: Notice
    group: int


def of_record(record: dict[str, Any]) -> Notice:
    """A record of the table of conditions and criteria, which has neither object nor lots."""
    texts, criteria = [], []
    if record.get("autres_conditions"):
        texts.append(Text(rubric="Conditions d’exécution", text=str(record["autres_conditions"])))
    for name in (key for key in record if key.startswith("criteres")):
        for item in record[name] if isinstance(record[name], list) else [record[name]]:
            words = str(item.get("libelle", "")) if isinstance(item, dict) else str(item)
            weight = item.get("poids") if isinstance(item, dict) else None
            texts.append(Text(rubric="Critères d’attribution", text=words))
            criteria.append(Criterion(name=words, weight=None if weight in (None, "") else Decimal(str(weight))))
    lot = Lot(id="1", criteria=tuple(criteria))
    buyers = (Party(name=str(record.get("acheteur", ""))),)
    return Notice(source=Source.BOAMP_LEGACY, buyers=buyers, texts=tuple(texts), lots=(lot,))


def records() -> dict[str, dict[str, Any]]:
    lines = (DATA / TABLE).read_text(encoding="utf-8").splitlines()
    return {record["idweb"]: record for record in map(json.loads, lines)}


def load(table: dict[str, dict[str, Any]]) -> list[Labelled]:
    found = []
    with (DATA / "labels/labels.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        of_table = row["file"].startswith("boamp")
        found.append((row, of_record(table[row["record_id"]]) if of_table else read_file(row["file"])))
    groups = grouped([notice for _, notice in found])
    return [Labelled(row, notice, group) for (row, notice), group in zip(found, groups, strict=True)]


def read_file(name: str) -> Notice:
    return read_notices((DATA / name).read_bytes())[0]


def grouped(notices: Sequence[Notice]) -> list[int]:
    """One number for the notices that share a buyer or a sentence about the subject."""
    parent = list(range(len(notices)))

    def root(one: int) -> int:
        while parent[one] != one:
            one = parent[one]
        return one

    first: dict[str, int] = {}
    for rank, notice in enumerate(notices):
        keys = {f"buyer {fold(buyer.name)}" for buyer in notice.buyers[:1] if buyer.name}
        sentences = (fold(one) for text in notice.texts for one in re.split(r"[.;\n]", text.text))
        keys |= {one for one in sentences if len(one) > 50 and TOPIC.search(one)}
        for key in keys:
            parent[root(rank)] = root(first.setdefault(key, rank))
    return [root(rank) for rank in range(len(notices))]


def by_rules(notice: Notice, kind: Consideration) -> bool:
    return any(one.kind is kind for one in find_social_considerations(notice))


def without_codes(notice: Notice) -> Notice:
    bare = {"reserved_participation": (), "reserved_execution": "", "strategic": (), "social_objectives": ()}
    return replace(notice, lots=tuple(replace(lot, **bare) for lot in notice.lots))


def by_codes(notice: Notice, kind: Consideration) -> bool:
    if kind is Consideration.RESERVATION:
        return any(lot.reserved_participation for lot in notice.lots)
    if kind is Consideration.CLAUSE:
        return any(
            lot.reserved_execution == "yes" or "soc-obj" in lot.strategic or lot.social_objectives
            for lot in notice.lots
        )
    return False


def by_model(labelled: Sequence[Labelled], truth: Answers) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Probability of a linear model on words and pairs of words, asked about groups it has not seen."""
    texts = [" ".join(fold(f"{text.rubric} {text.text}") for text in one.notice.texts) for one in labelled]
    groups = np.array([one.group for one in labelled])
    odds = np.zeros(len(labelled))
    for seen, unseen in GroupKFold(n_splits=5).split(texts, truth, groups):
        model = make_pipeline(
            TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
            LogisticRegression(C=30, class_weight="balanced", max_iter=2000),
        )
        model.fit([texts[rank] for rank in seen], truth[seen])
        odds[unseen] = model.predict_proba([texts[rank] for rank in unseen])[:, 1]
    return odds


def scores(truth: Answers, said: Answers) -> tuple[float, float, float]:
    hits = int((truth & said).sum())
    precision = hits / int(said.sum()) if said.any() else float(not truth.any())
    recall = hits / int(truth.sum()) if truth.any() else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0


def interval(truth: Answers, said: Answers, groups: Sequence[int]) -> list[tuple[float, float]]:
    """95 % intervals of the three scores, whole groups drawn again."""
    rng = np.random.default_rng(SEED)
    members = [np.flatnonzero(np.array(groups) == group) for group in sorted(set(groups))]
    drawn = []
    for _ in range(DRAWS):
        picked = np.concatenate([members[rank] for rank in rng.integers(0, len(members), len(members))])
        if truth[picked].any():
            drawn.append(scores(truth[picked], said[picked]))
    low, high = np.percentile(np.array(drawn), [2.5, 97.5], axis=0)
    return list(zip(low, high, strict=True))


def report(name: str, truth: Answers, said: Answers, groups: Sequence[int]) -> tuple[float, float, float]:
    result, spread = scores(truth, said), interval(truth, said, groups)
    cells = [f"{one:.3f} [{low:.2f} ; {high:.2f}]" for one, (low, high) in zip(result, spread, strict=True)]
    print(f"  {name:34} n={int(truth.sum()):3}   P {cells[0]}   R {cells[1]}   F1 {cells[2]}")
    return result


def quality(labelled: Sequence[Labelled]) -> dict[Consideration, tuple[float, float, float]]:
    held = set((HERE / "labels/recognition_held_out.txt").read_text(encoding="utf-8").split())
    whole = {}
    for kind, (column, negative, name) in COLUMNS.items():
        kept = [one for one in labelled if one.row[column]]
        truth = np.array([one.row[column] != negative for one in kept])
        groups = [one.group for one in kept]
        apart = np.array([one.row["record_id"] in held for one in kept])
        both = np.array([by_rules(one.notice, kind) for one in kept])
        odds = by_model(kept, truth)
        print(f"\n{name} ({len(kept)} avis, {len(set(groups))} groupes)")
        report("codes seuls", truth, np.array([by_codes(one.notice, kind) for one in kept]), groups)
        report("règles seules", truth, np.array([by_rules(without_codes(one.notice), kind) for one in kept]), groups)
        whole[kind] = report("règles et codes", truth, both, groups)
        report("tf-idf + modèle linéaire", truth, odds >= 0.5, groups)
        report("règles, codes ou modèle (p ≥ 0,8)", truth, both | (odds >= 0.8), groups)
        for part, where in (("  écrit en voyant (dev)", ~apart), ("  tenu à part", apart)):
            report(part, truth[where], both[where], [g for g, kept_ in zip(groups, where, strict=True) if kept_])
    return whole


def lots(table: dict[str, dict[str, Any]]) -> tuple[int, int]:
    """Notices whose lots are all right, and how many were read by hand."""
    right = total = 0
    with (HERE / "labels/recognition_lots.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            notice = of_record(table[row["record_id"]]) if row["file"] == "boamp" else read_file(row["file"])
            numbers = {lot.id: lot.number for lot in notice.lots}
            found = [one for one in find_social_considerations(notice) if one.kind.value == row["kind"]]
            said = {numbers.get(lot, lot) for one in found for lot in one.lots}
            expected = set() if row["lots"] == "*" else set(row["lots"].split())
            total, right = total + 1, right + (bool(found) and said == expected)
            if said != expected or not found:
                print(f"  {row['record_id']} {row['kind']}: lu {sorted(said)}, attendu {sorted(expected)}")
    print(f"lots : {right} sur {total} ensembles de lots lus à la main")
    return right, total


def agreement(table: dict[str, dict[str, Any]]) -> None:
    """What is found where buyers declare something, and where they do not."""
    found: Counter[tuple[bool, str]] = Counter()
    for record in table.values():
        filled = bool(record.get("autres_conditions"))
        kinds = {one.kind.value for one in find_social_considerations(of_record(record))}
        for kind in kinds or {"rien"}:
            found[filled, kind] += 1
    print(f"\nBOAMP, {len(table)} textes, selon que la rubrique « autres conditions » est remplie")
    for (filled, kind), count in sorted(found.items()):
        print(f"  {'remplie' if filled else 'vide':8} {kind:12} {count:5}")
    table_: Counter[tuple[Consideration, bool, bool]] = Counter()
    contracts = 0
    for path in sorted((DATA / "decp/format_2022").glob("dematis*.json")):
        for contract in read_contracts(path):
            contracts += 1
            title = Text(rubric="Objet", text=contract.object)
            kinds_ = {one.kind for one in find_social_considerations(Notice(source=Source.BOAMP_MAPA, texts=(title,)))}
            declared = {one.label for one in contract.social or ()}
            for kind, name in DECLARED.items():
                table_[kind, name in declared, kind in kinds_] += 1
    print(f"\nDECP, {contracts} contrats : l’objet seul contre la déclaration de l’acheteur")
    for kind, name in DECLARED.items():
        cells = [table_[kind, *one] for one in ((True, True), (True, False), (False, True), (False, False))]
        print(
            f"  {name:15} les deux {cells[0]:3}   déclaré seul {cells[1]:3}   lu seul {cells[2]:3}   aucun {cells[3]:3}"
        )


def main() -> int:
    if not (DATA / TABLE).exists():
        print(f"The labelled notices are not at {DATA}: set LEVIER_SHARED. Nothing measured.")
        return 0
    table = records()
    whole = quality(load(table))
    print()
    right, total = lots(table)
    agreement(table)
    bars: tuple[tuple[str, bool], ...] = (
        ("clause F1 ≥ 0,93", whole[Consideration.CLAUSE][2] >= 0.93),
        ("critère F1 ≥ 0,88", whole[Consideration.CRITERION][2] >= 0.88),
        ("réservé R ≥ 0,95", whole[Consideration.RESERVATION][1] >= 0.95),
        ("réservé P ≥ 0,90", whole[Consideration.RESERVATION][0] >= 0.90),
        ("lots ≥ 9 sur 10", right >= 0.9 * total),
    )
    print("\n" + "   ".join(f"{name} : {'oui' if met else 'NON'}" for name, met in bars))
    return 0 if all(met for _, met in bars) else 1


if __name__ == "__main__":
    sys.exit(main())
