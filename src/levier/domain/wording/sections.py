"""The sections of the CCAP, each from the facts alone."""

from __future__ import annotations

from decimal import Decimal

from ..explanation import Source
from ..obligations import OrderRule
from ..quantities import format_euros, format_hours, format_number, format_rate
from ..tranches import TrancheCounting
from ..vocabulary import Lever, Modality, accepted_modalities
from .ccag import ccag_clause
from .facts import Counting, FixedHours, HoursTerms, PenaltyText, WordingFacts
from .text import Section, section

_SUPPLY = {
    Modality.LABOUR_SUPPLY_ETTI: "une entreprise de travail temporaire d’insertion (ETTI)",
    Modality.LABOUR_SUPPLY_AI: "une association intermédiaire (AI)",
    Modality.LABOUR_SUPPLY_GEIQ: "un groupement d’employeurs pour l’insertion et la qualification (GEIQ)",
    Modality.LABOUR_SUPPLY_EATT: "une entreprise adaptée de travail temporaire (EATT)",
}
_PARTNERS = {
    Modality.SUBCONTRACT_EI: "une entreprise d’insertion (EI)",
    Modality.SUBCONTRACT_ACI: "un atelier ou chantier d’insertion (ACI)",
    Modality.SUBCONTRACT_EA: "une entreprise adaptée (EA)",
    Modality.SUBCONTRACT_ESAT: "un établissement et service d’accompagnement par le travail (ESAT)",
    Modality.SUBCONTRACT_REGIE: "une régie de quartier ou de territoire",
}


def target(facts: WordingFacts) -> str:
    """« au lot 2 (Peinture) », « au présent accord-cadre », « au présent marché »."""
    if facts.lot:
        return f"au {lot_name(facts)}"
    return "au présent accord-cadre" if facts.is_framework else "au présent marché"


def lot_name(facts: WordingFacts) -> str:
    """« lot 2 (Peinture) »."""
    number, _, title = facts.lot.partition(":")
    return lowered(f"{number.strip()} ({title.strip()})" if title.strip() else number.strip())


def legal_basis(facts: WordingFacts) -> str:
    """« des articles L2112-2 et L2112-2-1 du code de la commande publique »: certain articles only."""
    opening = facts.applicable.opening(Lever.PERFORMANCE_CONDITION)
    duty = facts.applicable.duty("social_condition")
    articles = [opening.article] if _sure(opening.source) else []
    if duty.binds and _sure(duty.source) and duty.article not in articles:
        articles.append(duty.article)
    if not articles:
        return "du code de la commande publique"
    word = "des articles" if len(articles) > 1 else "de l’article"
    return f"{word} {' et '.join(articles)} du code de la commande publique"


def _sure(source: Source) -> bool:
    return not source.certainty.to_check


def purpose(facts: WordingFacts) -> Section:
    """CCAG item 1: the scope of the action, and what the clause rests on."""
    clause = ccag_clause(facts.ccag)
    return section(
        "Objet et périmètre de l’action d’insertion",
        (
            f"Afin de favoriser l’accès ou le retour à l’emploi de personnes qui en sont éloignées, l’acheteur, "
            f"{facts.buyer}, applique {target(facts)} une condition d’exécution à caractère social, sur le fondement "
            f"{legal_basis(facts)}. Son respect s’impose au titulaire pendant toute la durée d’exécution."
        ),
        (
            f"Les documents particuliers du marché rendent applicable {clause.citation}, que le présent article "
            "complète."
            if clause
            else ""
        ),
        f"Périmètre de l’action : {sentence(facts.scope)}" if facts.scope.strip() else "",
    )


def sentence(text: str) -> str:
    tidy = " ".join(text.split())
    return tidy if tidy.endswith((".", "!", "?")) else f"{tidy}."


def publics(facts: WordingFacts) -> Section:
    """CCAG item 3: who may fill the hours. Meeting one criterion is enough."""
    clause = ccag_clause(facts.ccag)
    if facts.publics:
        intro = "Les heures d’insertion sont réalisées par des personnes relevant de l’un des publics suivants :"
    elif clause:
        intro = (
            f"Les publics éligibles sont ceux que vise {clause.citation}. En relèvent notamment les personnes "
            "répondant à l’un des critères suivants :"
        )
    else:
        intro = "Les heures d’insertion sont réalisées par des personnes répondant à l’un des critères suivants :"
    return section(
        "Publics éligibles",
        intro,
        _items(facts.publics or facts.common_publics),
        (
            "Un seul critère suffit. L’éligibilité de chaque personne est vérifiée sur pièces avant sa prise de poste, "
            "puis appréciée au jour où les heures sont réalisées."
        ),
    )


def _items(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{lowered(line)}{'.' if last else ' ;'}" for line, last in _with_last(lines))


def lowered(text: str) -> str:
    """The text with a small first letter, unless it starts with an acronym."""
    return text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"


def _with_last(lines: tuple[str, ...]) -> list[tuple[str, bool]]:
    return [(line, index == len(lines) - 1) for index, line in enumerate(lines)]


def hours(facts: WordingFacts) -> Section:
    """CCAG item 4: the hours owed."""
    assert facts.hours is not None  # noqa: S101 - ``write`` refuses before
    return section("Heures d’insertion à réaliser", *_owed(facts.hours, framework=facts.is_framework))


def _owed(terms: HoursTerms, *, framework: bool) -> tuple[str, ...]:
    what = "de l’accord-cadre" if framework else "du marché"
    if isinstance(terms, FixedHours):
        return (
            (
                f"Le titulaire réserve à l’insertion au moins {format_hours(terms.hours)} de travail sur la durée "
                f"d’exécution {what}. Ce volume est un minimum."
            ),
        )
    if isinstance(terms, OrderRule):
        return _per_tranche(terms, what)
    return (
        (
            f"Le titulaire réserve à l’insertion au moins {format_rate(terms.share)} des heures de travail nécessaires "
            f"à l’exécution {what}, sous-traitance comprise. Il communique au démarrage le volume total d’heures "
            "prévu, puis le volume réellement travaillé."
        ),
    )


_INCOMPLETE = {
    TrancheCounting.COMPLETE: "Seules les tranches entières donnent lieu à des heures d’insertion.",
    TrancheCounting.STARTED: "Toute tranche entamée compte pour une tranche entière.",
    TrancheCounting.PROPORTIONAL: "Une tranche incomplète donne lieu à des heures au prorata.",
}


def _per_tranche(terms: OrderRule, what: str) -> tuple[str, ...]:
    basis = terms.basis.adjective
    single = terms.hours_per_tranche == 1
    hours = "une heure d’insertion" if single else f"{format_hours(terms.hours_per_tranche)} d’insertion"
    above = f" au-delà d’un seuil de déclenchement de {format_euros(terms.trigger)} HT {basis}" if terms.trigger else ""
    lines = [
        (
            f"Le titulaire réalise {hours} par tranche de {format_euros(terms.tranche)} HT {basis}{above}, "
            f"en cumul sur la durée d’exécution {what}."
        ),
        _INCOMPLETE[terms.counting],
    ]
    if terms.trigger:
        lines.append(
            f"Tant que le cumul des montants {basis} ne dépasse pas {format_euros(terms.trigger)} HT, aucune heure "
            "d’insertion n’est due."
        )
    return tuple(lines)


def modalities(facts: WordingFacts) -> Section:
    """How the hours may be done: the company chooses, alone or in combination."""
    chosen = accepted_modalities(facts.modalities)
    lines: list[str] = []
    if Modality.DIRECT_HIRE in chosen:
        lines.append("l’embauche directe, en contrat à durée indéterminée, à durée déterminée ou en alternance")
    supply = [label for one, label in _SUPPLY.items() if one in chosen]
    if Modality.TEMP_AGENCY in chosen:
        supply.append("une entreprise de travail temporaire (ETT)")
    if supply:
        lines.append(f"la mise à disposition de personnel par {_either(supply)}")
    partners = [label for one, label in _PARTNERS.items() if one in chosen]
    if partners:
        lines.append(f"la sous-traitance ou la cotraitance avec {_either(partners)}")
    if Modality.OTHER in chosen:
        lines.append("toute autre modalité acceptée par l’acheteur, après avis du facilitateur s’il en est désigné un")
    return section(
        "Modalités de mise en œuvre",
        "Le titulaire choisit librement l’une des modalités suivantes, ou en combine plusieurs :",
        _items(tuple(lines)),
        (
            "En cas de groupement, l’obligation pèse sur le groupement ; le mandataire en coordonne la réalisation. "
            "Le recours à un sous-traitant ne décharge pas le titulaire de son obligation."
        ),
    )


def _either(names: list[str]) -> str:
    """« une entreprise d’insertion (EI), un ESAT ou une régie »."""
    return " ou ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def counting(facts: WordingFacts) -> Section:
    """Which hours count."""
    return section("Décompte des heures", *_counted(facts.counting))


def _counted(terms: Counting) -> tuple[str, ...]:
    lines = [
        (
            "Sont comptées les heures travaillées à l’exécution du marché par les personnes éligibles, ainsi que les "
            "heures de formation comprises dans un contrat d’apprentissage ou de professionnalisation."
        )
    ]
    if terms.cdi_years_cap:
        years = f"{terms.cdi_years_cap} an{'s' if terms.cdi_years_cap > 1 else ''}"
        lines.append(
            "Les heures travaillées par une personne embauchée en contrat à durée indéterminée sont comptées à partir "
            f"de l’embauche, pendant la durée restante du marché, dans la limite de {years}."
        )
    lines.append(_yes_no("congés payés et les absences", "comptés" if terms.leave_counts else ""))
    lines.append(
        _yes_no(
            "périodes de mise en situation en milieu professionnel et les stages",
            "comptés" if terms.pmsmp_counts else "",
        )
    )
    lines.append("Une même heure ne peut être comptée qu’une fois, pour une seule obligation.")
    return tuple(lines)


def _yes_no(what: str, counted: str) -> str:
    return f"Les {what} sont comptés." if counted else f"Les {what} ne sont pas comptés."


def facilitator(facts: WordingFacts) -> Section | None:
    """CCAG item 2: the facilitator's contact, when there is one."""
    contact = facts.facilitator
    if contact is None:
        return None
    who = ", ".join(part for part in (contact.name, contact.body, contact.email, contact.phone) if part)
    return section(
        "Accompagnement par le facilitateur",
        "Pour la mise en œuvre de la clause, le titulaire s’appuie sur le facilitateur désigné par l’acheteur :",
        f"{who}.",
        "Le facilitateur :",
        _items(
            (
                "informe le titulaire sur la clause et les manières de la réaliser",
                "l’aide à préciser ses besoins et oriente vers lui des candidats éligibles",
                "lui fait connaître les structures du territoire qui peuvent l’aider à réaliser les heures",
                "vérifie l’éligibilité des personnes et suit la réalisation des heures avec l’acheteur",
            )
        ),
        (
            "Cet accompagnement ne retire rien à la responsabilité du titulaire, qui choisit seul ses recrutements et "
            "ses partenaires."
        ),
    )


def control(facts: WordingFacts) -> Section:
    """What the contractor sends and when; what nobody asks for."""
    to = "au facilitateur" if facts.facilitator else "à l’acheteur"
    when = f", au plus tard le {_day(facts.statement_day)} du mois suivant" if facts.statement_day else ""
    return section(
        "Contrôle et documents à transmettre",
        f"Dès la notification, le titulaire désigne un interlocuteur pour la clause. Il transmet {to} :",
        _items(
            (
                "avant la prise de poste, les pièces qui établissent l’éligibilité de chaque personne",
                "à l’embauche ou à la mise à disposition, la nature, la date et la durée du contrat de travail",
                f"chaque mois{when}, le relevé des heures réalisées par personne, avec les justificatifs utiles",
                "à la fin du marché, un bilan de l’action d’insertion",
            )
        ),
        (
            "Les pièces ne comportent ni numéro de sécurité sociale ni information médicale. Elles ne servent qu’au "
            "contrôle de la clause."
        ),
        (
            "Le titulaire qui rencontre des difficultés à tenir son engagement en informe l’acheteur sans attendre et "
            "par écrit, afin que les moyens d’y parvenir soient examinés ensemble."
        ),
    )


def _day(day: int) -> str:
    return "1er" if day == 1 else str(day)


def penalties(facts: WordingFacts) -> Section | None:
    """Penalties exactly as entered; nothing when nothing was."""
    if not facts.penalties.any:
        return None
    return section(
        "Pénalités propres à la clause d’insertion",
        *penalty_sentences(facts.penalties),
        (
            "Le titulaire est d’abord invité à présenter ses observations. L’acheteur peut renoncer, par une décision "
            "motivée, à tout ou partie des pénalités."
        ),
    )


def penalty_sentences(terms: PenaltyText) -> tuple[str, ...]:
    """What the contract wrote, one sentence each; none when it wrote no penalty."""
    return (*_amounts(terms), *_limits(terms)) if terms.any else ()


def _plain(value: Decimal) -> str:
    """« 2 », « 2,5 », « 1,25 »."""
    return format_number(value, places=1 if value * 10 == (value * 10).to_integral_value() else 2)


def _amounts(terms: PenaltyText) -> tuple[str, ...]:
    lines = []
    if terms.per_hour is not None:
        lines.append(
            f"En cas de non-réalisation des heures dues, une pénalité de {format_euros(terms.per_hour)} par heure "
            "d’insertion non réalisée est appliquée."
        )
    if terms.smic_multiple is not None:
        lines.append(
            f"En cas de non-réalisation des heures dues, une pénalité égale à {_plain(terms.smic_multiple)} "
            "fois le montant horaire brut du SMIC par heure d’insertion non réalisée est appliquée."
        )
    if terms.lump_sum is not None:
        lines.append(
            f"Une pénalité forfaitaire de {format_euros(terms.lump_sum)} est appliquée, une seule fois, lorsque les "
            "heures dues ne sont pas toutes réalisées."
        )
    if terms.per_day is not None:
        lines.append(
            "En cas de non-transmission des pièces nécessaires au contrôle de la clause, une pénalité de "
            f"{format_euros(terms.per_day)} par jour de retard est appliquée à compter de la mise en demeure."
        )
    return tuple(lines)


def _limits(terms: PenaltyText) -> tuple[str, ...]:
    lines = []
    if terms.cap is not None:
        lines.append(f"Le total de ces pénalités est plafonné à {format_euros(terms.cap)}.")
    if terms.cap_share is not None:
        lines.append(
            f"Le total de ces pénalités est plafonné à {format_rate(terms.cap_share)} du montant HT du marché."
        )
    for decided, what in (
        (terms.ccag_cap, "Le plafonnement"),
        (terms.ccag_exemption, "L’exonération en dessous d’un montant"),
    ):
        if decided is not None:
            verb = "s’applique" if decided else "ne s’applique pas"
            lines.append(f"{what} que le CCAG prévoit pour les pénalités de retard {verb} à ces pénalités.")
    return tuple(lines)
