"""``levier notice`` on files of awarded contracts (DECP): what they hold, and what is wrong in them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from levier.domain.quantities import NBSP, format_number
from levier.notices.decp import AwardedContract, Source, end_date, looks_like_decp, read_contracts

HEAD = 1 << 16
SHOWN = 12
_QUOTED = re.compile(r"«[^»]*»|\([^)]*\)|ligne \d+, caractère \d+ du fichier")


def holds_contracts(path: Path) -> bool:
    """True for a DECP file; a file that cannot be read is left to who says why."""
    if not path.is_file():  # a pipe can be read only once
        return False
    try:
        with path.open("rb") as stream:
            return looks_like_decp(stream.read(HEAD))
    except OSError:
        return False


def show_contracts(path: Path, *, as_json: bool) -> None:
    """One JSON object a contract, or a summary of the file.

    Raises:
        ImportFailed: the file is not DECP, or is cut; in JSON, the contracts before were written.
    """
    contracts = read_contracts(path)
    if as_json:
        for one in contracts:
            click.echo(json.dumps(contract_data(one), ensure_ascii=False))
    else:
        click.echo(summary(contracts, path=path) + "\n")


def summary(contracts: Iterator[AwardedContract], *, path: Path) -> str:
    """How many, from when to when, what is declared, and each kind of problem with its number."""
    sources: Counter[Source] = Counter()
    social: Counter[str] = Counter()
    problems: Counter[str] = Counter()
    buyers, uids, changed, faulty, days = set(), set(), 0, 0, list[date]()
    for one in contracts:
        sources[one.source] += 1
        buyers.add(one.buyer.id)
        uids.add(one.uid)
        changed += bool(one.modifications)
        faulty += bool(one.warnings)
        social.update(_declared(one))
        problems.update({_QUOTED.sub("…", warning).replace("….", "…") for warning in one.warnings})
        if one.notified_on:
            days = [min([*days, one.notified_on]), max([*days, one.notified_on])]
    total = sum(sources.values())
    rows = [
        (
            "Contrats",
            f"{format_number(total)}, dont {format_number(len(uids))} numéros différents ; acheteurs : {format_number(len(buyers))}",
        ),
        ("Format", " ; ".join(f"{source.label} : {format_number(count)}" for source, count in sources.most_common())),
        ("Notifiés", f"du {days[0]:%d/%m/%Y} au {days[-1]:%d/%m/%Y}" if days else ""),
        ("Modifiés", format_number(changed)),
        ("Social", " ; ".join(f"{what} : {format_number(count)}" for what, count in social.most_common())),
        ("Problèmes", f"sur {format_number(faulty)} des contrats" if faulty else "aucun"),
    ]
    lines = [f"{path}", *(f"{name:<12} {value}" for name, value in rows if value)]
    lines += [f"  ! {sentence} ×{NBSP}{format_number(count)}" for sentence, count in problems.most_common(SHOWN)]
    return "\n".join(lines)


def _declared(one: AwardedContract) -> list[str]:
    if one.social is None:
        return ["rien de déclaré"]
    return [kind.label.lower() for kind in one.social] or ["aucune considération"]


def contract_data(one: AwardedContract) -> dict[str, object]:
    """Plain data for a program: amounts as strings, dates in ISO 8601."""
    ends = end_date(one)
    amount = one.current_amount
    return {
        "uid": one.uid,
        "id": one.id,
        "source": one.source.value,
        "buyer": {"id": one.buyer.id, "name": one.buyer.name},
        "object": one.object,
        "nature": one.nature,
        "procedure": one.procedure,
        "cpv": one.cpv,
        "department": one.site.department,
        "amount": str(amount) if amount is not None else None,
        "notified_on": one.notified_on.isoformat() if one.notified_on else None,
        "duration_months": one.current_duration_months,
        "ends_on": ends.on.isoformat() if ends else None,
        "ends_basis": ends.basis if ends else "",
        "winners": [{"id": winner.id, "kind": winner.kind, "name": winner.name} for winner in one.current_winners],
        "social": [kind.value for kind in one.social] if one.social is not None else None,
        "environmental": [kind.value for kind in one.environmental] if one.environmental is not None else None,
        "modifications": len(one.modifications),
        "warnings": list(one.warnings),
    }
