"""Where each field of an eForms notice stands: one table, read by one walk (:mod:`.eforms_walk`).

A field is ``(path, key, how)``. ``how`` is ``None`` for the first text that is not blank; the name of an attribute for
every text with that attribute (its language, code list, currency, unit); a table for one record an element; ``LATER``
for the elements themselves, read when something refers to them. Paths are those of the eForms SDK; numbers (BT, OPT) are
those of Implementing Regulation (EU) 2019/1780. The version of the SDK changes none of them.
"""

from __future__ import annotations

from typing import TypeAlias, Union

Fields: TypeAlias = tuple[tuple[str, str, Union[str, "Fields", None]], ...]

X = "ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension"
LANGUAGE, LIST, SCHEME, CURRENCY, UNIT = "languageID", "listName", "schemeName", "currencyID", "unitCode"
LATER = "later"


def under(path: str, fields: Fields) -> Fields:
    """The same fields, below a path."""
    return tuple((f"{path}/{below}", key, how) for below, key, how in fields)


ADDRESS: Fields = (
    ("cbc:CountrySubentityCode", "nuts", None),
    ("cbc:PostalZone", "postcode", None),
    ("cbc:CityName", "city", None),
)
COMPANY: Fields = (
    ("cac:PartyIdentification/cbc:ID", "id", None),
    ("cac:PartyName/cbc:Name", "name", LANGUAGE),  # BT-500
    ("cac:PartyLegalEntity/cbc:CompanyID", "identifier", None),  # BT-501
    ("cac:PostalAddress/cac:Country/cbc:IdentificationCode", "country", None),
    *under("cac:PostalAddress", ADDRESS),
)
PROJECT: Fields = (
    ("cbc:ID", "reference", None),  # BT-22
    ("cbc:Name", "title", LANGUAGE),  # BT-21
    ("cbc:Description", "description", LANGUAGE),  # BT-24
    ("cbc:Note", "note", LANGUAGE),  # BT-300
    ("cbc:ProcurementTypeCode", "nature", LIST),  # BT-23
    ("cac:MainCommodityClassification/cbc:ItemClassificationCode", "cpv", None),  # BT-262
    ("cac:AdditionalCommodityClassification/cbc:ItemClassificationCode", "cpv_additional", LIST),  # BT-263
    ("cac:RequestedTenderTotal/cbc:EstimatedOverallContractAmount", "estimated", CURRENCY),  # BT-27
    (f"cac:RequestedTenderTotal/{X}/efbc:FrameworkMaximumAmount", "maximum", CURRENCY),  # BT-271
    ("cac:RealizedLocation/cac:Address", "places", ADDRESS),  # BT-5071, BT-5121, BT-5131
    ("cac:RealizedLocation/cbc:Description", "place", LANGUAGE),  # BT-728
    ("cac:ContractExtension/cbc:OptionsDescription", "options", LANGUAGE),  # BT-54
    ("cac:PlannedPeriod/cbc:DurationMeasure", "duration", UNIT),  # BT-36
    ("cac:PlannedPeriod/cbc:StartDate", "start", None),  # BT-536
    ("cac:PlannedPeriod/cbc:EndDate", "end", None),  # BT-537
    (
        "cac:ProcurementAdditionalType",  # BT-06, BT-774, BT-775, BT-776, BT-754 and their text (BT-777)
        "additional",
        (("cbc:ProcurementTypeCode", "code", LIST), ("cbc:ProcurementType", "terms", LANGUAGE)),
    ),
)
_PARAMETER: Fields = (("efbc:ParameterCode", "code", LIST), ("efbc:ParameterNumeric", "number", None))
CRITERION: Fields = (
    ("cbc:AwardingCriterionTypeCode", "kind", None),  # BT-539
    ("cbc:Name", "name", LANGUAGE),  # BT-734
    ("cbc:Description", "description", LANGUAGE),  # BT-540
    ("cbc:CalculationExpression", "formula", LANGUAGE),
    (f"{X}/efac:AwardCriterionParameter", "parameters", _PARAMETER),  # BT-541, BT-5421
)
TERMS: Fields = (
    (
        "cac:ContractExecutionRequirement",  # BT-70 (conditions), BT-736 and OPT-070 (reserved-execution)
        "conditions",
        (
            ("cbc:ExecutionRequirementCode", "code", LIST),
            ("cbc:Description", "description", LANGUAGE),
            ("cbc:Name", "name", LANGUAGE),
        ),
    ),
    ("cac:TendererQualificationRequest/cbc:Description", "participation", LANGUAGE),
    ("cac:TendererQualificationRequest/cac:SpecificTendererRequirement/cbc:Description", "participation", LANGUAGE),
    ("cac:TendererQualificationRequest/cac:TechnicalEvaluationCriterion/cbc:Description", "participation", LANGUAGE),
    ("cac:TendererQualificationRequest/cac:FinancialEvaluationCriterion/cbc:Description", "participation", LANGUAGE),
    (
        "cac:TendererQualificationRequest/cac:SpecificTendererRequirement/cbc:TendererRequirementTypeCode",
        "requirements",  # BT-71, among other lists
        LIST,
    ),
    (f"{X}/efac:SelectionCriteria/cbc:Description", "selection", LANGUAGE),  # BT-750
    ("cac:PaymentTerms/cbc:Note", "payment", LANGUAGE),
    ("cac:AwardingTerms/cac:AwardingCriterion/cbc:Description", "criteria_order", LANGUAGE),  # BT-733
    ("cac:AwardingTerms/cac:AwardingCriterion/cbc:CalculationExpression", "criteria_formula", LANGUAGE),  # BT-543
    ("cac:AwardingTerms/cac:AwardingCriterion/cac:SubordinateAwardingCriterion", "criteria", CRITERION),
    ("cac:CallForTendersDocumentReference/cac:Attachment/cac:ExternalReference/cbc:URI", "documents", None),  # BT-15
)
PROCESS: Fields = (
    ("cbc:Description", "process", LANGUAGE),  # BT-88
    ("cac:TenderSubmissionDeadlinePeriod/cbc:EndDate", "tender_date", None),  # BT-131
    ("cac:TenderSubmissionDeadlinePeriod/cbc:EndTime", "tender_time", None),
    ("cac:ParticipationRequestReceptionPeriod/cbc:EndDate", "request_date", None),  # BT-1311
    ("cac:ParticipationRequestReceptionPeriod/cbc:EndTime", "request_time", None),
    (f"{X}/efac:InterestExpressionReceptionPeriod/cbc:EndDate", "interest_date", None),  # BT-630
    (f"{X}/efac:InterestExpressionReceptionPeriod/cbc:EndTime", "interest_time", None),
    ("cac:ContractingSystem/cbc:ContractingSystemTypeCode", "systems", LIST),  # BT-765, BT-766
    ("cac:FrameworkAgreement/cbc:MaximumOperatorQuantity", "operators", None),  # BT-113
    ("cac:NoticeDocumentReference/cbc:ID", "earlier", SCHEME),  # BT-125
    (f"{X}/efac:SelectionCriteria/cbc:Description", "selection", LANGUAGE),
)
LOT: Fields = (
    ("cbc:ID", "id", SCHEME),  # BT-137
    *under("cac:ProcurementProject", PROJECT),
    *under("cac:TenderingTerms", TERMS),
    *under("cac:TenderingProcess", PROCESS),
)
RESULT: Fields = (
    ("cbc:TotalAmount", "total", CURRENCY),  # BT-161
    (
        "efac:LotResult",
        "lot_results",
        (
            ("cbc:TenderResultCode", "code", None),  # BT-142
            ("efac:TenderLot/cbc:ID", "lots", SCHEME),
            ("efac:LotTender/cbc:ID", "tenders", SCHEME),
        ),
    ),
    (
        "efac:LotTender",
        "tenders",
        (
            ("cbc:ID", "id", None),
            ("cac:LegalMonetaryTotal/cbc:PayableAmount", "amount", CURRENCY),  # BT-720
            ("efac:TenderingParty/cbc:ID", "party", None),
            ("efac:TenderLot/cbc:ID", "lots", SCHEME),
        ),
    ),
    (
        "efac:TenderingParty",
        "parties",
        (("cbc:ID", "id", None), ("efac:Tenderer/cbc:ID", "tenderers", SCHEME)),
    ),
    (
        "efac:SettledContract",
        "contracts",
        (("cbc:IssueDate", "signed", None), ("efac:LotTender/cbc:ID", "tenders", SCHEME)),  # BT-145
    ),
)
NOTICE: Fields = (
    ("cbc:CustomizationID", "version", None),
    ("cbc:ID", "id", None),  # BT-701
    ("cbc:ContractFolderID", "procedure_id", None),  # BT-04
    ("cbc:IssueDate", "issued", None),  # BT-05
    ("cbc:NoticeTypeCode", "type", LIST),  # BT-02, BT-03
    ("cbc:NoticeLanguageCode", "language", None),
    (f"{X}/efac:NoticeSubType/cbc:SubTypeCode", "subtype", None),
    (f"{X}/efac:Publication/efbc:NoticePublicationID", "publication", None),  # OPP-010
    (f"{X}/efac:Publication/efbc:PublicationDate", "published", None),
    (f"{X}/efac:Changes/efbc:ChangedNoticeIdentifier", "changes", None),  # BT-758
    (f"{X}/efac:Changes/efac:Change/efbc:ChangeDescription", "change", LANGUAGE),  # BT-141
    (f"{X}/efac:Changes/efac:ChangeReason/efbc:ReasonDescription", "change_reason", LANGUAGE),  # BT-762
    (f"{X}/efac:ContractModification/efbc:ChangedNoticeIdentifier", "earlier", SCHEME),  # BT-1501
    (f"{X}/efac:ContractModification/efac:Change/efbc:ChangeDescription", "change", LANGUAGE),
    (f"{X}/efac:ContractModification/efac:ChangeReason/efbc:ReasonDescription", "change_reason", LANGUAGE),
    (f"{X}/efac:Organizations/efac:Organization/efac:Company", "companies", LATER),
    *under(f"{X}/efac:NoticeResult", RESULT),
    ("cac:ContractingParty/cac:Party", "buyers", COMPANY),  # OPT-300
    ("cac:TenderingProcess/cbc:ProcedureCode", "procedure", None),  # BT-105
    *under("cac:ProcurementProject", PROJECT),
    *under("cac:TenderingTerms", TERMS),
    *under("cac:TenderingProcess", PROCESS),
    ("cac:ProcurementProjectLot", "lots", LOT),
)
