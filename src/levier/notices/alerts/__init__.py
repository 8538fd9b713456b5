"""Alerts: what somebody wants to be told of, as a boolean query and structured criteria."""

from .alert import Alert, Around, Buyer, Social, cpv_prefix, cpv_prefixes
from .parser import parse
from .query import render
from .wording import describe

__all__ = ["Alert", "Around", "Buyer", "Social", "cpv_prefix", "cpv_prefixes", "describe", "parse", "render"]
