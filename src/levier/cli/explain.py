"""How the commands print an explanation: steps, sources, warnings, « à vérifier » marks."""

from __future__ import annotations

from datetime import date

import click

from levier.domain.errors import RuleError
from levier.domain.explanation import Explanation
from levier.domain.quantities import parse_number


class FrenchNumber(click.ParamType):  # type: ignore[type-arg]
    """A number as a French person types it: « 1 234,50 »."""

    name = "nombre"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        if not isinstance(value, str):
            return value
        try:
            return parse_number(value)
        except RuleError as error:
            self.fail(error.message, param, ctx)


class FrenchDay(click.ParamType):  # type: ignore[type-arg]
    """A day: 2026-09-01 or 01/09/2026."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        if not isinstance(value, str):
            return value
        try:
            if "/" in value:
                day, month, year = value.split("/")
                return date(int(year), int(month), int(day))
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"« {value} » n’est pas une date : écrivez 2026-09-01 ou 01/09/2026.", param, ctx)


def as_lines(explanation: Explanation, *, steps: bool = True) -> list[str]:
    """The explanation for a terminal, conclusion first."""
    lines = [explanation.conclusion]
    for step in explanation.steps if steps else ():
        formula = f" : {step.formula}" if step.formula else ""
        lines.append(f"  {step.label}{formula} → {step.result}")
        if step.source:
            lines.append(f"      source : {step.source}")
    for warning in explanation.warnings:
        source = f" (source : {warning.source})" if warning.source else ""
        lines.append(f"  ! {warning.message}{source}")
    return lines
