"""``levier applies``: which duties bind a purchase and which levers are open. Needs no database."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import click

from levier.domain.applies import Applicable, Purchase, exception_check, what_applies
from levier.domain.vocabulary import BuyerKind, PurchaseNature

from .explain import FrenchDay, FrenchNumber

_ANSWER = {True: "oui", False: "non", None: "à vérifier"}


@click.command("applies")
@click.option(
    "--buyer", "buyer_kind", required=True, type=click.Choice([k.value for k in BuyerKind]), help="Type d’acheteur."
)
@click.option(
    "--nature", required=True, type=click.Choice([n.value for n in PurchaseNature]), help="Ce qui est acheté."
)
@click.option("--amount", type=FrenchNumber(), help="Montant estimé de tout le besoin, en € HT.")
@click.option("--launch", type=FrenchDay(), help="Jour du lancement de la consultation.")
@click.option("--months", type=click.IntRange(min=1), help="Durée du marché, en mois.")
@click.option("--concession", is_flag=True, help="C’est une concession.")
@click.option("--insertion-object", is_flag=True, help="L’insertion est l’objet même de l’achat.")
@click.option("--competence/--no-competence", default=None, help="L’acheteur a la compétence insertion.")
@click.option("--ess-list/--no-ess-list", default=None, help="Service de la liste du L2113-15.")
@click.option("--annual", type=FrenchNumber(), help="Achats annuels de l’acheteur, en € HT.")
@click.option("--on", type=FrenchDay(), help="Jour de la question (aujourd’hui d’office).")
@click.option("--json", "as_json", is_flag=True, help="La réponse entière, en JSON.")
def applies(
    *,
    buyer_kind: str,
    nature: str,
    amount: Decimal | None,
    launch: date | None,
    months: int | None,
    concession: bool,
    insertion_object: bool,
    competence: bool | None,
    ess_list: bool | None,
    annual: Decimal | None,
    on: date | None,
    as_json: bool,
) -> None:
    """Dit quelles obligations s’imposent à un achat et quels leviers sont ouverts."""
    purchase = Purchase(
        buyer_kind=BuyerKind(buyer_kind),
        nature=PurchaseNature(nature),
        is_concession=concession,
        amount_excl_vat=amount,
        consultation_on=launch,
        duration_months=months,
        insertion_is_object=insertion_object,
        buyer_has_insertion_competence=competence,
        ess_list_service=ess_list,
        buyer_annual_purchases=annual,
    )
    answer = what_applies(purchase, on=on or datetime.now(tz=ZoneInfo("Europe/Paris")).date())
    click.echo(json.dumps(answer.as_dict(), ensure_ascii=False, indent=2) if as_json else _text(purchase, answer))


def _text(purchase: Purchase, answer: Applicable) -> str:
    lines = [answer.explanation.conclusion, "", "Obligations"]
    for duty in answer.duties:
        lines.append(f"  [{_ANSWER[duty.binds]}] {duty.title} — {duty.source}")
        lines.append(f"      {duty.why}")
        for one in duty.exceptions:
            check = exception_check(purchase, one)
            lines.append(f"      exception : {one.label} ({_ANSWER[check.possible]}, motif écrit ; {check.source})")
    lines += ["", "Leviers"]
    for line in answer.levers:
        lines.append(f"  [{_ANSWER[line.open]}] {line.title} — {line.source}")
        lines.append(f"      {line.why}")
    lines += [f"  ! {warning.message}" for warning in answer.explanation.warnings]
    return "\n".join(lines)
