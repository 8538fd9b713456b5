"""Forms of TED before 2014's (R2.0.8), still used for defence: elements are looked for by name anywhere in the form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from .assemble import finish, single_lot
from .model import Criterion, Kind, Lot, Notice, Party, Place, Source, Text, Winner
from .tree import Element, local_name, outermost, raw
from .values import amount, clean, cpv, day, deadline, distinct, nature, one_line, party, place, ted_page, weight

_RUBRICS = {
    "TITLE_CONTRACT": "Objet",
    "LOT_TITLE": "Objet",
    "SHORT_CONTRACT_DESCRIPTION": "Description",
    "LOT_DESCRIPTION": "Description",
    "TOTAL_QUANTITY_OR_SCOPE": "Description",
    "LOCATION": "Lieu d’exécution",
    "OPTION_DESCRIPTION": "Options",
    "MAIN_FINANCING_CONDITIONS": "Conditions financières",
    "LEGAL_FORM": "Forme juridique",
    "EXISTENCE_OTHER_PARTICULAR_CONDITIONS": "Conditions d’exécution",
    "CRITERIA": "Critères d’attribution",
    "ADDITIONAL_INFORMATION": "Informations complémentaires",
}
_FRAMEWORKS = ("F17_FRAMEWORK", "F18_FRAMEWORK", "FRAMEWORK_AGREEMENT", "CONCLUSION_FRAMEWORK_AGREEMENT")
_PARTICIPATION = ("PARTICIPATION", "PERSONAL_SITUATION", "CAPACITY")


def read_old_form(root: Element, form: Element, *, links: tuple[str, ...]) -> Notice:
    """Read a form that has no ``OBJECT_CONTRACT``."""
    warnings: list[str] = []
    kind = _kind(local_name(form))
    contract_type = _first(form, "TYPE_CONTRACT")
    codes = _cpv_codes(form, warnings)
    notice = Notice(
        source=Source.TED_EXPORT,
        notice_id=root.get("DOC_ID", ""),
        publication_number=_line(_first(root, "NO_DOC_OJS")) or root.get("DOC_ID", ""),
        official_url=ted_page(root.get("DOC_ID", "")),
        changes=links[0] if links and kind is Kind.CORRECTION else "",
        links=links,
        version=root.get("VERSION", ""),
        kind=kind,
        form=local_name(form),
        published_on=day(_line(_first(root, "DATE_PUB")), what="La date de publication", warnings=warnings),
        buyers=tuple(_parties(form, "CA_CE_CONCESSIONAIRE_PROFILE", warnings)),
        title=_line(_first(form, "TITLE_CONTRACT")),
        description=_words(_first(form, "SHORT_CONTRACT_DESCRIPTION")),
        reference=_line(_first(form, "FILE_REFERENCE_NUMBER")),
        nature=nature(contract_type.get("VALUE")) if contract_type is not None else None,
        cpv_main=codes[0] if codes else "",
        cpv_additional=codes[1:],
        awarded_amount=_money(_first(form, "TOTAL_FINAL_VALUE"), warnings),
        is_framework=_first(form, *_FRAMEWORKS) is not None,
        places=tuple(_places(form)),
        deadline=deadline(*_moment(_first(form, "RECEIPT_LIMIT_DATE")), warnings=warnings),
        lots=tuple(_lots(form, warnings)),
        winners=tuple(_winners(form, warnings)),
        texts=tuple(dict.fromkeys(_texts(form))),
        warnings=tuple(warnings),
    )
    notice = single_lot(notice)
    criteria = tuple(_criteria(form))
    return finish(replace(notice, lots=tuple(replace(lot, criteria=criteria) for lot in notice.lots)))


def _kind(form: str) -> Kind:
    tests: tuple[tuple[Callable[[str], bool], Kind], ...] = (
        (lambda name: "CORRIGENDUM" in name, Kind.CORRECTION),
        (lambda name: "AWARD" in name, Kind.RESULT),
        (lambda name: name.startswith(("PRIOR", "PERIODIC")), Kind.PLANNING),
        (lambda name: name.startswith(("CONTRACT", "QUALIFICATION", "DESIGN")), Kind.COMPETITION),
    )
    return next((kind for test, kind in tests if test(form)), Kind.OTHER)


def _all(node: Element, *names: str) -> Iterator[Element]:
    return node.iterdescendants(*(f"{{*}}{name}" for name in names))


def _first(node: Element | None, *names: str) -> Element | None:
    return next(_all(node, *names), None) if node is not None else None


def _words(node: Element | None) -> str:
    if node is None:
        return ""
    paragraphs = [clean(raw(one)) for one in outermost(_all(node, "P"))]
    return "\n".join(filter(None, paragraphs)) if paragraphs else clean(raw(node))


def _line(node: Element | None) -> str:
    return _words(node).replace("\n", " ")


def _moment(node: Element | None) -> tuple[str, str]:
    """« 2021-02-15 » and « 14:00 », out of a day, a month, a year and a time."""
    year, month, number, hour = (_line(_first(node, name)) for name in ("YEAR", "MONTH", "DAY", "TIME"))
    return (f"{year}-{month.zfill(2)}-{number.zfill(2)}" if year else "", hour)


def _money(node: Element | None, warnings: list[str]) -> Decimal | None:
    value = _first(node, "VALUE_COST")
    if value is None:
        return None
    return amount(value.get("FMTVAL") or raw(value), what="Le montant attribué", warnings=warnings)


def _cpv_codes(node: Element, warnings: list[str]) -> tuple[str, ...]:
    return distinct([cpv(one.get("CODE"), warnings=warnings) for one in _all(node, "CPV_CODE")])


def _places(node: Element) -> Iterator[Place]:
    return (place(nuts=one.get("CODE", "")) for one in _all(node, "NUTS"))


def _parties(node: Element, name: str, warnings: list[str]) -> Iterator[Party]:
    for one in outermost(_all(node, name)):
        found = party(
            name=_line(_first(one, "OFFICIALNAME")),
            identifier=_line(_first(one, "NATIONALID")),
            where=place(postcode=_line(_first(one, "POSTAL_CODE")), city=_line(_first(one, "TOWN"))),
            warnings=warnings,
            french=getattr(_first(one, "COUNTRY"), "attrib", {}).get("VALUE", "FR") == "FR",
        )
        if found.name:
            yield found


def _lot_nodes(form: Element) -> list[Element]:
    return outermost(node for node in form.iterdescendants("*") if local_name(node).endswith("ANNEX_B"))


def _lots(form: Element, warnings: list[str]) -> Iterator[Lot]:
    for rank, node in enumerate(_lot_nodes(form), start=1):
        codes = _cpv_codes(node, warnings)
        yield Lot(
            id=_line(_first(node, "LOT_NUMBER")) or str(rank),
            title=_line(_first(node, "LOT_TITLE")),
            description=_words(_first(node, "LOT_DESCRIPTION")),
            cpv=codes[0] if codes else "",
            cpv_additional=codes[1:],
        )


def _criteria(form: Element) -> Iterator[Criterion]:
    for node in outermost(_all(form, "CRITERIA_DEFINITION")):
        value, unit = weight(_line(_first(node, "WEIGHTING")))
        yield Criterion(name=_line(_first(node, "CRITERIA")), weight=value, weight_unit=unit)


def _winners(form: Element, warnings: list[str]) -> Iterator[Winner]:
    awards = (node for node in form.iterdescendants("*") if local_name(node).startswith("AWARD_OF_CONTRACT"))
    for award in outermost(awards):
        value = _money(_first(award, "CONTRACT_VALUE_INFORMATION"), warnings)
        signed = _moment(_first(award, "CONTRACT_AWARD_DATE"))[0]
        lots = distinct([one_line(raw(node)) for node in _all(award, "LOT_NUMBER")])
        for winner in _parties(award, "ECONOMIC_OPERATOR_NAME_ADDRESS", warnings):
            on = day(signed, what="La date de conclusion", warnings=warnings)
            yield Winner(party=winner, lots=lots, amount=value, concluded_on=on)


def _texts(form: Element) -> Iterator[Text]:
    """Every text under the nearest rubric that has a name."""
    lots = {node: _line(_first(node, "LOT_NUMBER")) for node in _lot_nodes(form)}
    for node in outermost(_all(form, "P", *_RUBRICS)):
        words = _words(node)
        above = [node, *node.iterancestors()]
        if words and " " in words:
            lot = next((lots[one] for one in above if one in lots), "")
            yield Text(rubric=_rubric([local_name(one) for one in above]), text=words, lot=lot)


def _rubric(names: list[str]) -> str:
    for name in names:
        if name in _RUBRICS:
            return _RUBRICS[name]
        if any(part in name for part in _PARTICIPATION):
            return "Conditions de participation"
    return "Autres rubriques"
