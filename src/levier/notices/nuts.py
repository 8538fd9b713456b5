"""From a NUTS code or a postcode to the département.

NUTS level 3 is the département in France. Two editions are met: 2016 and later (FRB01), and 2013 in notices up to
2017 (FR241). Codes: Regulation (EC) No 1059/2003, as amended.
"""

from __future__ import annotations

import re

#: Level 2 code → départements, in the order of the last digit, which starts at 1 (0 for overseas).
_GROUPS = {
    "FR10": "75 77 78 91 92 93 94 95",
    # 2016 and later
    "FRB0": "18 28 36 37 41 45",
    "FRC1": "21 58 71 89",
    "FRC2": "25 39 70 90",
    "FRD1": "14 50 61",
    "FRD2": "27 76",
    "FRE1": "59 62",
    "FRE2": "02 60 80",
    "FRF1": "67 68",
    "FRF2": "08 10 51 52",
    "FRF3": "54 55 57 88",
    "FRG0": "44 49 53 72 85",
    "FRH0": "22 29 35 56",
    "FRI1": "24 33 40 47 64",
    "FRI2": "19 23 87",
    "FRI3": "16 17 79 86",
    "FRJ1": "11 30 34 48 66",
    "FRJ2": "09 12 31 32 46 65 81 82",
    "FRK1": "03 15 43 63",
    "FRK2": "01 07 26 38 42 69 73 74",
    "FRL0": "04 05 06 13 83 84",
    "FRM0": "2A 2B",
    # 2013
    "FR21": "08 10 51 52",
    "FR22": "02 60 80",
    "FR23": "27 76",
    "FR24": "18 28 36 37 41 45",
    "FR25": "14 50 61",
    "FR26": "21 58 71 89",
    "FR30": "59 62",
    "FR41": "54 55 57 88",
    "FR42": "67 68",
    "FR43": "25 39 70 90",
    "FR51": "44 49 53 72 85",
    "FR52": "22 29 35 56",
    "FR53": "16 17 79 86",
    "FR61": "24 33 40 47 64",
    "FR62": "09 12 31 32 46 65 81 82",
    "FR63": "19 23 87",
    "FR71": "01 07 26 38 42 69 73 74",
    "FR72": "03 15 43 63",
    "FR81": "11 30 34 48 66",
    "FR82": "04 05 06 13 83 84",
    "FR83": "2A 2B",
}
_OVERSEAS = {"1": "971", "2": "972", "3": "973", "4": "974", "5": "976"}

DEPARTMENT_OF_NUTS = {
    f"{group}{rank}": department
    for group, departments in _GROUPS.items()
    for rank, department in enumerate(departments.split(), start=1)
}
for _rank, _department in _OVERSEAS.items():
    for _edition in ("FRY", "FRA"):
        DEPARTMENT_OF_NUTS[f"{_edition}{_rank}"] = _department
        DEPARTMENT_OF_NUTS[f"{_edition}{_rank}0"] = _department

_DEPARTMENT = re.compile(r"0?[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-8]|98[4678]")


def department_of_nuts(code: str) -> str:
    """« 38 » for « FRK24 »; empty for a region, a country or a foreign code."""
    return DEPARTMENT_OF_NUTS.get(code.strip().upper(), "")


def department_of_postcode(postcode: str) -> str:
    """Département of a French postcode; empty when it is not one.

    Corsica's 20xxx: 200 and 201 are Corse-du-Sud, the rest Haute-Corse. A few communes have a neighbour's
    postcode, so this is a good guess, not a proof.
    """
    code = postcode.strip()
    if len(code) != 5 or not (code.isascii() and code.isdigit()):
        return ""
    if code.startswith("20"):
        return "2A" if code[:3] in ("200", "201") else "2B"
    if code.startswith(("97", "98")):
        return code[:3]
    return code[:2] if "01" <= code[:2] <= "95" else ""


def department_code(text: str) -> str:
    """A département code as BOAMP writes it (« 5 », « 2a », « 974 »), normalised; empty when unknown."""
    code = text.strip().upper()
    if not _DEPARTMENT.fullmatch(code):
        return ""
    return code.zfill(2)
