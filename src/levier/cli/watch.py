"""``levier watch …``: published notices and awarded contracts, from files or from their publishers."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from levier.domain.errors import RuleError
from levier.domain.quantities import NBSP

from . import setup_django
from .watch_pull import pull

if TYPE_CHECKING:
    from levier.watch.storage.load import Report
    from levier.watch.storage.write import Outcome

#: Problems written in full; the others are counted, and all are kept in the database.
_SAID = 200


@click.group("watch")
def watch() -> None:
    """Veille : avis de marchés et marchés attribués."""


watch.add_command(pull)


@watch.command("load")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--refresh", is_flag=True, help="Remplacer ce qui est déjà là par ce que disent ces fichiers.")
@click.option("--json", "as_json", is_flag=True, help="Réponse en JSON.")
def load_command(paths: tuple[Path, ...], refresh: bool, as_json: bool) -> None:
    """Range les avis (BOAMP, TED) et les marchés attribués (DECP) de fichiers ou de dossiers."""
    setup_django()
    from levier.watch.storage.load import Report, files_of, load

    files = files_of(paths)
    console = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)
    report = Report()
    with _progress(console) as bar:
        row = bar.add_task("Lecture des fichiers", total=len(files), done="")
        stored = 0

        def show(path: Path, outcome: Outcome) -> None:
            nonlocal stored
            stored += outcome.total
            bar.update(row, done=f"{stored} lus, {path.name}")

        for path in files:
            report += load([path], newest=refresh, progress=show)
            bar.advance(row)
    if as_json:
        click.echo(json.dumps(_as_data(report), ensure_ascii=False))
    else:
        _say(report, console)


def _progress(console: Console) -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[done]}"),
    )
    return Progress(*columns, console=console, transient=True)


def _as_data(report: Report) -> dict[str, object]:
    def told(outcome: Outcome) -> dict[str, int]:
        return {"added": outcome.added, "changed": outcome.changed, "known": outcome.known}

    return {
        "files": report.files,
        "notices": told(report.notices),
        "contracts": told(report.contracts),
        "imperfect": report.imperfect,
        "problems": [{"file": file, "sentence": sentence} for file, sentence in report.problems],
    }


def _say(report: Report, console: Console) -> None:
    for file, sentence in report.problems[:_SAID]:
        console.print(f"  {file} : {sentence}")
    if len(report.problems) > _SAID:
        console.print(f"  … et {len(report.problems) - _SAID} autres, gardés dans la base.")
    click.echo(
        f"{_count(report.files, 'fichier')} lu{_s(report.files)}, {len(report.problems)} sans rien à en reprendre."
    )
    for name, outcome in (("avis", report.notices), ("marché attribué", report.contracts)):
        click.echo(_line(name, outcome))
    if report.imperfect:
        click.echo(
            f"{_count(report.imperfect, 'texte')} en partie illisible{_s(report.imperfect)} : ce qui manque est dit sur leur page."
        )


def _line(name: str, outcome: Outcome) -> str:
    if not outcome.total:
        return f"Aucun {name}."
    said = [f"{_number(outcome.added)} ajouté{_s(outcome.added)}"] if outcome.added else []
    said += [f"{_number(outcome.changed)} mis à jour"] if outcome.changed else []
    said += [f"{_number(outcome.known)} déjà là"] if outcome.known else []
    return f"{_count(outcome.total, name)} : {', '.join(said)}."


def _count(count: int, name: str) -> str:
    s = _s(count)
    return f"{_number(count)}{NBSP}" + " ".join(word if word.endswith("s") else word + s for word in name.split())


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")


def _s(count: int) -> str:
    return "s" if count > 1 else ""


@watch.command("reindex")
def reindex() -> None:
    """Refait l’index de recherche à partir des avis gardés."""
    setup_django()
    from levier.watch.storage.reindex import reindex_all

    console = Console(stderr=True, highlight=False)
    with Progress(console=console, transient=True) as bar:
        row = bar.add_task("Index", total=None)
        count = reindex_all(progress=lambda done, total: bar.update(row, completed=done, total=total))
    click.echo(f"{_count(count, 'avis')} dans l’index.")


@watch.command("export-corrections")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Fichier à écrire ; la sortie sinon.")
def export_corrections(out: Path | None) -> None:
    """Écrit ce que les lecteurs ont corrigé, une ligne JSON chacun, sans rien qui dise qui ni où."""
    setup_django()
    from levier.watch.corrections import lines

    text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines())
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RuleError(f"« {out} » ne peut pas être écrit ({error.strerror}).") from None
    click.echo(f"{_count(text.count(chr(10)), 'correction')} dans « {out} ».")
