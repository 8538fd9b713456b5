"""Invented social facts, and an eForms notice made of written fields."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from xml.sax.saxutils import escape

from hypothesis import strategies as st

from levier.notices.writers import Field, LotFacts, Reserved, SocialCriterion, SocialFacts
from tests.notices.samples import NAMESPACES

CRITERION = SocialCriterion(name="Performance en matière d’insertion", weight=Decimal("12.5"), unit="%")

criteria = st.builds(
    SocialCriterion,
    name=st.sampled_from(["Insertion", "Qualité de l’accompagnement"]),
    description=st.sampled_from(["", "Mémoire & moyens <dédiés>"]),
    weight=st.none() | st.decimals(1, 100, places=1),
    unit=st.sampled_from(["", "%", "points", "rang"]),
).map(lambda one: one if one.weight is not None else SocialCriterion(name=one.name, description=one.description))

lots = st.builds(
    LotFacts,
    condition=st.booleans(),
    condition_text=st.sampled_from(["", "350 heures d’insertion.", "Clause « sociale » & tutorat."]),
    criteria=st.lists(criteria, max_size=2).map(tuple),
    reserved=st.none() | st.sampled_from(Reserved),
    reserved_execution=st.booleans(),
    insertion_object=st.booleans(),
    objectives=st.sampled_from([("opp",), ("opp", "gen-eq"), ("other",)]),
)


def _numbered(found: list[LotFacts]) -> SocialFacts:
    numbered = [
        LotFacts(
            lot=f"LOT-{rank:04d}",
            condition=one.condition,
            condition_text=one.condition_text if one.condition else "",
            criteria=one.criteria,
            reserved=one.reserved,
            reserved_execution=one.reserved_execution,
            insertion_object=one.insertion_object,
            objectives=one.objectives if one.is_social else ("opp",),
        )
        for rank, one in enumerate(found, start=1)
    ]
    return SocialFacts(lots=tuple(numbered), title="Entretien du lac", procedure_id="PROC-1")


facts = st.lists(lots, min_size=1, max_size=3).map(_numbered)


def notice_of(fields: tuple[Field, ...]) -> bytes:
    """A contract notice whose lots hold these fields, as a buyer's tool would send it."""
    lots_xml = "".join(_lot(lot, list(some)) for lot, some in groupby(fields, key=lambda one: one.lot))
    return f"""<?xml version="1.0" encoding="UTF-8"?><ContractNotice {NAMESPACES}>
  <cbc:CustomizationID>eforms-sdk-1.13</cbc:CustomizationID>
  <cac:ProcurementProject><cbc:Name languageID="FRA">Entretien du lac</cbc:Name></cac:ProcurementProject>
  {lots_xml}</ContractNotice>""".encode()


def _lot(lot: str, fields: list[Field]) -> str:
    values = {name: [one.value for one in fields if one.field == name] for name in {one.field for one in fields}}
    kinds = "".join(_additional("strategic-procurement", code) for code in values["BT-06-Lot"])
    kinds += "".join(_additional("social-objective", code) for code in values.get("BT-775-Lot", []))
    reserved = "".join(
        f'<cac:SpecificTendererRequirement><cbc:TendererRequirementTypeCode listName="reserved-procurement">{code}'
        "</cbc:TendererRequirementTypeCode></cac:SpecificTendererRequirement>"
        for code in values["BT-71-Lot"]
    )
    execution = "".join(_execution("reserved-execution", code, "") for code in values["BT-736-Lot"])
    execution += "".join(_execution("conditions", "performance", text) for text in values.get("BT-70-Lot", []))
    notes = "".join(f'<cbc:Note languageID="FRA">{escape(text)}</cbc:Note>' for text in values.get("BT-300-Lot", []))
    return f"""<cac:ProcurementProjectLot><cbc:ID schemeName="Lot">{lot}</cbc:ID>
  <cac:TenderingTerms><cac:TendererQualificationRequest>{reserved}</cac:TendererQualificationRequest>{execution}
  <cac:AwardingTerms><cac:AwardingCriterion>{"".join(_criteria(fields))}</cac:AwardingCriterion></cac:AwardingTerms>
  </cac:TenderingTerms>
  <cac:ProcurementProject><cbc:Name languageID="FRA">Lot</cbc:Name>{notes}{kinds}</cac:ProcurementProject>
</cac:ProcurementProjectLot>"""


def _additional(name: str, code: str) -> str:
    return (
        f'<cac:ProcurementAdditionalType><cbc:ProcurementTypeCode listName="{name}">{code}'
        "</cbc:ProcurementTypeCode></cac:ProcurementAdditionalType>"
    )


def _execution(name: str, code: str, text: str) -> str:
    described = f'<cbc:Description languageID="FRA">{escape(text)}</cbc:Description>' if text else ""
    return (
        f'<cac:ContractExecutionRequirement><cbc:ExecutionRequirementCode listName="{name}">{code}'
        f"</cbc:ExecutionRequirementCode>{described}</cac:ContractExecutionRequirement>"
    )


def _criteria(fields: list[Field]) -> list[str]:
    found: list[dict[str, str]] = []
    for one in fields:
        if one.field == "BT-539-Lot":
            found.append({})
        if one.field.startswith("BT-5") or one.field == "BT-734-Lot":
            found[-1][one.field] = one.value
    return [_criterion(one) for one in found]


def _criterion(one: dict[str, str]) -> str:
    weight = ""
    if "BT-541-Lot-WeightNumber" in one:
        unit = one.get("BT-5421-Lot", "")
        code = f'<efbc:ParameterCode listName="number-weight">{unit}</efbc:ParameterCode>' if unit else ""
        weight = (
            "<ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent><efext:EformsExtension>"
            f"<efac:AwardCriterionParameter>{code}<efbc:ParameterNumeric>{one['BT-541-Lot-WeightNumber']}"
            "</efbc:ParameterNumeric></efac:AwardCriterionParameter>"
            "</efext:EformsExtension></ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>"
        )
    return (
        f"<cac:SubordinateAwardingCriterion>{weight}"
        f"<cbc:AwardingCriterionTypeCode>{one['BT-539-Lot']}</cbc:AwardingCriterionTypeCode>"
        f'<cbc:Name languageID="FRA">{escape(one["BT-734-Lot"])}</cbc:Name>'
        f'<cbc:Description languageID="FRA">{escape(one.get("BT-540-Lot", ""))}</cbc:Description>'
        "</cac:SubordinateAwardingCriterion>"
    )
