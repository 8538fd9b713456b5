"""Find a flag of the domain by its code."""

from __future__ import annotations

from levier.domain.flags import FLAGS, SHORT_AGAINST_TERRITORY, Flag
from levier.domain.quantities import format_number, format_rate

FLAGS_BY_CODE: dict[str, Flag] = {flag.code: flag for flag in FLAGS}


def flag_of(code: str) -> Flag | None:
    return FLAGS_BY_CODE.get(code)


def title_of(code: str) -> str:
    flag = flag_of(code)
    return flag.title if flag else code


def slug(code: str) -> str:
    """The code as it stands in an address."""
    return code.replace("_", "-")


def shown_threshold(flag: Flag) -> str:
    """« sous 0,5 » or « au-delà de 30 % »."""
    if flag is SHORT_AGAINST_TERRITORY:
        return f"levé sous {format_number(flag.threshold.value)}"
    return f"levé au-delà de {format_rate(flag.threshold.value)}"
