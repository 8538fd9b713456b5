"""The rules and the traps, as data. Each carries sentences it must find and must leave; the tests play them all."""

from __future__ import annotations

from .conditions import CONDITIONS
from .criteria import CRITERIA
from .model import ANYWHERE, FAMILIES, Rule, Trap, Where, expand
from .objects import OBJECTS
from .reservations import RESERVATIONS
from .traps import TRAPS

RULES: tuple[Rule, ...] = (*CONDITIONS, *CRITERIA, *RESERVATIONS, *OBJECTS)

__all__ = ["ANYWHERE", "FAMILIES", "RULES", "TRAPS", "Rule", "Trap", "Where", "expand"]
