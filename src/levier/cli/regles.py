"""``levier regles DOSSIER``: write the rule pages of the documentation from the code's own tables."""

from __future__ import annotations

from pathlib import Path

import click

from levier.domain.errors import RuleError
from levier.domain.render_rules import rule_pages

INDEX = "README.md"


def rule_files() -> dict[str, str]:
    """File name → content: one page per rule family, and the index in the order of reading."""
    pages = rule_pages()
    titles = {slug: page.splitlines()[0].removeprefix("# ") for slug, page in pages.items()}
    index = [
        "# Les règles, écrites par le code",
        "",
        (
            "Ces pages sont produites par la commande `levier regles docs/regles` à partir des tables que Levier "
            "applique : la règle et sa documentation ne peuvent pas diverger. Ce qui reste « à vérifier » y est dit."
        ),
        "",
        *(f"- [{titles[slug]}]({slug}.md)" for slug in pages),
        "",
    ]
    return {INDEX: "\n".join(index), **{f"{slug}.md": page for slug, page in pages.items()}}


@click.command("regles")
@click.argument("folder", metavar="DOSSIER", type=click.Path(path_type=Path))
def regles(folder: Path) -> None:
    """Écrit les pages de règles (Markdown) dans un dossier."""
    files = rule_files()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise RuleError(f"Impossible d’écrire dans « {folder} » : {error.strerror}.") from error
    click.echo(f"{len(files)} pages écrites dans {folder}.")
