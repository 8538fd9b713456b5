"""The rules of the field: pure functions of values.

No Django, no clock, no input or output, no float. Money is ``Decimal`` euros, hours are ``Decimal`` with two
places, rates are ``Decimal`` fractions; ``today`` is always an argument. Every rule returns its result *with its
explanation in French*, so that no screen re-derives a figure.
"""
