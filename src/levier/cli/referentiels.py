"""``levier referentiels``: the public nomenclatures (CPV, NUTS, ROME, communes)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from levier.cli import setup_django

if TYPE_CHECKING:
    from levier.directory.enums import ReferenceKind
    from levier.directory.references import Loaded

#: Seconds after which a load shows its progress.
PATIENCE = 1.0
#: Kilometres between the centre of a town and the point an official list gives it: beyond, the table is wrong.
_FAR = 10
KINDS = ("cpv", "nuts", "rome", "appellation", "commune")


@click.group("referentiels")
def referentiels() -> None:
    """Nomenclatures publiques : CPV, NUTS, ROME, communes."""
    setup_django()


@referentiels.command("load")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(path_type=Path))
def load(kind: str, file: Path) -> None:
    """Charge un fichier officiel (CSV ou XLSX). Le charger deux fois ne change rien."""
    from levier.directory.references import load_file

    with _database(), _progress("Chargement") as progress:
        done = load_file(_kind(kind), file, progress=progress)
    aside = f" ; {done.aside} sans coordonnées ou en double" if done.aside else ""
    click.echo(f"{_said(done)}{aside}.")


@referentiels.command("init")
def init() -> None:
    """Charge les listes courtes livrées avec Levier, là où il n’y a encore rien."""
    from levier.directory.references import ensure_short_lists

    with _database():
        done = ensure_short_lists()
    for one in done:
        click.echo(f"{_said(one)}.")
    if not done:
        click.echo("Rien à faire : chaque nomenclature est déjà chargée.")


@referentiels.command("list")
@click.option("--json", "as_json", is_flag=True, help="Un objet JSON.")
def list_(as_json: bool) -> None:
    """Dit combien de lignes de chaque nomenclature sont chargées."""
    from levier.directory.references import counts

    with _database():
        found = counts()
    if as_json:
        click.echo(json.dumps({kind.value: number for kind, number in found.items()}))
        return
    for kind, number in found.items():
        click.echo(f"{kind.value:<12} {number:>7}  {kind.label}")


@referentiels.command("search")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("text")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 500), help="Nombre de réponses.")
@click.option("--json", "as_json", is_flag=True, help="Une liste JSON.")
def search(kind: str, text: str, limit: int, as_json: bool) -> None:
    """Cherche un code ou des mots ; accents et fautes de frappe sont admis."""
    with _database():
        found = _found(_kind(kind), text, limit)
    if as_json:
        click.echo(json.dumps([{"code": code, "label": label} for code, label in found], ensure_ascii=False))
        return
    for code, label in found:
        click.echo(f"{code:<10} {label}")
    if not found:
        click.echo("Aucune ligne ne correspond.", err=True)


@referentiels.command("chefs-lieux")
def chefs_lieux() -> None:
    """Compare la table approchée des chefs-lieux à la liste des communes chargée ; code 1 au-delà de 10 km."""
    from levier.directory.places import chefs_lieux_apart

    with _database():
        found = chefs_lieux_apart()
    known = [(one, away) for one, away in found if away is not None]
    for one, away in known:
        click.echo(f"{one.code:<4} {one.chef_lieu:<24} {format(away, '.1f').replace('.', ','):>7} km")
    missing = len(found) - len(known)
    if missing:
        click.echo(f"Absents de la liste chargée\u00a0: {missing} sur {len(found)}.", err=True)
    if any(away > _FAR for _, away in known):
        raise click.exceptions.Exit(1)


def _said(done: Loaded) -> str:
    return f"{done.kind.label}\u00a0: {done.read} ligne{'s' if done.read > 1 else ''} chargée{'s' if done.read > 1 else ''}"


def _kind(name: str) -> ReferenceKind:
    from levier.directory.enums import ReferenceKind

    return ReferenceKind(name)


def _found(kind: ReferenceKind, text: str, limit: int) -> list[tuple[str, str]]:
    from levier.directory.enums import ReferenceKind
    from levier.directory.places import search_communes, search_reference

    if kind is ReferenceKind.COMMUNE:
        return [(one.insee, str(one)) for one in search_communes(text=text, limit=limit)]
    return [(one.code, one.label) for one in search_reference(kind=kind, text=text, limit=limit)]


@contextmanager
def _database() -> Iterator[None]:
    """A database without its tables is said in one line."""
    from django.db import OperationalError, ProgrammingError

    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        raise click.ClickException(
            "La base de données n’est pas prête (tables absentes ou serveur injoignable) : créez-la d’abord."
        ) from error


@contextmanager
def _progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, only for what lasts."""
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(label, total=None)
    started, shown = time.monotonic(), False

    def advance(done: int, total: int) -> None:
        nonlocal shown
        if not shown and time.monotonic() - started > PATIENCE:
            bar.start()
            shown = True
        bar.update(task, completed=done, total=total)

    try:
        yield advance
    finally:
        if shown:
            bar.stop()
