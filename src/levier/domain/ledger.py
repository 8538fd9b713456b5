"""The hours ledger, append-only: value types and invariants.

A line is never changed. A correction is a new line that points at the hours it corrects; a transfer is a pair of
lines, out of one obligation and into another, under one signed globalisation agreement. Any past report is the ledger
``as_of`` its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from .markdown import table
from .quantities import CENT, ZERO, Hours, format_hours
from .vocabulary import Labelled

_Key = TypeVar("_Key")


class EntryKind(Labelled):
    """What a line of the ledger records. The sign of its hours follows from it."""

    VALIDATED = "validated", "Heures validées"
    CORRECTION = "correction", "Correction"
    TRANSFER_OUT = "transfer_out", "Transfert sortant"
    TRANSFER_IN = "transfer_in", "Transfert entrant"

    @property
    def credits(self) -> bool:
        """True for the lines that bring hours and that others may point at."""
        return self in (EntryKind.VALIDATED, EntryKind.TRANSFER_IN)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One line. ``hours`` is signed: positive for validated and transfer in, negative for transfer out.

    ``target``: the crediting line a correction or a transfer out draws on. ``transfer``: key shared by the two lines
    of a transfer. ``month``: first day of the month worked.
    """

    id: str
    kind: EntryKind
    obligation: str
    person: str
    contract: str
    month: date
    hours: Hours
    recorded_on: date
    target: str | None = None
    transfer: str | None = None
    agreement: str | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """Hours of an obligation, by what they come from."""

    validated: Hours
    corrections: Hours
    transferred_in: Hours
    transferred_out: Hours

    @property
    def transferred(self) -> Hours:
        """Net transfers (negative when more went out)."""
        return self.transferred_in + self.transferred_out

    @property
    def own(self) -> Hours:
        """Hours validated here, corrections included."""
        return self.validated + self.corrections

    @property
    def net(self) -> Hours:
        """Hours that count for the obligation."""
        return self.own + self.transferred


@dataclass(frozen=True, slots=True)
class Totals:
    """The same hours seen four ways; each sums to ``total`` to the hundredth."""

    total: Hours
    by_month: Mapping[date, Hours]
    by_person: Mapping[str, Hours]
    by_contract: Mapping[str, Hours]
    by_obligation: Mapping[str, Hours]


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken invariant: its code, the line at fault (None for a whole report) and a French sentence."""

    code: str
    entry: str | None
    message: str


def balance(entries: Iterable[LedgerEntry], *, obligation: str | None = None) -> Balance:
    """Balance of one obligation, or of all the lines given."""
    sums = dict.fromkeys(EntryKind, ZERO)
    for entry in entries:
        if obligation is None or entry.obligation == obligation:
            sums[entry.kind] += entry.hours
    return Balance(
        sums[EntryKind.VALIDATED],
        sums[EntryKind.CORRECTION],
        sums[EntryKind.TRANSFER_IN],
        sums[EntryKind.TRANSFER_OUT],
    )


def as_of(entries: Iterable[LedgerEntry], day: date) -> tuple[LedgerEntry, ...]:
    """The lines that existed at the end of ``day``, in the order given."""
    return tuple(entry for entry in entries if entry.recorded_on <= day)


def net_of(entries: Iterable[LedgerEntry], entry_id: str) -> Hours:
    """Hours still standing on a crediting line: its own, plus every correction and transfer that points at it."""
    return sum((entry.hours for entry in entries if entry_id in (entry.id, entry.target)), ZERO)


def totals(entries: Iterable[LedgerEntry]) -> Totals:
    """Net hours by month, person, work contract and obligation."""
    by_month: dict[date, Hours] = {}
    by_person: dict[str, Hours] = {}
    by_contract: dict[str, Hours] = {}
    by_obligation: dict[str, Hours] = {}
    total = ZERO
    for entry in entries:
        total += entry.hours
        by_month[entry.month] = by_month.get(entry.month, ZERO) + entry.hours
        by_person[entry.person] = by_person.get(entry.person, ZERO) + entry.hours
        by_contract[entry.contract] = by_contract.get(entry.contract, ZERO) + entry.hours
        by_obligation[entry.obligation] = by_obligation.get(entry.obligation, ZERO) + entry.hours
    return Totals(total, by_month, by_person, by_contract, by_obligation)


def check(entries: Sequence[LedgerEntry]) -> tuple[Violation, ...]:
    """Every broken invariant, in the order of the lines; empty when the ledger is sound."""
    by_id = {entry.id: entry for entry in entries}
    found: list[Violation] = []
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            found.append(Violation("duplicate", entry.id, "Deux lignes portent le même numéro."))
        seen.add(entry.id)
        found += _check_line(entry)
        found += _check_target(entry, by_id)
    return (*found, *_check_nets(entries), *_check_transfers(entries))


def check_report(entries: Iterable[LedgerEntry], report: Totals) -> tuple[Violation, ...]:
    """Compare a report with the ledger it claims to show, and its four sums with its total."""
    found = []
    for name, column in (
        ("mois", report.by_month),
        ("personne", report.by_person),
        ("contrat", report.by_contract),
        ("obligation", report.by_obligation),
    ):
        added = sum(column.values(), ZERO)
        if added != report.total:
            message = f"La somme par {name} ({format_hours(added)}) diffère du total ({format_hours(report.total)})."
            found.append(Violation("sums", None, message))
    actual = totals(entries)
    if actual.total != report.total:
        message = f"Le total ({format_hours(report.total)}) diffère du registre ({format_hours(actual.total)})."
        found.append(Violation("total", None, message))
    same = (
        ("un mois", _without_zeros(actual.by_month) == _without_zeros(report.by_month)),
        ("une personne", _without_zeros(actual.by_person) == _without_zeros(report.by_person)),
        ("un contrat", _without_zeros(actual.by_contract) == _without_zeros(report.by_contract)),
        ("une obligation", _without_zeros(actual.by_obligation) == _without_zeros(report.by_obligation)),
    )
    found += [Violation("column", None, f"Au moins {name} diffère du registre.") for name, agrees in same if not agrees]
    return tuple(found)


def _without_zeros(column: Mapping[_Key, Hours]) -> dict[_Key, Hours]:
    return {key: hours for key, hours in column.items() if hours}


def _check_line(entry: LedgerEntry) -> list[Violation]:
    rules = (
        ("keys", not (entry.person and entry.contract and entry.obligation), "Personne, contrat ou obligation manque."),
        ("month", entry.month.day != 1, "Le mois travaillé doit être noté par son premier jour."),
        ("future", entry.month > entry.recorded_on, "Le mois travaillé est postérieur à l’enregistrement."),
        ("cents", entry.hours != entry.hours.quantize(CENT), "Les heures ont plus de deux décimales."),
        ("sign", not _sign_fits(entry), f"Le signe des heures ne convient pas à « {entry.kind.label} »."),
        ("target", entry.kind.credits == (entry.target is not None), _TARGET_MESSAGE),
    )
    return [Violation(code, entry.id, message) for code, broken, message in rules if broken]


_TARGET_MESSAGE = (
    "Une correction ou un transfert sortant désigne les heures visées ; les autres lignes n’en visent pas."
)


def _sign_fits(entry: LedgerEntry) -> bool:
    if entry.kind.credits:
        return entry.hours > 0
    return entry.hours < 0 if entry.kind is EntryKind.TRANSFER_OUT else entry.hours != 0


def _check_target(entry: LedgerEntry, by_id: Mapping[str, LedgerEntry]) -> list[Violation]:
    if entry.target is None:
        return []
    target = by_id.get(entry.target)
    if target is None:
        return [Violation("missing_target", entry.id, "La ligne visée n’existe pas.")]
    found = []
    if not target.kind.credits:
        found.append(Violation("wrong_target", entry.id, "La ligne visée n’apporte pas d’heures."))
    if target.recorded_on > entry.recorded_on:
        found.append(Violation("target_later", entry.id, "La ligne visée a été enregistrée après celle-ci."))
    if _place(target) != _place(entry) or target.obligation != entry.obligation:
        message = "La ligne visée porte une autre personne, un autre contrat, un autre mois ou une autre obligation."
        found.append(Violation("other_line", entry.id, message))
    return found


def _place(entry: LedgerEntry) -> tuple[str, str, date]:
    return entry.person, entry.contract, entry.month


def _check_nets(entries: Sequence[LedgerEntry]) -> list[Violation]:
    """No crediting line goes below zero, on any day: what is sound today must have been sound then."""
    nets: dict[str, Hours] = {}
    low: dict[str, None] = {}
    # Within one day the crediting lines are read first; the order of lines in a day is not meaningful.
    for entry in sorted(entries, key=lambda line: (line.recorded_on, not line.kind.credits, line.hours < 0)):
        key = entry.id if entry.target is None else entry.target
        nets[key] = nets.get(key, ZERO) + entry.hours
        if nets[key] < 0 and entry.target is not None:
            low[key] = None
    return [Violation("negative", key, "Il a été retiré plus d’heures qu’il n’y en avait.") for key in low]


def _check_transfers(entries: Sequence[LedgerEntry]) -> list[Violation]:
    groups: dict[str, list[LedgerEntry]] = {}
    found = []
    for entry in entries:
        moves = entry.kind in (EntryKind.TRANSFER_IN, EntryKind.TRANSFER_OUT)
        if moves != (entry.transfer is not None):
            message = "Seul un transfert, et tout transfert, porte le numéro de sa paire."
            found.append(Violation("transfer_key", entry.id, message))
        elif entry.transfer is not None:
            groups.setdefault(entry.transfer, []).append(entry)
    for key, pair in groups.items():
        problem = _pair_problem(pair)
        if problem:
            found.append(Violation("pair", pair[0].id, f"Transfert {key} : {problem}"))
    return found


def _pair_problem(pair: list[LedgerEntry]) -> str:
    """What is wrong with the two lines of a transfer, or the empty string."""
    if sorted(entry.kind for entry in pair) != [EntryKind.TRANSFER_IN, EntryKind.TRANSFER_OUT]:
        return "il faut une ligne sortante et une ligne entrante, pas plus."
    first, second = pair
    if first.hours + second.hours != 0:
        return "les deux lignes ne se compensent pas."
    if first.obligation == second.obligation:
        return "les deux lignes portent la même obligation."
    if _place(first) != _place(second) or first.recorded_on != second.recorded_on:
        return "la personne, le contrat, le mois ou le jour diffère d’une ligne à l’autre."
    if not first.agreement or first.agreement != second.agreement:
        return "la convention de globalisation manque ou diffère."
    return ""


def page() -> tuple[str, str]:
    """Slug and Markdown of the page « Registre des heures »."""
    rows = (
        (EntryKind.VALIDATED, "positif", "—"),
        (EntryKind.CORRECTION, "positif ou négatif", "la ligne qu’elle corrige"),
        (EntryKind.TRANSFER_OUT, "négatif", "la ligne dont les heures partent"),
        (EntryKind.TRANSFER_IN, "positif", "—"),
    )
    parts = [
        "# Registre des heures",
        (
            "Une ligne écrite ne change plus. Une correction est une nouvelle ligne ; tout bilan passé se "
            "recalcule à sa "
            "date."
        ),
        table(("Ligne", "Signe", "Désigne"), ((kind.label, sign, target) for kind, sign, target in rows)),
        "## Invariants",
        (
            "- Une heure compte pour une seule obligation.\n"
            "- Ce qui est retiré d’une ligne ne dépasse jamais ce qu’elle porte, quel que soit le jour.\n"
            "- Un transfert est une paire qui se compense, entre deux obligations, pour la même personne, le "
            "même contrat "
            "et le même mois, sous une même convention de globalisation signée.\n"
            "- Somme par mois = somme par personne = somme par contrat = total, au centième d’heure."
        ),
    ]
    return "registre", "\n\n".join(parts) + "\n"
