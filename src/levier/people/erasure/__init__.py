"""How a person leaves the record: one rule for each table that points to them, checked by a test.

``rules`` says what becomes of each table (each room registers its own), ``relations`` finds the tables, ``apply``
does it in one transaction.
"""
