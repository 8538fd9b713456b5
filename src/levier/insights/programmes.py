"""« Grands chantiers »: what was committed, what is reached, nested programmes included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, QuerySet

from levier.accounts.actor import Actor
from levier.delivery.models import LedgerEntry
from levier.delivery.selectors.ledger import ObligationHours, hours_of
from levier.delivery.selectors.obligations import obligations
from levier.directory.enums import OrganisationKind
from levier.domain.explanation import Certainty, Explanation, Source, Step
from levier.domain.masking import HIDDEN, small
from levier.domain.quantities import ZERO, Hours, format_euros, format_hours, format_number, format_rate
from levier.exact import CentSum
from levier.people.enums import Sex
from levier.procurement.enums import TargetKind
from levier.procurement.models import AwardMember, Contract, Operation, Programme, ProgrammeTarget
from levier.procurement.selectors import Tree, contracts, operations, programmes, tree


@dataclass(frozen=True, slots=True)
class Reached:
    """One commitment beside what the record shows. ``value`` is None when it cannot be computed."""

    target: ProgrammeTarget
    inherited_from: str
    value: Decimal | None
    shown: str
    explanation: Explanation

    @property
    def met(self) -> bool | None:
        return None if self.value is None else self.value >= self.target.share


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    programme: Programme
    children: list[Programme]
    parents: list[Programme]
    operations: list[Operation]
    contracts: list[Contract]
    due: Hours
    declared: Hours
    validated: Hours
    expected: Hours
    reached: list[Reached]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: contracts of everything inside, each once."""

    programme: Programme
    contracts: int


def programme_rows(*, actor: Actor) -> list[Row]:
    """The programmes the actor sees, with their contracts. The same number of queries whatever their number."""
    everything = tree(actor=actor)
    counted = dict(
        contracts(actor=actor)
        .filter(operation__programme__isnull=False)
        .order_by()
        .values_list("operation__programme")
        .annotate(count=Count("pk"))
    )
    return [Row(one, sum(counted.get(pk, 0) for pk in everything.below(one.pk))) for one in programmes(actor=actor)]


def programme_page(*, actor: Actor, programme: Programme, today: date) -> ProgrammePage:
    """One programme with everything under it. The same number of queries whatever the number of contracts."""
    everything = list(Programme.objects.filter(workspace=actor.workspace).prefetch_related("targets").order_by("name"))
    nested = Tree(everything)
    inside = nested.below(programme.pk)
    found = contracts(actor=actor).filter(operation__programme__in=inside)
    shown = list(found.select_related("buyer", "operation").order_by("title", "pk"))
    keys = [one.pk for one in shown]
    stand = hours_of(obligations(actor=actor).filter(award__lot__contract__in=keys), today=today)
    external = not actor.sees_whole_workspace
    parents = nested.above(programme)
    targets = [(one, "") for one in programme.targets.all()]
    kinds = {one.kind for one, _ in targets}
    for parent in parents:
        for target in parent.targets.all():
            if target.kind not in kinds:
                kinds.add(target.kind)
                targets.append((target, parent.name))
    facts = _facts(keys, stand, external=external)
    return ProgrammePage(
        programme=programme,
        children=list(programmes(actor=actor).filter(parent=programme)),
        parents=parents,
        operations=_with_contracts(operations(actor=actor).filter(programme=programme)),
        contracts=shown,
        due=sum((one.due for one in stand), ZERO),
        declared=sum((one.progress.declared for one in stand), ZERO),
        validated=sum((one.progress.validated for one in stand), ZERO),
        expected=sum((one.forecast.expected_at_end for one in stand), ZERO),
        reached=[Reached(target, origin, *facts[target.kind]) for target, origin in targets],
    )


def lone_operations(*, actor: Actor) -> list[Operation]:
    """Operations outside any programme."""
    return _with_contracts(operations(actor=actor).filter(programme=None))


def _with_contracts(found: QuerySet[Operation]) -> list[Operation]:
    return list(found.annotate(contract_count=Count("contracts")))


Fact = tuple[Decimal | None, str, Explanation]


def _facts(keys: list[int], stand: list[ObligationHours], *, external: bool) -> dict[str, Fact]:
    return {
        TargetKind.HOURS_SHARE.value: _hours_share(stand),
        TargetKind.SME_SHARE.value: _inclusive_share(keys),
        TargetKind.WOMEN_SHARE.value: _women_share(keys, external=external),
    }


def _hours_share(stand: list[ObligationHours]) -> Fact:
    """The share of hours worked needs the total hours worked, which nobody declares: said, not guessed."""
    credited = sum((one.progress.credited for one in stand), ZERO)
    due = sum((one.due for one in stand), ZERO)
    explanation = Explanation(
        "Cette part ne peut pas se calculer : le total des heures travaillées sur le chantier n’est pas relevé. "
        "Les heures d’insertion se lisent donc par rapport aux heures dues.",
        (
            Step("Heures d’insertion validées", "", format_hours(credited)),
            Step("Heures d’insertion dues", "somme des obligations du chantier", format_hours(due)),
        ),
    )
    return None, "non calculable", explanation


def _inclusive_share(keys: list[int]) -> Fact:
    """Amounts of the awards whose company is an inclusive structure: a floor, since SMEs are not marked as such."""
    rows = AwardMember.objects.filter(award__lot__contract__in=keys).select_related("organisation", "award")
    members: dict[int, list[AwardMember]] = {}
    for row in rows:
        members.setdefault(row.award_id, []).append(row)
    total = inclusive = ZERO
    for group in members.values():
        amount = group[0].award.amount or ZERO
        total += amount
        for member in group:
            if member.organisation.kind == OrganisationKind.STRUCTURE:
                inclusive += member.amount if member.amount is not None else amount if len(group) == 1 else ZERO
    source = Source("Attributions enregistrées", Certainty.DERIVED)
    caveat = "Plancher : seules les structures inclusives sont reconnues ; la taille des autres entreprises n’est pas connue."
    if not total:
        return None, "non calculable", Explanation("Aucun montant attribué n’est enregistré.")
    value = inclusive / total
    formula = f"{format_euros(inclusive)} ÷ {format_euros(total)}"
    steps = (Step("Montants confiés aux structures inclusives", formula, format_rate(value, places=1), source),)
    return value, f"au moins {format_rate(value, places=1)}", Explanation(caveat, steps)


def _women_share(keys: list[int], *, external: bool) -> Fact:
    rows = (
        LedgerEntry.objects.filter(obligation__award__lot__contract__in=keys)
        .order_by()
        .values_list("employment__person_id", "employment__person__sex")
        .annotate(total=CentSum("hours"))
    )
    people = {person: sex for person, sex, total in rows if total > 0 and sex != Sex.UNSAID}
    women = sum(1 for sex in people.values() if sex == Sex.WOMAN)
    if not people:
        return None, "non calculable", Explanation("Aucune personne n’a encore d’heures validées sur ce chantier.")
    if external and (small(women) or small(len(people) - women)):
        return None, HIDDEN, Explanation("Moins de cinq personnes d’un côté : le chiffre n’est pas communiqué.")
    value = Decimal(women) / len(people)
    formula = f"{format_number(women)} femmes ÷ {format_number(len(people))} personnes"
    shown = format_rate(value, places=1)
    source = Source("Compte des heures", Certainty.DERIVED)
    return value, shown, Explanation(f"Part de femmes : {shown}.", (Step("Part de femmes", formula, shown, source),))
