"""The fields an eForms lot gives beyond the common ones, and what the walk does not depend on."""

from __future__ import annotations

import re

from lxml import etree

from levier.notices.model import Kind, Lot, Notice
from levier.notices.read import read_notices

from . import samples


def one(data: bytes) -> Notice:
    (notice,) = read_notices(data)
    return notice


def lot(before: bytes, after: bytes) -> Lot:
    """The first lot, after a change to the sample."""
    assert before in samples.EFORMS
    return one(samples.EFORMS.replace(before, after, 1)).lots[0]


ADDITIONAL = b"<cac:ProcurementAdditionalType>"


def additional(listed: str, code: str, text: str = "") -> bytes:
    words = f'<cbc:ProcurementType languageID="FRA">{text}</cbc:ProcurementType>' if text else ""
    return (
        f'<cac:ProcurementAdditionalType><cbc:ProcurementTypeCode listName="{listed}">{code}'
        f"</cbc:ProcurementTypeCode>{words}</cac:ProcurementAdditionalType>"
    ).encode() + ADDITIONAL


def test_each_list_of_sustainable_codes_has_its_field() -> None:
    assert lot(ADDITIONAL, additional("environmental-impact", "circ-econ")).environmental_impact == ("circ-econ",)
    assert lot(ADDITIONAL, additional("innovative-acquisition", "prod-innov")).innovation == ("prod-innov",)
    assert lot(ADDITIONAL, additional("accessibility", "inc")).accessibility == "inc"
    strategic = lot(ADDITIONAL, additional("strategic-procurement", "soc-obj", "Emploi de personnes éloignées."))
    assert strategic.strategic == ("soc-obj",)
    assert strategic.strategic_terms == "Emploi de personnes éloignées."
    assert strategic.social_objectives == ("opp",)


def test_a_framework_says_its_kind_and_how_many_operators() -> None:
    system = b'listName="framework-agreement">none\n      </cbc:ContractingSystemTypeCode></cac:ContractingSystem>'
    found = lot(
        system,
        b'listName="framework-agreement">fa-w-rc</cbc:ContractingSystemTypeCode></cac:ContractingSystem>'
        b'<cac:ContractingSystem><cbc:ContractingSystemTypeCode listName="dps-usage">dps-nlist'
        b"</cbc:ContractingSystemTypeCode></cac:ContractingSystem><cac:FrameworkAgreement>"
        b"<cbc:MaximumOperatorQuantity>4</cbc:MaximumOperatorQuantity></cac:FrameworkAgreement>",
    )
    assert found.is_framework
    assert (found.framework, found.framework_operators, found.dynamic_system) == ("fa-w-rc", 4, "dps-nlist")


def test_a_two_stage_procedure_has_the_deadline_of_requests() -> None:
    data = samples.EFORMS.replace(b"TenderSubmissionDeadlinePeriod", b"ParticipationRequestReceptionPeriod")
    notice = one(data)
    assert notice.lots[0].request_deadline == notice.lots[0].deadline == notice.deadline
    assert one(samples.EFORMS).lots[0].request_deadline is None


def test_a_reserved_execution_keeps_its_reason_apart_from_the_terms() -> None:
    found = lot(
        b"<cac:ContractExecutionRequirement>",
        b'<cac:ContractExecutionRequirement><cbc:ExecutionRequirementCode listName="reserved-execution">yes'
        b'</cbc:ExecutionRequirementCode><cbc:Description languageID="FRA">Emplois prot\xc3\xa9g\xc3\xa9s.'
        b"</cbc:Description></cac:ContractExecutionRequirement><cac:ContractExecutionRequirement>",
    )
    assert (found.reserved_execution, found.reserved_execution_reason) == ("yes", "Emplois protégés.")
    assert "350 heures" in found.performance_terms
    assert "protégés" not in found.performance_terms


def test_unweighted_criteria_say_why_and_how() -> None:
    found = lot(
        b"<cac:AwardingCriterion>",
        b'<cac:AwardingCriterion><cbc:Description languageID="FRA">Classement motiv\xc3\xa9.</cbc:Description>'
        b'<cbc:CalculationExpression languageID="FRA">note = 20 x prix</cbc:CalculationExpression>',
    )
    assert found.criteria_order_reason == "Classement motivé."
    assert found.criteria_formula == "note = 20 x prix"


def test_a_result_says_whether_a_winner_was_chosen() -> None:
    result = (
        b"<efac:NoticeResult><efac:LotResult><cbc:TenderResultCode>clos-nw</cbc:TenderResultCode><efac:TenderLot>"
        b"<cbc:ID>LOT-0001</cbc:ID></efac:TenderLot></efac:LotResult></efac:NoticeResult><efac:Organizations>"
    )
    first, second = one(samples.EFORMS.replace(b"<efac:Organizations>", result)).lots
    assert (first.result, second.result) == ("clos-nw", "")


def test_a_planning_notice_in_parts_has_its_parts_for_lots() -> None:
    notice = one(samples.EFORMS.replace(b'schemeName="Lot"', b'schemeName="Part"'))
    assert [part.id for part in notice.lots] == ["LOT-0001", "LOT-0002"]


def test_neither_prefixes_nor_comments_nor_blanks_change_what_is_read() -> None:
    expected = one(samples.EFORMS)
    other = samples.EFORMS
    for prefix in (b"cac", b"cbc", b"efac", b"efbc", b"efext", b"ext"):
        other = re.sub(rb"(</?|xmlns:)" + prefix + rb"(?=[:=])", rb"\1q" + prefix, other)
    assert b"<cbc:" not in other
    assert one(other) == expected
    root = etree.fromstring(samples.EFORMS, etree.XMLParser(remove_blank_text=True))
    for node in list(root.iter("*")):
        node.insert(0, etree.Comment("rien")) if len(node) else None
    assert one(etree.tostring(root)) == expected
    assert one(samples.EFORMS.decode().replace('encoding="UTF-8"', "").encode("utf-16")) == expected


def test_the_french_of_a_text_is_preferred_then_the_notices_own_language() -> None:
    data = samples.EFORMS.replace(b'languageID="FRA">Travaux en deux lots.', b'languageID="DEU">Bauarbeiten.')
    assert one(data).description == "Bauarbeiten."
    both = b'languageID="DEU">Bauarbeiten.</cbc:Description><cbc:Description languageID="FRA">Travaux.'
    assert one(data.replace(b'languageID="DEU">Bauarbeiten.', both)).description == "Travaux."


def test_a_notice_of_nothing_is_a_list_of_problems() -> None:
    notice = one(f"<ContractNotice {samples.NAMESPACES}/>".encode())
    assert notice.kind is Kind.OTHER
    assert len(notice.warnings) == 3
