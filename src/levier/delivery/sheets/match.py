"""Put the lines of a sheet on the statements, people and work contracts known. Nothing here reads the database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from levier.domain.dates import format_date
from levier.domain.declaration import over_day
from levier.domain.errors import CellError, ImportFailed
from levier.domain.french import of
from levier.domain.months import month_end
from levier.domain.quantities import ZERO, Hours, format_hours
from levier.domain.vocabulary import HourKind, Modality
from levier.people.models import Employment
from levier.people.writing import NewWorker
from levier.sheets.fields import fold, header_key
from levier.ui.formats import plural

from ..models import HoursStatement
from .fields import FIELDS_BY_NAME
from .read import HoursRow, SheetLines

_WORDS = re.compile(r"[^\w]+")
#: Names and days shown of what was left out or looks unusual.
_SHOWN = 10
_MOST: Hours = Hours(744)


@dataclass(eq=False, slots=True)
class Newcomer:
    """Somebody the sheet names whose work contract is not known yet."""

    name: str
    line: int
    worker: NewWorker


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """Hours of one kind of one person, all the lines of the sheet together."""

    who: Employment | Newcomer
    kind: HourKind
    hours: Hours

    @property
    def name(self) -> str:
        return str(self.who.person) if isinstance(self.who, Employment) else self.who.name

    @property
    def is_new(self) -> bool:
        return isinstance(self.who, Newcomer)


@dataclass(frozen=True, slots=True)
class Fill:
    """What the sheet puts on one statement."""

    statement: HoursStatement
    lines: tuple[PlannedLine, ...]

    @property
    def total(self) -> Hours:
        return sum((line.hours for line in self.lines), ZERO)


@dataclass(frozen=True, slots=True)
class Plan:
    """All that would be written, and what a person should read before."""

    fills: tuple[Fill, ...]
    newcomers: tuple[Newcomer, ...]
    kinds: tuple[HourKind, ...]
    told: tuple[str, ...]
    questions: tuple[str, ...]
    #: People left out because nobody known is theirs: unknown, two of one name, or without a contract that month.
    strangers: int = 0

    @property
    def total(self) -> Hours:
        return sum((fill.total for fill in self.fills), ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the sheet is compared with; the statement it was sent from comes first."""

    statements: Sequence[HoursStatement]
    employments: Sequence[Employment]
    #: Hours already validated, by (statement, work contract, kind): they change no more.
    accepted: Mapping[tuple[int, int, str], Hours]
    #: How the people the declarant employs work, unless the sheet is about somebody known.
    modality: Modality


def plan(lines: SheetLines, known: Known, *, strangers: bool = False) -> Plan:
    """Who, where, how many hours; every fault found. With ``strangers``, those who are not known are left out.

    Raises:
        ImportFailed: somebody who is not known and lacks what is needed, a name two people bear, hours already validated.
    """
    places, people = _Places(known.statements), _People(known)
    totals: dict[tuple[int, int, HourKind], Hours] = {}
    whos: dict[int, Employment | Newcomer] = {}
    first_line: dict[tuple[int, int], int] = {}
    days: dict[tuple[str, date], dict[int, Hours]] = {}
    errors: list[CellError] = []
    unknown: list[CellError] = []
    for row in lines.rows:
        statement = places.of(row, errors)
        who = people.of(row, unknown) if statement is not None else None
        if statement is None or who is None:
            continue
        whos[id(who)] = who
        first_line.setdefault((statement.pk, id(who)), row.line)
        for kind, hours in row.hours:
            key = (statement.pk, id(who), kind)
            totals[key] = totals.get(key, ZERO) + hours
            if row.day is not None:
                sites = days.setdefault((row.name, row.day), {})
                sites[statement.pk] = sites.get(statement.pk, ZERO) + hours
    errors += () if strangers else (*unknown, *people.missing(lines))
    by_statement: dict[int, list[PlannedLine]] = {}
    for (statement_pk, who_id, kind), hours in totals.items():
        one = PlannedLine(whos[who_id], kind, hours)
        by_statement.setdefault(statement_pk, []).append(one)
        errors += _faults(one, statement_pk, known, first_line[statement_pk, who_id])
    if errors:
        count = len(errors)
        raise ImportFailed(
            f"La feuille contient {count} erreur{'s' if count > 1 else ''} : rien n’en a été repris.",
            errors=tuple(sorted(errors, key=lambda error: error.line or 0)),
        )
    fills = tuple(
        Fill(one, tuple(sorted(by_statement[one.pk], key=lambda line: fold(line.name))))
        for one in known.statements
        if one.pk in by_statement
    )
    told = (*lines.told, *places.told(lines))
    if not fills:
        raise ImportFailed(
            "Aucune ligne de cette feuille ne concerne vos relevés. " + " ".join((*told, *_not_a_contract(lines)))
        )
    names = {one.pk: one.obligation.clause.lot.contract.title for one in known.statements}
    questions = _long_days(days, names)
    return Plan(
        fills, tuple(people.newcomers), lines.kinds, told, questions, strangers=len(people.strangers) + len(unknown)
    )


def _not_a_contract(lines: SheetLines) -> Iterable[str]:
    """What to do when the column taken for that of the contracts names something else."""
    if "contract" in lines.columns:
        header = lines.columns["contract"]
        yield f"Si la colonne « {header} » ne dit pas le marché, mettez « Marché » sur « Pas dans cette feuille »."


def _faults(line: PlannedLine, statement: int, known: Known, at: int) -> Iterable[CellError]:
    if line.hours > _MOST:
        yield CellError(at, None, f"{line.name} aurait {format_hours(line.hours)} dans le mois : vérifiez ses lignes.")
    if isinstance(line.who, Employment):
        stored = known.accepted.get((statement, line.who.pk, line.kind.value))
        if stored is not None and stored != line.hours:
            yield CellError(
                at,
                None,
                f"{line.name} a déjà {format_hours(stored)} validées ({line.kind.label.lower()}) : elles ne changent plus ici. "
                "Écrivez la correction en commentaire.",
            )


def _long_days(days: Mapping[tuple[str, date], Mapping[int, Hours]], names: Mapping[int, str]) -> tuple[str, ...]:
    found = [
        over_day(person, day, sum(sites.values(), ZERO), places=[names[one] for one in sites])
        for (person, day), sites in days.items()
    ]
    asked = [sentence for sentence in found if sentence]
    more = len(asked) - _SHOWN
    return (
        *asked[:_SHOWN],
        *([f"Et {plural(more, 'autre journée', 'autres journées')} de plus de 10 h."] if more > 0 else []),
    )


class _Places:
    """Which statement a line belongs to."""

    def __init__(self, statements: Sequence[HoursStatement]) -> None:
        self.statements = statements
        self.known: dict[tuple[str, str, str], HoursStatement | str | None] = {}
        self.left: dict[str, int] = {}
        self.guessed = 0

    def of(self, row: HoursRow, errors: list[CellError]) -> HoursStatement | None:
        key = (row.contract, row.lot, row.company)
        if key not in self.known:
            self.known[key] = self._find(*key)
        found = self.known[key]
        if isinstance(found, HoursStatement):
            return found
        if found is None:
            name = row.contract or row.company or f"lot {row.lot}"
            self.left[name] = self.left.get(name, 0) + 1
        else:
            errors.append(CellError(row.line, None, found))
            self.known[key] = None  # said once
        return None

    def _find(self, contract: str, lot: str, company: str) -> HoursStatement | str | None:
        found = list(self.statements)
        if contract:
            found = [one for one in found if _names(one, contract)]
        if lot:
            number = header_key(lot).removeprefix("lot").lstrip("n° 0")
            found = [one for one in found if header_key(one.obligation.clause.lot.number).lstrip("0") == number]
        if company:
            same = [one for one in found if _alike(one.obligation.contractor.name, company)]
            own = found and _alike(found[0].declarant.name, company)  # its own name on every line tells nothing
            found = same if same or not own else found
        if len(found) > 1 and not contract and not lot:
            narrowed = {one.obligation.contractor_id for one in found}
            if not company or len(narrowed) == len({one.obligation.contractor_id for one in self.statements}):
                self.guessed += 1
                return self.statements[0]
        if len(found) > 1:
            titles = " ; ".join(
                f"« {one.obligation.clause.lot.contract.title} », lot {one.obligation.clause.lot.number}"
                for one in found
            )
            said = contract or company
            return f"« {said} » peut être {titles} : ajoutez les colonnes « Marché » et « Lot »."
        return found[0] if found else None

    def told(self, lines: SheetLines) -> Iterable[str]:
        """What was left out, and the statement taken for granted."""
        if self.guessed and len(self.statements) > 1:
            title = self.statements[0].obligation.clause.lot.contract.title
            yield f"La feuille ne dit pas pour quel marché : toutes ses lignes vont à « {title} »."
        if self.left:
            names = sorted(self.left)
            shown = ", ".join(f"« {name} »" for name in names[:_SHOWN]) + ("…" if len(names) > _SHOWN else "")
            count = sum(self.left.values())
            verb = "lignes ne sont pas reprises" if count > 1 else "ligne n’est pas reprise"
            yield f"{count} {verb}, aucun de vos relevés ouverts ne s’appelle ainsi : {shown}."


def _names(statement: HoursStatement, text: str) -> bool:
    lot = statement.obligation.clause.lot
    contract, said = lot.contract, header_key(text)
    title, reference = header_key(contract.title), header_key(contract.reference)
    return said in {title, reference, f"{title} lot {header_key(lot.number)}"} or (len(said) >= 8 and said in title)


def _alike(name: str, said: str) -> bool:
    one, two = header_key(name), header_key(said)
    return one == two or (min(len(one), len(two)) >= 5 and (one in two or two in one))


class _People:
    """Whose hours they are: a work contract known, or a newcomer."""

    def __init__(self, known: Known) -> None:
        self.modality = known.modality
        self.month = known.statements[0].month
        self.by_name: dict[str, list[Employment]] = {}
        for job in known.employments:
            self.by_name.setdefault(_key(f"{job.person.first_name} {job.person.last_name}"), []).append(job)
        #: The work contracts a line may be of, the latest first; or somebody new; or nobody.
        self.known: dict[tuple[object, ...], Sequence[Employment] | Newcomer | None] = {}
        self.newcomers: list[Newcomer] = []
        #: Who is not known and lacks what is needed: their first line, and what the sheet says of them.
        self.strangers: dict[tuple[str, date | None], HoursRow] = {}

    def of(self, row: HoursRow, errors: list[CellError]) -> Employment | Newcomer | None:
        key = (row.name, row.birth_date, row.starts_on, row.contract_kind)
        if key not in self.known:
            self.known[key] = self._find(row, errors)
        found = self.known[key]
        if found is None or isinstance(found, Newcomer):
            return found
        day = row.day
        return found[0] if day is None else next((job for job in found if _runs(job, day, day)), found[0])

    def _find(self, row: HoursRow, errors: list[CellError]) -> Sequence[Employment] | Newcomer | None:
        jobs = self.by_name.get(_key(row.name), [])
        if row.birth_date is not None:
            jobs = [job for job in jobs if job.person.birth_date == row.birth_date]
        if len({job.person_id for job in jobs}) > 1:
            errors.append(
                CellError(row.line, None, f"deux personnes s’appellent {row.name} : ajoutez leur date de naissance.")
            )
            return None
        # A contract that ended before the one the line speaks of is not the one it speaks of.
        first = max(self.month, row.starts_on) if row.starts_on else self.month
        present = [job for job in jobs if _runs(job, first, month_end(self.month))]
        exact = [job for job in present if job.starts_on == row.starts_on]
        if exact or present:
            return sorted(exact or present, key=lambda job: (job.starts_on, job.pk), reverse=True)
        return self._newcomer(row, jobs, errors)

    def _newcomer(self, row: HoursRow, jobs: Sequence[Employment], errors: list[CellError]) -> Newcomer | None:
        person = jobs[0].person if jobs else None
        first, last = (person.first_name, person.last_name) if person else _split(row)
        born = person.birth_date if person else row.birth_date
        if not first or born is None or row.contract_kind is None or row.starts_on is None:
            if jobs and row.contract_kind is None:
                ended = max(jobs, key=lambda job: job.starts_on)
                errors.append(CellError(row.line, None, _not_there(row.name, ended)))
            else:
                self.strangers.setdefault((_key(row.name), row.birth_date), row)
            return None
        for one in self.newcomers:
            worker = one.worker
            if (_key(one.name), worker.birth_date, worker.starts_on) == (_key(row.name), born, row.starts_on):
                return one
        worker = NewWorker(
            first_name=first,
            last_name=last,
            birth_date=born,
            contract_kind=row.contract_kind,
            modality=Modality(jobs[-1].modality) if jobs else self.modality,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            occupation=row.occupation[:150],
        )
        found = Newcomer(f"{first} {last}", row.line, worker)
        self.newcomers.append(found)
        return found

    def missing(self, lines: SheetLines) -> Iterable[CellError]:
        """One fault for each person who is not known and lacks what is needed, on their first line."""
        for row in self.strangers.values():
            lacking = [
                FIELDS_BY_NAME[name].label.lower()
                for name in ("birth_date", "contract_kind", "starts_on")
                if getattr(row, name) is None
            ]
            if not lacking:
                yield CellError(
                    row.line,
                    lines.columns.get("full_name"),
                    f"{row.name} : séparez le nom et le prénom en deux colonnes.",
                )
                continue
            yield CellError(
                row.line,
                None,
                f"{row.name} n’est pas sur votre liste. Ajoutez dans la feuille : {', '.join(lacking)} ; ou ajoutez d’abord "
                "cette personne à la main.",
            )


def _runs(job: Employment, first: date, last: date) -> bool:
    """The contract is under way at least one day from the first to the last."""
    return job.starts_on <= last and (job.ends_on is None or job.ends_on >= first)


def _not_there(name: str, job: Employment) -> str:
    when = (
        f"a pris fin le {format_date(job.ends_on)}"
        if job.ends_on
        else f"ne commence que le {format_date(job.starts_on)}"
    )
    return (
        f"le contrat {of(name)} {when} : donnez son nouveau contrat et son début dans la feuille, ou retirez la ligne."
    )


def _key(name: str) -> str:
    """A name whatever the order of its words, accents, hyphens and capitals."""
    return " ".join(sorted(word for word in _WORDS.split(fold(name)) if word))


def _split(row: HoursRow) -> tuple[str, str]:
    """First and last name; in one cell, the words in capitals are the last name."""
    if not row.full_name:
        return row.first_name, row.last_name
    words = row.full_name.split()
    last = [word for word in words if word.isupper()]
    first = [word for word in words if not word.isupper()]
    return (" ".join(first), " ".join(last)) if first and last else ("", "")
