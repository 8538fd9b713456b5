"""Importing a month's hours from a big sheet, against openpyxl reading the same file and doing nothing else.

A temporary work agency sends one line for each person and day, for several contracts. Levier reads the bytes (macros, bombs,
formulas, social security numbers), recognises the columns, finds each person, work contract and statement in the database,
sums, fills the drafts, then asks what the company would confirm before sending. Both must have seen the same rows and hours.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import xlsxwriter

if TYPE_CHECKING:
    from levier.accounts.actor import Actor
    from levier.delivery.models import HoursStatement

MONTH, DECLARED_ON = date(2026, 3, 1), date(2026, 4, 3)
HEADERS = (
    "Nom",
    "Prénom",
    "Date de naissance",
    "Jour",
    "Heures",
    "Type de contrat",
    "Date d’entrée",
    "Chantier",
    "Lot",
)
DAYS = 20


def sheet(lines: int, contracts: int) -> bytes:
    """The agency's export: names, days and times as its software writes them."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page, day = book.add_worksheet("Pointage"), book.add_format({"num_format": "dd/mm/yyyy"})
    page.write_row(0, 0, HEADERS)
    for at in range(lines):
        who, rank = divmod(at, DAYS)
        page.write_string(at + 1, 0, last_name(who))
        page.write_string(at + 1, 1, f"Prénom{who % 97}")
        page.write_datetime(at + 1, 2, as_datetime(born(who)), day)
        page.write_datetime(at + 1, 3, as_datetime(MONTH + timedelta(days=rank)), day)
        page.write_number(at + 1, 4, 7 + (at % 4) / 4)
        page.write_string(at + 1, 5, "Intérim d’insertion")
        page.write_datetime(at + 1, 6, datetime(2026, 1, 5), day)  # noqa: DTZ001 - a cell has no time zone
        page.write_string(at + 1, 7, f"Chantier fictif {who % contracts}")
        page.write_string(at + 1, 8, "1")
    book.close()
    return buffer.getvalue()


def last_name(who: int) -> str:
    return f"NOM {chr(65 + who % 26)}{who}"


def born(who: int) -> date:
    return date(1970, 1, 1) + timedelta(days=who * 5 % 12_000)


def as_datetime(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a cell has no time zone


def workspace(people: int, contracts: int) -> tuple[Actor, HoursStatement]:
    """A database where the agency has a statement to send for each contract, and employs everybody."""
    from levier.accounts.actor import Actor
    from levier.accounts.enums import Role
    from levier.accounts.models import Membership, User, Workspace
    from levier.clauses.models import Clause
    from levier.delivery.models import HoursStatement, Obligation
    from levier.directory.models import Organisation
    from levier.people.models import Employment, Person
    from levier.procurement.models import Award, AwardMember, Contract, Lot

    space = Workspace.objects.create(name="Espace fictif")
    buyer, company, agency = (
        Organisation.objects.create(workspace=space, kind=kind, name=f"{kind} (fictif)")
        for kind in ("buyer", "contractor", "structure")
    )
    user = User.objects.create(email="agence@exemple.test")
    member = Membership.objects.create(user=user, workspace=space, role=Role.STRUCTURE.value, organisation=agency)
    statements = []
    for at in range(contracts):
        contract = Contract.objects.create(workspace=space, buyer=buyer, title=f"Chantier fictif {at}", nature="works")
        lot = Lot.objects.create(contract=contract, number="1", title="Lot unique")
        clause = Clause.objects.create(lot=lot, lever="performance_condition", hours=Decimal(100_000))
        period: dict[str, Any] = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
        award = Award.objects.create(lot=lot, notified_on=date(2025, 12, 1), **period)
        AwardMember.objects.create(award=award, organisation=company)
        owed = Obligation.objects.create(workspace=space, clause=clause, award=award, contractor=company, **period)
        statements.append(
            HoursStatement.objects.create(obligation=owed, declarant=agency, month=MONTH, due_on=date(2026, 4, 10))
        )
    known = Person.objects.bulk_create(
        Person(workspace=space, last_name=last_name(who), first_name=f"Prénom{who % 97}", birth_date=born(who))
        for who in range(people)
    )
    Employment.objects.bulk_create(
        Employment(
            person=one, employer=agency, contract_kind="temp_insertion", modality="etti", starts_on=date(2026, 1, 5)
        )
        for one in known
    )
    return Actor.member(member), statements[0]


def read_only(data: bytes) -> list[tuple[Any, ...]]:
    """What the ratio is against: every row, and nothing done with it."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return list(book.worksheets[0].iter_rows(values_only=True))


def imported(data: bytes, actor: Actor, statement: HoursStatement) -> tuple[int, Decimal]:
    """From the bytes to the drafts, and the questions asked before sending; returns the rows and the hours written."""
    from levier.delivery import sheets
    from levier.delivery.declaration import DeclaredLine
    from levier.delivery.selectors import around
    from levier.delivery.selectors.sheets import fillable, known, remembered_columns
    from levier.delivery.services.sheets import fill_from_sheet, prepare_sheet
    from levier.domain.vocabulary import HourKind

    table = sheets.open_table(data)
    prepare_sheet(actor=actor, statement=statement, content=data, now=datetime.now(tz=UTC))
    lines = sheets.read_lines(table, sheets.guess(table, remembered=remembered_columns(statement)), month=MONTH)
    open_ones = fillable(actor=actor, statement=statement)
    plan = sheets.plan(lines, known(open_ones))
    said = sheets.Remembered(lines.columns, sheets.header_row(table))
    fill_from_sheet(actor=actor, statement=statement, plan=plan, said=said, today=date(2026, 4, 2))
    written = Decimal(0)
    for one in open_ones:
        stored = one.lines.select_related("employment__person")
        declared = [DeclaredLine(line.employment, HourKind(line.kind), line.hours) for line in stored]
        written += sum((line.hours for line in declared), Decimal(0))
        around.asked(one, declared, today=DECLARED_ON)
    return len(lines.rows), written


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lines", type=int, default=50_000)
    options.add_argument("--contracts", type=int, default=5)
    options.add_argument("--rounds", type=int, default=3, help="times each is done; the best counts")
    chosen = options.parse_args()
    people = -(-chosen.lines // DAYS)
    data = sheet(chosen.lines, chosen.contracts)

    with tempfile.TemporaryDirectory(prefix="levier-bench-") as folder:
        os.environ.update(
            LEVIER_DATA_DIR=folder, LEVIER_DEBUG="1", LEVIER_SECRET_KEY="bench-" + "x" * 50, LEVIER_DATABASE_URL="",
            DJANGO_SETTINGS_MODULE="levier.config.settings",
        )  # fmt: skip
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        call_command("migrate", verbosity=0)
        from levier.delivery.models import HoursLine

        actor, statement = workspace(people, chosen.contracts)

        times, taken = [], []
        for _ in range(chosen.rounds):  # one after the other, so that a busy machine slows both
            gc.collect()
            started = time.perf_counter()
            rows = read_only(data)
            times.append(time.perf_counter() - started)
            seen, hours = len(rows) - 1, sum((Decimal(str(row[4])) for row in rows[1:]), Decimal(0))
            del rows
            HoursLine.objects.all().delete()
            gc.collect()
            started = time.perf_counter()
            kept, written = imported(data, actor, statement)
            taken.append(time.perf_counter() - started)
        connection.close()

    assert (kept, written) == (seen, hours), f"{kept} rows and {written} h kept, {seen} rows and {hours} h in the sheet"
    best, whole = min(times), min(taken)
    worst = max(one / other for one, other in zip(taken, times, strict=True))
    print(
        f"hours sheet of {chosen.lines:,} lines, {people:,} people, {chosen.contracts} contracts, {len(data) / 1e6:.1f} MB"
    )
    print(f"  openpyxl, read only        {best:8.2f} s   best of {chosen.rounds}")
    print(
        f"  import, all checks, drafts {whole:8.2f} s   ratio {whole / best:.2f}, worst round {worst:.2f} (wanted: under 3)"
    )
    print(f"  same rows, and {written:,} h on both sides")


if __name__ == "__main__":
    main()
