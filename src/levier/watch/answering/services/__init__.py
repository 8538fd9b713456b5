"""Writes of a structure that answers: what it says of itself, its decision, its joint bids."""
