"""``levier import-programme FILE``: the buyer's programme, as the web takes it in."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import click

from levier.domain.errors import ImportFailed, RuleError
from levier.procurement.sheets import MAX_BYTES, SheetContent, guess_mapping, read_lines, read_table
from levier.procurement.sheets.fields import FIELDS_BY_NAME

from . import setup_django


@click.command("import-programme")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--buyer", "buyer_name", required=True, help="Nom ou SIRET de l’acheteur, tel qu’il est dans l’annuaire.")
@click.option("--workspace", "slug", required=True, help="Identifiant de l’espace.")
@click.option("--dry-run", is_flag=True, help="Lire et vérifier sans rien écrire.")
@click.option("--json", "as_json", is_flag=True, help="Réponse en JSON.")
def import_programme(file: Path, buyer_name: str, slug: str, dry_run: bool, as_json: bool) -> None:
    """Importe la programmation d’un acheteur (XLSX ou CSV) : tout ou rien."""
    setup_django()
    from django.utils import timezone

    from levier.accounts.actor import Actor
    from levier.procurement import services
    from levier.procurement.models import ColumnMapping, ProgrammeSheet

    workspace = _workspace(slug)
    buyer = _buyer(workspace, buyer_name)
    data = _bytes(file)
    digest = hashlib.sha256(data).hexdigest()
    if ProgrammeSheet.objects.filter(buyer=buyer, sha256=digest).exists():
        _say(as_json, "Ce fichier a déjà été importé : rien n’a été ajouté.", added=0, known=0, already_imported=True)
        return
    table = read_table(data, filename=file.name)
    remembered = ColumnMapping.objects.filter(buyer=buyer).first()
    mapping = guess_mapping(table.headers, remembered=remembered.columns if remembered else None)
    content = read_lines(table, mapping, buyer_siret=buyer.siret)
    if dry_run:
        _say(
            as_json, _preview(content, mapping), contracts=len(content.contracts), lines=content.lines, columns=mapping
        )
        return
    done = services.import_programme(
        actor=Actor.system(workspace),
        today=timezone.localdate(),
        buyer=buyer,
        content=content,
        mapping=mapping,
        filename=file.name,
        sha256=digest,
    )
    _say(as_json, done.sentence, added=done.added, known=done.known, already_imported=False)


def _workspace(slug: str) -> Any:
    from levier.accounts.models import Workspace

    workspace = Workspace.objects.filter(slug=slug).first()
    if workspace is None:
        raise RuleError(f"L’espace « {slug} » n’existe pas.")
    return workspace


def _buyer(workspace: Any, name: str) -> Any:
    """A buyer of the directory; a misspelt name must not create another one."""
    from levier.directory.enums import OrganisationKind
    from levier.directory.writing import find_organisation

    digits = "".join(name.split())
    siret = digits if len(digits) == 14 and digits.isdigit() else ""
    buyer = find_organisation(workspace=workspace, name=name, siret=siret, kinds=(OrganisationKind.BUYER,))
    if buyer is None or buyer.kind != OrganisationKind.BUYER:
        raise RuleError(f"L’acheteur « {name} » n’est pas dans l’annuaire de cet espace : ajoutez-le d’abord.")
    return buyer


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise ImportFailed(f"Le fichier « {file} » n’existe pas.") from None
    except OSError as error:
        raise ImportFailed(f"Le fichier « {file} » ne peut pas être lu ({error.strerror}).") from None


def _preview(content: SheetContent, mapping: dict[str, str]) -> str:
    columns = "\n".join(f"  {FIELDS_BY_NAME[name].label} ← {header}" for name, header in mapping.items())
    count = len(content.contracts)
    s = "s" if count > 1 else ""
    return f"{columns}\n{count} marché{s} lu{s} sur {content.lines} ligne{'s' if content.lines > 1 else ''} ; rien n’a été écrit."


def _say(as_json: bool, sentence: str, **facts: object) -> None:
    click.echo(json.dumps(facts, ensure_ascii=False) if as_json else sentence)
