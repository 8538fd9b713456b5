"""``levier watch pull``: what BOAMP, TED and DECP published since the last visit."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import click

from levier.domain.quantities import format_number

from . import setup_django

if TYPE_CHECKING:
    from levier.watch.connectors.ask import Step
    from levier.watch.connectors.visit import Visit

_SOURCES = click.Choice(["boamp", "ted", "decp"])


@click.command("pull")
@click.option(
    "--source", "names", type=_SOURCES, multiple=True, help="boamp, ted ou decp ; les trois sans cette option."
)
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="Lire depuis ce jour (AAAA-MM-JJ), s’il n’a pas été lu."
)
@click.option("--again", is_flag=True, help="Relire aussi ce qui a déjà été lu.")
@click.option("--json", "as_json", is_flag=True, help="Réponse en JSON.")
def pull(names: tuple[str, ...], since: datetime | None, again: bool, as_json: bool) -> None:
    """Lit ce que le BOAMP, TED et les DECP ont publié depuis la dernière fois.

    Interrompue, la commande reprend où elle en était ; relancée, elle n’ajoute que le nouveau.
    """
    setup_django()
    from django.utils import timezone

    from levier.watch.connectors.runs import run

    day = since.date() if since else None
    if day and day > timezone.localdate():
        raise click.ClickException("la date de --since est dans l’avenir : donnez un jour passé.")
    with _quiet("levier.watch.connectors"), _progress() as tell:
        visits = run(names or ("boamp", "ted", "decp"), since=day, again=again, tell=tell)
    if as_json:
        click.echo(json.dumps([_facts(one) for one in visits], ensure_ascii=False))
    else:
        for one in visits:
            _say(one)
    if any(one.failure for one in visits):
        raise click.ClickException(
            "une source au moins n’a pas été lue jusqu’au bout ; relancez la commande pour reprendre."
        )


def _facts(visit: Visit) -> dict[str, object]:
    tally = visit.tally
    return {
        "source": visit.source,
        "added": tally.added,
        "changed": tally.changed,
        "known": tally.known,
        "problems": [{"ref": ref, "sentence": sentence} for ref, sentence in tally.problems],
        "failure": visit.failure,
    }


def _say(visit: Visit) -> None:
    tally = visit.tally
    added = f"{format_number(tally.added)} ajouté{'s' if tally.added > 1 else ''}"
    others = f"{format_number(tally.changed)} mis à jour, {format_number(tally.known)} déjà là"
    click.echo(f"{visit.source.upper()} : {added}, {others}.")
    for ref, sentence in tally.problems[:20]:
        click.echo(f"  {ref} : {sentence}", err=True)
    if len(tally.problems) > 20:
        click.echo(f"  … et d’autres ({len(tally.problems) - 20}) : « --json » les donne tous.", err=True)
    if visit.failure:
        click.echo(f"  {visit.failure}", err=True)


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """What the worker writes to its log is said here in French, and would be drawn over the progress."""
    log = logging.getLogger(name)
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)


@contextmanager
def _progress() -> Iterator[Callable[[Step], None]]:
    """One bar for each source, on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn

    bars: dict[str, TaskID] = {}
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), TextColumn("{task.fields[how_far]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:

        def tell(step: Step) -> None:
            if step.source not in bars:
                for done in bars.values():
                    progress.update(done, total=1, completed=1)
                bars[step.source] = progress.add_task(step.source.upper(), total=None, how_far="")
            progress.update(bars[step.source], description=f"{step.source.upper()} {step.doing}")
            if step.how_far:
                progress.update(
                    bars[step.source], completed=step.seen, total=step.expected or None, how_far=step.how_far
                )

        yield tell
