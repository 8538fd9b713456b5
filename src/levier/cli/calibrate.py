"""``levier calibrate METHOD``: the hours of a clause, with every step. Needs no database."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import click

from levier.domain.calibration import FIELDS, Field, FieldKind, Method, Settings, build_inputs, read_values
from levier.domain.calibration import calibrate as compute
from levier.domain.parameters import SMIC_HOURLY
from levier.domain.quantities import Rounding, check_hours

from .explain import FrenchDay, FrenchNumber, as_lines

_ROUNDINGS = [policy.value for policy in Rounding]


@click.group("calibrate")
def calibrate() -> None:
    """Calcule les heures d’insertion d’un lot, avec chaque étape."""


def _help(field: Field) -> str:
    unit = f" ({field.unit})" if field.unit else ""
    if field.kind is FieldKind.RATE:
        unit = " (en % : 5 pour 5 %)"
    choices = f" Au choix : {', '.join(f'{code} = {label}' for code, label in field.choices)}." if field.choices else ""
    default = f" D’office : {field.show(field.default)}." if field.default is not None else ""
    return f"{field.label}{unit}. {field.help}{choices}{default}".strip()


def _option(field: Field) -> click.Option:
    return click.Option(
        [f"--{field.name.replace('_', '-')}"],
        required=field.required and field.default is None,
        type=click.Choice([code for code, _ in field.choices]) if field.choices else str,
        help=_help(field),
    )


def _smic(on: date) -> Decimal | None:
    """Gross hourly SMIC of a day, when the table reaches it: only used to warn."""
    return next((dated.value for dated in SMIC_HOURLY.values if dated.holds_on(on)), None)


def _run(method: Method) -> Callable[..., None]:
    def run(
        *, rounding: str, minimum_hours: Decimal | None, on: date | None, as_json: bool, **texts: str | None
    ) -> None:
        day = on or datetime.now(tz=ZoneInfo("Europe/Paris")).date()
        settings = Settings(rounding=Rounding(rounding), minimum_wage=_smic(day))
        if minimum_hours is not None:
            checked = check_hours(minimum_hours, what="Le plancher d’heures")
            settings = Settings(rounding=Rounding(rounding), minimum_wage=_smic(day), minimum_hours=checked)
        values = read_values(method, {name: text or "" for name, text in texts.items()})
        result = compute(method=method, inputs=build_inputs(method, values), settings=settings)
        if as_json:
            click.echo(json.dumps(result.as_dict(), ensure_ascii=False, indent=2))
        else:
            click.echo("\n".join(as_lines(result.explanation)))

    return run


def _command(method: Method) -> click.Command:
    common = [
        click.Option(["--rounding"], type=click.Choice(_ROUNDINGS), default=Rounding.UNIT.value, help="Arrondi final."),
        click.Option(["--minimum-hours"], type=FrenchNumber(), help="Plancher sous lequel prévenir (150 h d’office)."),
        click.Option(["--on"], type=FrenchDay(), help="Jour dont le SMIC sert de garde-fou (aujourd’hui d’office)."),
        click.Option(["--json", "as_json"], is_flag=True, help="Le résultat entier, en JSON."),
    ]
    return click.Command(
        method.value.replace("_", "-"),
        callback=_run(method),
        params=[*(_option(field) for field in FIELDS[method]), *common],
        help=f"{method.label}.",
    )


for _method in Method:
    calibrate.add_command(_command(_method))
