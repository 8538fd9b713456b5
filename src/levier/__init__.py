"""Levier: one clause, from the buyer's programme to the certificate."""

__version__ = "0.1.0"
