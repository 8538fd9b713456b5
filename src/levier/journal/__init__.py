"""Append-only history of every action: who did what, when, why, on which object.

The lowest room with a table: it knows actors only by what they look like (``Actor`` protocol), so that every
other room, accounts included, can write in it.
"""
