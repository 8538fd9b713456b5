"""Awards and contracts that end, all fictional, for the tests of the facilitator's watch."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from lxml import html

from levier.notices.decp.model import AwardedContract, Organisation, Site, Source
from levier.notices.model import Kind, Lot, Notice, Party, Winner
from levier.procurement.models import Contract
from levier.watch.following.enums import FollowState
from levier.watch.models import AwardedContractRow, AwardFollowUp, StoredNotice
from levier.watch.storage.contracts import store_contracts
from tests.cast import Cast
from tests.watch.notices import CLAUSE, PROCEDURE, kept, notice

#: Fictional companies; the figures pass the check of the SIRET, and are no company's that we know of.
WINNER = Party(name="Jardins du Perche (fictive)", siret="73282932000074", siren="732829320")
OTHER = Party(name="Allées d’Orne (fictive)", siret="35600000000048", siren="356000000")
#: No buyer of the cast: published, so read by every workspace.
SOMEBODY = Party(name="Commune d’Aubrelle (fictive)")
DAY = date(2026, 10, 20)


def settle(cast: Cast) -> None:
    """The buyer of the cast is somewhere: the workspace has a territory."""
    cast.buyer.postcode = "61000"
    cast.buyer.save(update_fields=["postcode"])


def award(number: str = "26-2", /, **facts: Any) -> Notice:
    """An award of one lot to one company."""
    told: dict[str, Any] = {
        "kind": Kind.RESULT,
        "deadline": None,
        "published_on": date(2026, 10, 25),
        "procedure_id": PROCEDURE,
        "winners": (Winner(party=WINNER, lots=("1",), amount=Decimal(58_000), concluded_on=DAY),),
        "duration_months": 24,
        **facts,
    }
    return notice(number, **told)


def competition(number: str = "26-1", /, **facts: Any) -> Notice:
    """The consultation it ends, which says the clause and its hours."""
    return notice(number, **{"procedure_id": PROCEDURE, "texts": (CLAUSE,), **facts})


def silent(number: str = "26-5", /, **facts: Any) -> Notice:
    """A large consultation that says nothing of insertion."""
    told = {"title": "Transport scolaire (fictif)", "estimated_amount": Decimal(900_000), **facts}
    return notice(number, **told)


def stored(*notices: Notice) -> StoredNotice:
    """Keep them; the row of the last."""
    kept(*notices)
    return StoredNotice.objects.get(key=notices[-1].publication_number)


def form_values(page: str) -> dict[str, str]:
    """What the browser would send of the page's own form, as it is filled."""
    forms = [one for one in html.fromstring(page).xpath("//main//form") if one.method == "POST"]
    return {name: str(value) for name, value in forms[0].form_values() if name != "csrfmiddlewaretoken"}


def two_lots(number: str = "26-2", /, **facts: Any) -> Notice:
    """Lot 1 and lot 2, each with its winner."""
    lots = (Lot(id="1", title="Nord", cpv="77310000"), Lot(id="2", title="Sud", cpv="77310000"))
    winners = (
        Winner(party=WINNER, lots=("1",), amount=Decimal(30_000), concluded_on=DAY),
        Winner(party=OTHER, lots=("2",), amount=Decimal(28_000), concluded_on=DAY),
    )
    return award(number, **{"lots": lots, "winners": winners, **facts})


def ending(uid: str = "26-77", *, days: int = 200, **facts: Any) -> AwardedContractRow:
    """A contract that ends in so many days."""
    told: dict[str, Any] = {
        "uid": uid,
        "buyer": Organisation(name="Ville de Sérigny (fictive)"),
        "site": Site(department="61"),
        "object": "Nettoyage des écoles (fictif)",
        "cpv": "90911200",
        "amount": Decimal(240_000),
        "notified_on": timezone.localdate() + timedelta(days=days) - timedelta(days=730),
        "duration_months": 24,
        **facts,
    }
    store_contracts([AwardedContract(Source.DECP_2022, **told)])
    return AwardedContractRow.objects.get(uid=uid)


def values(cast: Cast) -> dict[str, int | str]:
    """Arguments of the addresses, for the access matrix."""
    settle(cast)
    waiting = stored(competition("26-801", buyers=(SOMEBODY,)), award("26-802", buyers=(SOMEBODY,)))
    handled = stored(
        award("26-803", buyers=(SOMEBODY,), procedure_id="", title="Autre marché (fictif)", texts=(CLAUSE,))
    )
    asked = stored(silent("26-805", buyers=(SOMEBODY,))).pk
    done = AwardFollowUp.objects.create(
        workspace=cast.workspace, notice=handled, state=FollowState.SET_ASIDE, reason="Déjà suivi"
    )
    other = stored(
        award("26-806", buyers=(SOMEBODY,), procedure_id="", title="Encore un marché (fictif)", texts=(CLAUSE,))
    )
    followed = AwardFollowUp.objects.create(
        workspace=cast.workspace,
        notice=other,
        state=FollowState.FOLLOWED,
        contract=Contract.objects.filter(workspace=cast.workspace).order_by("pk")[0],
        to_confirm=True,
    )
    return {
        "watch:award_follow pk": waiting.pk,
        "watch:award_set_aside pk": waiting.pk,
        "watch:award_restore pk": done.pk,
        "watch:award_confirm pk": followed.pk,
        "watch:silent_notice pk": asked,
        "watch:silent_letter pk": asked,
        "watch:renewal_enter pk": ending("26-804", buyer=Organisation(name=SOMEBODY.name)).pk,
    }
