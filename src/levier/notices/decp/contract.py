"""One object of a DECP document (2019, 2022, concession) to one :class:`AwardedContract`. Never raises."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from hashlib import blake2b

from .model import AwardedContract, Modification, Organisation, Site, Source
from .values import CHOICES, Raw, amount, choices, code, count, cpv, day, months, organisation, share, site, text

MAX_LISTED, MAX_ID = 500, 60
NO_OBJECT = "L’objet du contrat manque."
_LIST_KEYS = frozenset(
    {
        *("acheteur", "autoriteConcedante", "lieuExecution", "titulaires", "concessionnaires", "modifications"),
        *("considerationsSociales", "considerationsEnvironnementales", "techniques", "modalitesExecution"),
        *("typesPrix", "actesSousTraitance", "modificationsActesSousTraitance", "donneesExecution"),
    }
)
_ONLY_2022 = frozenset({"considerationsSociales", "techniques", "modalitesExecution", "ccag", "typesPrix"})
_CHOSEN, _LISTED = CHOICES[:8], CHOICES[8:]
NOWHERE = Site()


def looks_like_contract(raw: Raw) -> bool:
    """True for an object that has what only contracts have: a buyer, or a title with a number."""
    if not isinstance(raw, dict):
        return False
    if "acheteur" in raw:
        return True
    keys = {key.strip().partition(".")[0] for key in raw}
    return bool(keys & {"acheteur", "autoriteConcedante"}) or {"id", "objet"} <= keys


def read_contract(raw: Raw, notes: tuple[str, ...] = ()) -> AwardedContract:
    """Normalise one object; ``notes`` are warnings already known of it (its JSON was mended, say)."""
    if not looks_like_contract(raw):
        return unreadable("Cet élément n’est pas un contrat : ni acheteur, ni numéro avec un objet.", notes)
    if "montant" not in raw or "id" not in raw or type(raw.get("acheteur")) is not dict:
        raw = _mended(raw)
    try:
        return _read(raw, list(notes))
    except TypeError:  # a list or an object where a word or a number is expected: no key for a cache
        return _read(*_scalars(raw, list(notes)))


def unreadable(sentence: str, notes: tuple[str, ...] = ()) -> AwardedContract:
    """What stands for a contract nobody can read, so that counts stay right."""
    return AwardedContract(source=Source.UNREADABLE, warnings=(*notes, sentence))


def _mended(raw: dict[str, Raw]) -> dict[str, Raw]:
    """Keys without blanks (« nom »), dotted keys (« acheteur.id ») made objects."""
    found: dict[str, Raw] = {}
    for key, value in raw.items():
        head, _, tail = key.strip().partition(".")
        if not tail:
            found.setdefault(head, value)
            continue
        inner = found.setdefault(head, {})
        if isinstance(inner, dict):
            inner.setdefault(tail.strip(), value)
    return found


def _scalars(raw: dict[str, Raw], warnings: list[str]) -> tuple[dict[str, Raw], list[str]]:
    """The same without lists and objects where there should be none."""
    found = {}
    for key, value in raw.items():
        if isinstance(value, dict | list):
            if key not in _LIST_KEYS:
                warnings.append(f"Le champ « {key[:40]} » a une forme inattendue : ignoré.")
                continue
            value = _word_list(value) if key in _LISTED else _plain(value)  # noqa: PLW2901 - the same, cleaned
        found[key] = value
    return found, warnings


def _word_list(value: Raw, depth: int = 0) -> list[str]:
    """Every word of a list field, however it is nested."""
    if isinstance(value, str) or depth > 6:
        return [value] if isinstance(value, str) else []
    inner = value.values() if isinstance(value, dict) else (value if isinstance(value, list) else ())
    return [word for item in inner for word in _word_list(item, depth + 1)][:MAX_LISTED]


_NESTED = frozenset(
    {
        *("titulaire", "titulaires", "concessionnaire", "concessionnaires", "modification", "sousTraitant"),
        "acteSousTraitance",
    }
)


def _plain(value: Raw, depth: int = 0) -> Raw:
    """Known nested objects kept, other lists and objects inside them dropped."""
    if isinstance(value, list):
        kept = [item for item in value if not isinstance(item, list)]
        return [_plain(item, depth + 1) for item in kept] if depth < 6 else []
    if isinstance(value, dict):
        return {
            key: _plain(inner, depth + 1)
            for key, inner in value.items()
            if not isinstance(inner, dict | list) or (key in _NESTED and depth < 6)
        }
    return value


def _read(raw: dict[str, Raw], warnings: list[str]) -> AwardedContract:
    get = raw.get
    concession = "autoriteConcedante" in raw or "concessionnaires" in raw
    keys = []
    for value in map(get, _LISTED):
        if type(value) is dict and len(value) == 1:
            (value,) = value.values()  # noqa: PLW2901 - out of its wrapper
        keys.append(tuple(value) if type(value) is list else value)
    chosen = choices(*map(get, _CHOSEN), *keys)
    buyer = _buyer(get("autoriteConcedante" if concession else "acheteur"), warnings)
    title, number = text(get("objet")), text(get("id"))[:MAX_ID]
    cpv_code, problem = cpv(code(get("codeCPV")))
    if problem:
        warnings.append(f"Le code CPV {problem}")
    notified = _day(get("dateSignature" if concession else "dateNotification"), "La date de notification", warnings)
    winners = _organisations(get("concessionnaires" if concession else "titulaires"), warnings)
    if not title:
        warnings.append(NO_OBJECT)
    if not winners:
        warnings.append("Aucun titulaire n’est indiqué.")
    acts, changes = get("actesSousTraitance"), get("modifications")
    if chosen.problems:
        warnings += chosen.problems
    return _made(
        (
            _source(raw, concession),
            _uid(buyer, number, (title, notified, winners), warnings),
            number,
            buyer,
            chosen.nature,
            title,
            cpv_code,
            chosen.procedure,
            chosen.techniques,
            chosen.execution_modes,
            text(get("idAccordCadre"))[:MAX_ID] if "idAccordCadre" in raw else "",
            _site(get("lieuExecution")),
            _months(get("dureeMois"), "La durée", warnings),
            notified,
            _day(get("dateDebutExecution"), "La date de début", warnings) if concession else None,
            _day(get("datePublicationDonnees"), "La date de publication", warnings),
            _amount(get("valeurGlobale" if concession else "montant"), "Le montant", warnings),
            chosen.price_form,
            chosen.price_kinds,
            winners,
            chosen.grouping,
            count(get("offresRecues")),
            chosen.ccag,
            chosen.innovative,
            chosen.advance,
            share(get("tauxAvance")) if "tauxAvance" in raw else None,
            chosen.subcontracting,
            _subcontractors(acts) if acts else (),
            chosen.social,
            chosen.environmental,
            _modifications(changes, warnings) if changes else (),
            "",
            tuple(dict.fromkeys(warnings)) if warnings else (),
        )
    )


#: In the order of the fields: by name, making one would cost a fifth of its whole reading.
_made: Callable[[tuple[object, ...]], AwardedContract] = AwardedContract._make


def _site(raw: Raw) -> Site:
    raw = _first(raw)
    if type(raw) is not dict:
        return site(raw, "", "") if raw else NOWHERE
    return site(raw.get("code"), raw.get("typeCode"), raw.get("nom") or raw.get("nom "))


def _source(raw: dict[str, Raw], concession: bool) -> Source:
    if concession:
        return Source.CONCESSION_2022
    if "techniques" in raw or not _ONLY_2022.isdisjoint(raw):
        return Source.DECP_2022
    return Source.DECP_2019


def _uid(buyer: Organisation, number: str, content: object, warnings: list[str]) -> str:
    """Buyer and number; the content's mark behind a placeholder, which several contracts of a buyer share."""
    if not number:
        warnings.append("Le numéro du contrat manque.")
    elif number.endswith("00000000") or not number.strip("0xX-"):
        warnings.append(f"Le numéro « {number[:30]} » est une valeur d’attente : plusieurs contrats peuvent le porter.")
    else:
        return buyer.id + number
    mark = blake2b(repr(content).encode("utf-8", "replace"), digest_size=5).hexdigest()
    return f"{buyer.id}{number}~{mark}"


def _first(raw: Raw) -> Raw:
    """The first of a list where one value is expected."""
    return next((item for item in raw if not isinstance(item, list)), None) if type(raw) is list else raw


def _buyer(raw: Raw, warnings: list[str]) -> Organisation:
    raw = _first(raw)
    if type(raw) is not dict:
        raw = {"id": raw}
    found, problem = organisation(raw.get("id"), "", raw.get("nom", raw.get("nom ")))
    if problem:
        warnings.append(f"Acheteur : {problem}")
    return found


def _day(raw: Raw, what: str, warnings: list[str]) -> date | None:
    if not raw:
        return None
    found, problem = day(raw if type(raw) is str else code(raw))
    if problem:
        warnings.append(f"{what} {problem}")
    return found


def _amount(raw: Raw, what: str, warnings: list[str]) -> Decimal | None:
    found, problem = amount(raw)
    if problem:
        warnings.append(f"{what} {problem}")
    return found


def _months(raw: Raw, what: str, warnings: list[str]) -> int | None:
    found, problem = months(raw)
    if problem:
        warnings.append(f"{what} {problem}")
    return found


def listed(raw: Raw, wrappers: tuple[str, ...]) -> list[Raw]:
    """The items of a list however it is wrapped.

    ``[{"titulaire": {…}}]``, ``{"titulaire": [{…}]}``, ``{"titulaire": {…}}`` and ``[{…}]`` give the same.
    """
    if type(raw) is dict:
        inner = next((raw[name] for name in wrappers if name in raw), None)
        return listed(inner, ()) if inner is not None else ([raw] if raw else [])
    if type(raw) is not list:
        return [] if raw is None or raw == "" else [raw]
    found: list[Raw] = []
    for item in raw[:MAX_LISTED]:
        if type(item) is dict:
            for name in wrappers:
                if name in item:
                    item = item[name]  # noqa: PLW2901 - the item out of its wrapper
                    break
            if type(item) is list:
                found += item
                continue
        if item:
            found.append(item)
    return found


_WINNER = ("titulaire", "concessionnaire")


def _organisations(raw: Raw, warnings: list[str]) -> tuple[Organisation, ...]:
    if type(raw) is list and len(raw) == 1 and type(raw[0]) is dict:
        only = raw[0].get("titulaire")
        if type(only) is dict and "denominationSociale" not in only and "nom" not in only:  # nearly all of them
            one, problem = organisation(only.get("id"), only.get("typeIdentifiant"), None)
            if not problem:
                return (one,)
    found = []
    for item in listed(raw, _WINNER):
        if type(item) is not dict:
            continue
        get = item.get
        one, problem = organisation(get("id"), get("typeIdentifiant"), get("denominationSociale", get("nom")))
        if problem and not one.id and not one.name:
            continue
        if problem:
            warnings.append(f"Titulaire : {problem}")
        found.append(one)
    return tuple(found) if len(found) < 2 else tuple(dict.fromkeys(found))


def _subcontractors(raw: Raw) -> tuple[Organisation, ...]:
    found = []
    for item in listed(raw, ("acteSousTraitance",)):
        who = item.get("sousTraitant") if type(item) is dict else None
        if type(who) is dict:
            one = organisation(who.get("id"), who.get("typeIdentifiant"), who.get("denominationSociale"))[0]
            found += [one] if one.id or one.name else []
    return tuple(dict.fromkeys(found))


def _modifications(raw: Raw, warnings: list[str]) -> tuple[Modification, ...]:
    """Distinct modifications, oldest first: by day of notification, then by number."""
    found = [_modification(item, warnings) for item in listed(raw, ("modification",)) if type(item) is dict]
    return in_order(found)


def in_order(found: list[Modification]) -> tuple[Modification, ...]:
    """Each once; by number, and by day where numbers are missing or repeated."""
    distinct = dict.fromkeys(found)
    return tuple(sorted(distinct, key=lambda m: (m.notified_on or m.published_on or date.min, m.number)))


def _modification(item: dict[str, Raw], warnings: list[str]) -> Modification:
    get = item.get
    notified = (
        get("dateNotificationModification")
        or get("dateNotificationModificationModification")
        or get("dateSignatureModification")
    )
    value = get("montant", get("valeurGlobale"))
    return Modification(
        number=count(get("id")) or 0,
        notified_on=_day(notified, "La date d’une modification", warnings),
        published_on=_day(get("datePublicationDonneesModification"), "La date d’une modification", warnings),
        amount=_amount(value, "Le montant modifié", warnings) if value is not None else None,
        duration_months=_months(get("dureeMois"), "La durée modifiée", warnings),
        winners=_organisations(get("titulaires", get("concessionnaires")), warnings),
        object=text(get("objetModification")),
    )
