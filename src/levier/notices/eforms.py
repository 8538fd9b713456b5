"""eForms notices (UBL 2.3 with the EU's extensions), from TED's XML or from BOAMP's JSON.

Fields are found by path and @listName; the SDK version is kept but never dispatched on. Field numbers (BT-…) are
those of Implementing Regulation (EU) 2019/1780; paths follow the eForms SDK.
"""

from __future__ import annotations

import re
from decimal import Decimal

from levier.domain.errors import ImportFailed

from .assemble import finish
from .eforms_results import read_winners
from .model import Criterion, Deadline, Kind, Lot, Notice, Place, Source, Text
from .parties import Organisations
from .tree import NS, Element, block, first, local_name, nodes, raw, text
from .values import (
    amount,
    clean,
    cpv,
    day,
    deadline,
    distinct,
    months,
    months_between,
    nature,
    one_line,
    place,
    ted_page,
    weight,
)

ROOTS = frozenset({"ContractNotice", "ContractAwardNotice", "PriorInformationNotice"})
X = "ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension"
_PROJECT = "cac:ProcurementProject"

_KINDS = {
    "planning": Kind.PLANNING,
    "consultation": Kind.PLANNING,
    "competition": Kind.COMPETITION,
    "change": Kind.CORRECTION,
    "result": Kind.RESULT,
    "dir-awa-pre": Kind.RESULT,
    "cont-modif": Kind.MODIFICATION,
    "completion": Kind.RESULT,
}
_PROCEDURES = {
    "open": "Procédure ouverte",
    "restricted": "Procédure restreinte",
    "neg-w-call": "Procédure avec négociation",
    "neg-wo-call": "Procédure négociée sans mise en concurrence préalable",
    "comp-dial": "Dialogue compétitif",
    "innovation": "Partenariat d’innovation",
    "oth-single": "Autre procédure en une étape",
    "oth-mult": "Autre procédure en plusieurs étapes",
    "comp-tend": "Mise en concurrence (règlement (CE) nº 1370/2007)",
}
_WEIGHT_UNITS = {"per": "%", "poi": "points", "dec": "", "ord": "rang"}


def read_eforms(root: Element, *, source: Source = Source.EFORMS) -> Notice:
    """Read one eForms notice.

    Raises:
        ImportFailed: a business registration (X01, X02) or any root that is not a procurement notice.
    """
    name = local_name(root)
    if name == "BusinessRegistrationInformationNotice":
        raise ImportFailed(
            "Cet avis concerne l’immatriculation d’une société européenne ou d’un groupement : ce n’est pas un avis "
            "de marché, il n’y a rien à en reprendre."
        )
    if name not in ROOTS:
        raise ImportFailed(f"« {name} » n’est pas un avis eForms connu.")
    return _Reader(root, source).notice()


def _of_version(identifier: str) -> str:
    """The notice's identifier without the version that follows it (BT-758 is BT-701 then BT-757)."""
    found = re.fullmatch(r"([0-9a-fA-F-]{36})-\d\d", identifier)
    return found[1] if found else identifier


class _Reader:
    """One notice being read, with the warnings met on the way."""

    def __init__(self, root: Element, source: Source) -> None:
        self.root = root
        self.source = source
        self.warnings: list[str] = []
        self.language = text(root, "cbc:NoticeLanguageCode") or "FRA"
        self.organisations = Organisations(root, self.words, self.warnings)

    def words(self, element: Element, path: str) -> str:
        """Text at a path, in French if there is some, else in the notice's language, else the first."""
        by_language: dict[str, list[str]] = {}
        for node in nodes(element, path):
            found = clean(raw(node))
            if found:
                by_language.setdefault(node.get("languageID", "").upper(), []).append(found)
        for language in ("FRA", self.language.upper(), *by_language):
            if language in by_language:
                return "\n".join(dict.fromkeys(by_language[language]))
        return ""

    def line(self, element: Element, path: str) -> str:
        return one_line(self.words(element, path))

    def notice(self) -> Notice:
        root, project = self.root, first(self.root, _PROJECT)
        lots = tuple(self.lot(node) for node in self.lot_nodes())
        own = self.project(project) if project is not None else {}
        published = text(root, f"{X}/efac:Publication/efbc:PublicationDate") or text(root, "cbc:IssueDate")
        winners, awarded = read_winners(root, self.organisations, self.warnings)
        return finish(
            Notice(
                source=self.source,
                notice_id=text(root, "cbc:ID"),
                publication_number=text(root, f"{X}/efac:Publication/efbc:NoticePublicationID"),
                official_url=ted_page(text(root, f"{X}/efac:Publication/efbc:NoticePublicationID")),
                procedure_id=text(root, "cbc:ContractFolderID"),
                changes=_of_version(text(root, f"{X}/efac:Changes/efbc:ChangedNoticeIdentifier")),
                version=text(root, "cbc:CustomizationID"),
                kind=self.kind(),
                form=text(root, "cbc:NoticeTypeCode"),
                subtype=text(root, f"{X}/efac:NoticeSubType/cbc:SubTypeCode"),
                published_on=day(published, what="La date de publication", warnings=self.warnings),
                procedure=self.procedure(),
                buyers=self.organisations.buyers(),
                reference=text(project, "cbc:ID") if project is not None else "",
                lots=lots,
                winners=winners,
                awarded_amount=awarded,
                documents_url=self.documents(),
                texts=self.texts(),
                warnings=tuple(self.warnings),
                **own,  # type: ignore[arg-type]
            )
        )

    def kind(self) -> Kind:
        if first(self.root, f"{X}/efac:Changes/efbc:ChangedNoticeIdentifier") is not None:
            return Kind.CORRECTION
        code = first(self.root, "cbc:NoticeTypeCode")
        return _KINDS.get(code.get("listName", ""), Kind.OTHER) if code is not None else Kind.OTHER

    def procedure(self) -> str:
        code = text(self.root, "cac:TenderingProcess/cbc:ProcedureCode")
        return _PROCEDURES.get(code, code)

    def lot_nodes(self) -> list[Element]:
        """The lots; failing that the parts of a prior information notice (never the groups of lots)."""
        every = nodes(self.root, "cac:ProcurementProjectLot")
        for scheme in ("Lot", "Part"):
            chosen = [node for node in every if node.xpath("cbc:ID/@schemeName", namespaces=NS) == [scheme]]
            if chosen:
                return chosen
        return [node for node in every if not node.xpath("cbc:ID/@schemeName", namespaces=NS)]

    def documents(self) -> str:
        path = "cac:TenderingTerms/cac:CallForTendersDocumentReference/cac:Attachment/cac:ExternalReference/cbc:URI"
        return text(self.root, f"cac:ProcurementProjectLot/{path}") or text(self.root, path)

    # -- one project (the whole procedure's, or a lot's) --

    def project(self, node: Element) -> dict[str, object]:
        """Fields common to the notice and to a lot, by the names they have in ``Notice``."""
        total = first(node, "cac:RequestedTenderTotal")
        estimated = first(total, "cbc:EstimatedOverallContractAmount") if total is not None else None
        maximum = first(total, f"{X}/efbc:FrameworkMaximumAmount") if total is not None else None
        codes = [
            cpv(raw(code), warnings=self.warnings)
            for code in nodes(node, "cac:AdditionalCommodityClassification/cbc:ItemClassificationCode")
        ]
        main = cpv(text(node, "cac:MainCommodityClassification/cbc:ItemClassificationCode"), warnings=self.warnings)
        return {
            "title": self.line(node, "cbc:Name"),
            "description": self.words(node, "cbc:Description"),
            "nature": nature(text(node, "cbc:ProcurementTypeCode[@listName='contract-nature']")),
            "cpv_main": main,
            "cpv_additional": distinct([code for code in codes if code != main]),
            "estimated_amount": self.money(estimated, "Le montant estimé"),
            "framework_maximum": self.money(maximum, "Le maximum de l’accord-cadre"),
            "currency": next((n.get("currencyID", "EUR") for n in (estimated, maximum) if n is not None), "EUR"),
            "places": self.places(node),
            "duration_months": self.duration(node),
        }

    def money(self, node: Element | None, what: str) -> Decimal | None:
        return amount(raw(node), what=what, warnings=self.warnings) if node is not None else None

    def places(self, node: Element) -> tuple[Place, ...]:
        found = [
            place(
                nuts=text(address, "cbc:CountrySubentityCode"),
                postcode=text(address, "cbc:PostalZone"),
                city=text(address, "cbc:CityName"),
            )
            for address in nodes(node, "cac:RealizedLocation/cac:Address")
        ]
        return tuple(dict.fromkeys(where for where in found if where != Place()))

    def duration(self, node: Element) -> int | None:
        period = first(node, "cac:PlannedPeriod")
        if period is None:
            return None
        measure = first(period, "cbc:DurationMeasure")
        if measure is not None:
            return months(raw(measure), measure.get("unitCode", "MONTH"))
        start = day(text(period, "cbc:StartDate"), what="La date de début", warnings=self.warnings)
        end = day(text(period, "cbc:EndDate"), what="La date de fin", warnings=self.warnings)
        return months_between(start, end)

    # -- one lot --

    def lot(self, node: Element) -> Lot:
        project = first(node, _PROJECT)
        fields = self.project(project) if project is not None else {}
        amount_ = fields.pop("estimated_amount", None)
        main = fields.pop("cpv_main", "")
        terms = "cac:TenderingTerms"
        execution = f"{terms}/cac:ContractExecutionRequirement"
        return Lot(
            id=text(node, "cbc:ID"),
            cpv=main,  # type: ignore[arg-type]
            amount=amount_,  # type: ignore[arg-type]
            is_framework=self.is_framework(node),
            deadline=self.deadline(node),
            reserved_participation=self.codes(
                node,
                f"{terms}/cac:TendererQualificationRequest/cac:SpecificTendererRequirement"
                "/cbc:TendererRequirementTypeCode[@listName='reserved-procurement']",
            ),
            reserved_execution=text(node, f"{execution}/cbc:ExecutionRequirementCode[@listName='reserved-execution']"),
            strategic=self.additional(node, "strategic-procurement"),
            social_objectives=self.additional(node, "social-objective"),
            performance_terms=self.words(
                node, f"{execution}[cbc:ExecutionRequirementCode/@listName='conditions']/cbc:Description"
            ),
            criteria=self.criteria(node),
            **fields,  # type: ignore[arg-type]
        )

    def codes(self, node: Element, path: str) -> tuple[str, ...]:
        return distinct([code for code in (one_line(raw(found)) for found in nodes(node, path)) if code != "none"])

    def additional(self, node: Element, list_name: str) -> tuple[str, ...]:
        return self.codes(
            node,
            f"{_PROJECT}/cac:ProcurementAdditionalType/cbc:ProcurementTypeCode[@listName='{list_name}']",
        )

    def is_framework(self, node: Element) -> bool:
        path = "cac:TenderingProcess/cac:ContractingSystem/cbc:ContractingSystemTypeCode"
        return bool(self.codes(node, f"{path}[@listName='framework-agreement']"))

    def deadline(self, node: Element) -> Deadline | None:
        for period in ("TenderSubmissionDeadlinePeriod", "ParticipationRequestReceptionPeriod"):
            found = first(node, f"cac:TenderingProcess/cac:{period}")
            if found is not None and text(found, "cbc:EndDate"):
                return deadline(text(found, "cbc:EndDate"), text(found, "cbc:EndTime"), warnings=self.warnings)
        return None

    def criteria(self, node: Element) -> tuple[Criterion, ...]:
        path = "cac:TenderingTerms/cac:AwardingTerms/cac:AwardingCriterion/cac:SubordinateAwardingCriterion"
        found = [self.criterion(criterion) for criterion in nodes(node, path)]
        return tuple(criterion for criterion in found if criterion != Criterion())

    def criterion(self, node: Element) -> Criterion:
        description = self.words(node, "cbc:Description")
        value, unit = None, ""
        for parameter in nodes(node, f"{X}/efac:AwardCriterionParameter"):
            code = first(parameter, "efbc:ParameterCode[@listName='number-weight']")
            if code is not None:
                value, _ = weight(text(parameter, "efbc:ParameterNumeric"))
                unit = _WEIGHT_UNITS.get(one_line(raw(code))[:3], "") if value is not None else ""
        if value is None:
            # Some tools write the weight as the description: « 60% ».
            value, unit = weight(description)
        return Criterion(
            kind=text(node, "cbc:AwardingCriterionTypeCode"),
            name=self.line(node, "cbc:Name"),
            description=description,
            weight=value,
            weight_unit=unit,
        )

    # -- free texts, for recognition --

    def texts(self) -> tuple[Text, ...]:
        found = [Text(rubric=rubric, text=self.words(self.root, path)) for rubric, path in _TEXTS]
        for node in nodes(self.root, "cac:ProcurementProjectLot"):
            identifier = text(node, "cbc:ID")
            found += [Text(rubric=rubric, text=self.words(node, path), lot=identifier) for rubric, path in _TEXTS]
        found.append(
            Text(
                rubric="Modification de l’avis",
                text=block(self.root, f"{X}/efac:Changes//efbc:ChangeDescription"),
            )
        )
        return tuple(item for item in found if item.text)


_TERMS = "cac:TenderingTerms"
_TEXTS = (
    ("Objet", f"{_PROJECT}/cbc:Name"),
    ("Description", f"{_PROJECT}/cbc:Description"),
    ("Informations complémentaires", f"{_PROJECT}/cbc:Note"),
    ("Lieu d’exécution", f"{_PROJECT}/cac:RealizedLocation/cbc:Description"),
    ("Options", f"{_PROJECT}/cac:ContractExtension/cbc:OptionsDescription"),
    ("Objectif stratégique", f"{_PROJECT}/cac:ProcurementAdditionalType/cbc:ProcurementType"),
    ("Procédure", "cac:TenderingProcess/cbc:Description"),
    ("Conditions d’exécution", f"{_TERMS}/cac:ContractExecutionRequirement/cbc:Description"),
    ("Conditions d’exécution", f"{_TERMS}/cac:ContractExecutionRequirement/cbc:Name"),
    ("Conditions de participation", f"{_TERMS}/cac:TendererQualificationRequest//cbc:Description"),
    ("Conditions de participation", f"{_TERMS}/{X}/efac:SelectionCriteria/cbc:Description"),
    ("Conditions financières", f"{_TERMS}/cac:PaymentTerms/cbc:Note"),
    ("Critères d’attribution", f"{_TERMS}/cac:AwardingTerms//cac:AwardingCriterion/cbc:Description"),
    ("Critères d’attribution", f"{_TERMS}/cac:AwardingTerms//cac:SubordinateAwardingCriterion/cbc:Name"),
    ("Critères d’attribution", f"{_TERMS}/cac:AwardingTerms//cac:SubordinateAwardingCriterion/cbc:Description"),
)
