"""Steps 1 and 3: contracts enter, the buyer is answered, lots are won, papers come, contracts move on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from levier.directory.models import Organisation
from levier.domain.quantities import euros
from levier.domain.steps import AbandonReason, DocumentKind, Step
from levier.domain.vocabulary import Ccag, PurchaseNature
from levier.procurement import services
from levier.procurement.enums import AwardRole, ContractSource, ReviewDecision
from levier.procurement.models import Award, Contract, ExpectedDocument, Lot, Operation
from levier.procurement.sheets import guess_mapping, read_lines, read_table
from levier.procurement.values import ContractFacts, LotFacts, MemberFacts

from .calibrations import lot_amount
from .catalogue import SHEET_HEADER, SHEET_ROWS
from .places import communes
from .plans import ANSWERED, AWARDED, FOLLOWED, LAUNCHED, SET_UP, STARTED, Calendar, Flag, LotPlan, Purchase
from .story import Act, Story

_CCAGS = {PurchaseNature.WORKS: Ccag.WORKS, PurchaseNature.SERVICES: Ccag.FCS, PurchaseNature.SUPPLIES: Ccag.FCS}
_NO_LEVER = "Achat de matériel sans pose ni entretien : aucune tâche ne peut être confiée."
_LEVER = "Un levier paraît possible : nous proposons de monter le dossier ensemble."
_SHEET = "programmation-valmorne.csv"

#: Rank of each step: what comes after the step a contract stops at does not happen.
_RANK = {step: step.number for step in Step}


def create(story: Story, purchase: Purchase, days: Calendar, number: int, operations: dict[str, Operation]) -> Contract:
    """Enter one contract with its lots."""
    buyer = story.organisations[purchase.buyer]
    place = communes().get(purchase.place or buyer.city) or communes()[buyer.city]
    facts = ContractFacts(
        title=purchase.title,
        nature=purchase.nature,
        reference=f"{purchase.buyer[:3].upper()}-{days.entered:%y}-{number:02d}",
        description=purchase.description,
        is_framework=purchase.framework,
        ccag=_CCAGS[purchase.nature],
        cpv=purchase.cpv,
        amount=euros(Decimal(purchase.amount) * 1000),
        duration_months=purchase.months,
        place=place.name,
        postcode=place.postcode,
        consultation_on=days.on(LAUNCHED),
        start_order_on=days.first,
        facilitator_id=story.user("colleague" if number % 4 == 0 else "facilitator").pk,
        operation_id=operations[purchase.operation].pk if purchase.operation else None,
        lots=tuple(_lot(purchase, plan, rank) for rank, plan in enumerate(purchase.lots, start=1)),
    )
    return services.create_contract(
        actor=story.facilitator, today=days.entered, facts=facts, buyer=buyer, source=ContractSource.DEMO
    )


def _lot(purchase: Purchase, plan: LotPlan, rank: int) -> LotFacts:
    return LotFacts(
        number=str(rank),
        title=plan.title or purchase.title,
        cpv=plan.cpv or purchase.cpv,
        trades=(plan.trade,) if plan.trade else (),
        amount=lot_amount(purchase, plan),
    )


def plan_steps(story: Story, purchase: Purchase, contract: Contract, days: Calendar) -> None:
    """The buyer is answered, then the contract goes from step to step until where the catalogue stops it."""
    rank = _RANK[purchase.until]
    if rank > 1 or purchase.no_clause:
        story.at(days.on(ANSWERED), _review(story, contract, clause=not purchase.no_clause))
    for step, day in ((Step.MONTAGE, SET_UP), (Step.LANCEMENT, LAUNCHED), (Step.SUIVI, FOLLOWED)):
        if rank >= _RANK[step]:
            story.at(days.on(day), _advance(story, contract, step))
    if rank >= _RANK[Step.MISE_EN_OEUVRE]:
        story.at(days.on(STARTED), _advance(story, contract, Step.MISE_EN_OEUVRE))
    if Flag.ABANDONED in purchase.flags:
        story.at(story.today - timedelta(days=9), _abandon(story, contract, purchase.until))
    if Flag.MISSING_WINNERS in purchase.flags:
        story.at(story.today - timedelta(days=26), _expect_winners(story, contract))


def _contract(contract: Contract) -> Contract:
    return Contract.objects.select_related("buyer", "workspace").get(pk=contract.pk)


def _review(story: Story, contract: Contract, *, clause: bool) -> Act:
    def act(now: datetime) -> None:
        services.answer_review(
            actor=story.facilitator,
            contract=_contract(contract),
            today=now.date(),
            decision=ReviewDecision.CLAUSE if clause else ReviewDecision.NO_CLAUSE,
            comment=_LEVER if clause else _NO_LEVER,
        )

    return act


def _advance(story: Story, contract: Contract, to: Step) -> Act:
    def act(now: datetime) -> None:
        services.advance(actor=story.facilitator, contract=_contract(contract), to=to)

    return act


def _abandon(story: Story, contract: Contract, at: Step) -> Act:
    launched = at is Step.LANCEMENT
    why = AbandonReason.UNSUCCESSFUL if launched else AbandonReason.NO_CLAUSE
    comment = (
        "Aucune offre reçue : les structures consultées n’avaient plus de place cet automne."
        if launched
        else "Véhicules avec chauffeur déjà en place : aucune tâche à confier."
    )

    def act(now: datetime) -> None:
        services.abandon(actor=story.facilitator, contract=_contract(contract), why=why, comment=comment)

    return act


def _expect_winners(story: Story, contract: Contract) -> Act:
    """The list of winners should have come: it is expected, then chased."""

    def act(now: datetime) -> None:
        document = services.expect_document(
            actor=story.facilitator,
            contract=_contract(contract),
            kind=DocumentKind.WINNERS_LIST,
            due_on=now.date() + timedelta(days=7),
        )
        story.at(_chased_on(story, now.date() + timedelta(days=12), ago=5), _remind(story, [document.pk]))

    return act


def _chased_on(story: Story, day: date, *, ago: int) -> date:
    """Within the week that ends today: the schedule leaves the next reminder to whoever tries the demonstration."""
    return max(day, story.today - timedelta(days=ago))


def _remind(story: Story, documents: list[int]) -> Act:
    def act(now: datetime) -> None:
        found = list(
            ExpectedDocument.objects.select_related("contract__buyer", "award__lot").filter(
                pk__in=documents, received_on=None
            )
        )
        services.remind_documents(actor=story.facilitator, buyer=found[0].contract.buyer, documents=found, now=now)

    return act


def plan_award(
    story: Story,
    purchase: Purchase,
    plan: LotPlan,
    lot: Lot,
    days: Calendar,
    then: Callable[[Award, Organisation, date], None],
) -> None:
    """Schedule the award of one lot and the papers that follow; ``then`` is told of it."""
    if _RANK[purchase.until] < _RANK[Step.SUIVI]:
        return
    holder = holder_of(story, purchase, plan)

    def act(now: datetime) -> None:
        amount = euros(lot_amount(purchase, plan) * Decimal("0.97"))
        award = services.record_award(
            actor=story.facilitator,
            lot=Lot.objects.select_related("contract__buyer", "contract__workspace").get(pk=lot.pk),
            today=now.date(),
            notified_on=now.date() - timedelta(days=2),
            starts_on=days.first,
            ends_on=days.last,
            members=_members(story, plan, holder, amount),
            amount=amount,
        )
        then(award, holder, now.date())
        story.at(now.date() + timedelta(days=5), _receive(story, purchase, award))

    story.at(days.on(AWARDED), act)


def holder_of(story: Story, purchase: Purchase, plan: LotPlan) -> Organisation:
    """Who wins: the one the catalogue names, a structure of a kind, or a company of the trade."""
    key = plan.holder
    if key in story.organisations:
        return story.organisations[key]
    if key in story.structures:
        return story.rng.choice(story.structures[key])
    companies = story.companies[key or plan.trade]
    main = story.organisations["main"]
    return story.rng.choice([one for one in companies if one.pk != main.pk])


def _members(story: Story, plan: LotPlan, holder: Organisation, amount: Decimal) -> list[MemberFacts]:
    """A holder; on large lots, a subcontractor of the same trade as well."""
    members = [MemberFacts(organisation_id=holder.pk, role=AwardRole.HOLDER, amount=euros(amount * Decimal("0.8")))]
    others = [one for one in story.companies.get(plan.trade, []) if one.pk != holder.pk]
    if amount > 1_000_000 and others:
        second = story.rng.choice(others)
        members.append(
            MemberFacts(organisation_id=second.pk, role=AwardRole.SUBCONTRACTOR, amount=euros(amount * Decimal("0.2")))
        )
    return members


def _receive(story: Story, purchase: Purchase, award: Award) -> Act:
    """The papers of the award come; one stays missing, and is chased, where the catalogue says so."""

    def act(now: datetime) -> None:
        found = ExpectedDocument.objects.filter(contract=award.lot.contract, received_on=None)
        missing = []
        for document in found.select_related("contract__workspace", "contract__buyer").order_by("pk"):
            if Flag.MISSING_DOCUMENT in purchase.flags and document.kind != DocumentKind.NOTIFICATION_LETTER:
                missing.append(document.pk)
                continue
            services.receive_document(
                actor=story.facilitator,
                document=document,
                received_on=now.date(),
                today=now.date(),
                location="Dossier du marché",
            )
        if missing:
            story.at(_chased_on(story, now.date() + timedelta(days=8), ago=4), _remind(story, missing))

    return act


def plan_sheet(story: Story, *, days_ago: int = 21) -> None:
    """The main buyer sends its programme as a sheet, read by the same code as anybody's."""
    buyer = story.organisations["ville"]
    lines = [";".join(SHEET_HEADER)]
    for *cells, launch in SHEET_ROWS:
        day = story.today + timedelta(days=launch)
        lines.append(";".join([*map(str, cells), f"{day:%d/%m/%Y}"]))
    data = "\n".join(lines).encode("utf-8")

    def act(now: datetime) -> None:
        table = read_table(data, filename=_SHEET)
        mapping = guess_mapping(table.headers, remembered=None)
        services.import_programme(
            actor=story.actor("buyer"),
            today=now.date(),
            buyer=buyer,
            content=read_lines(table, mapping, buyer_siret=buyer.siret),
            mapping=mapping,
            filename=_SHEET,
            sha256=hashlib.sha256(data).hexdigest(),
        )
        story.at(now.date() + timedelta(days=6), _answer_some(story, buyer))

    story.at(story.today - timedelta(days=days_ago), act)


def _answer_some(story: Story, buyer: Organisation) -> Act:
    """Two lines of the programme are answered; the others still wait."""

    def act(now: datetime) -> None:
        found = Contract.objects.filter(buyer=buyer, source=ContractSource.PROGRAMME).order_by("pk")[:2]
        for contract in found:
            _review(story, contract, clause=True)(now)

    return act
