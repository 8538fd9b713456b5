"""Whatever the bytes, the answer is a notice or a French sentence."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levier.domain.errors import ImportFailed
from levier.notices.model import Notice
from levier.notices.read import read_notices
from levier.notices.recognition import social_reading
from levier.notices.tree import MAX_BYTES

from . import samples

BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>
<ContractNotice>&b;</ContractNotice>"""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "vide"),
        (b" \n\t", "vide"),
        (b"\xef\xbb\xbf", "vide"),
        (b"a;b;c\n1;2;3", "ni du XML ni du JSON"),
        ("objet;été".encode("latin-1"), "UTF-8"),
        ('{"objet": "été"}'.encode("latin-1"), "UTF-8"),
        ('<?xml version="1.0" encoding="UTF-8"?><ANNONCE>été</ANNONCE>'.encode("latin-1"), "encodage"),
        (BOMB, "DOCTYPE"),
        (BOMB.decode().replace('<?xml version="1.0"?>', "").encode("utf-16"), "DOCTYPE"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "DOCTYPE"),
        (b"<ContractNotice><a></ContractNotice>", "ligne 1"),
        (b"<facture/>", "facture"),
        (b"<html><body/></html>", "page web"),
        (b"<ANNONCE/>", "DONNEES"),
        (b"<TED_EXPORT/>", "formulaire"),
        (b"%PDF-1.7", "PDF"),
        (b"{", "mal form"),
        (b'{"a": 1}', "pas un avis"),
        (b"[1, 2]", "pas un avis"),
        (b'{"results": []}', "aucun avis"),
        (b"[" * 200_000, "JSON"),
        (b"x" * (MAX_BYTES + 1), "20 Mo"),
        (
            samples.EFORMS.replace(b"ContractNotice ", b"BusinessRegistrationInformationNotice ").replace(
                b"</ContractNotice>", b"</BusinessRegistrationInformationNotice>"
            ),
            "immatriculation",
        ),
    ],
)
def test_a_bad_file_gets_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(ImportFailed) as caught:
        read_notices(data, filename="avis.xml")
    assert words in caught.value.message
    assert caught.value.message.startswith("« avis.xml » : ")
    assert "\n" not in caught.value.message


def test_deep_xml_is_refused_not_crashed() -> None:
    with pytest.raises(ImportFailed):
        read_notices(b"<ContractNotice>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</ContractNotice>")


def test_absurd_values_are_dropped_with_a_warning() -> None:
    data = (
        samples.EFORMS.replace(b"1200000.50", b"1e17")
        .replace(b"2025-03-18", b"0222-03-18")
        .replace(b"45214210-5", b"4521")
        .replace(b"213 800 014 00010", b"2138000140001")
    )
    (notice,) = read_notices(data)
    assert notice.estimated_amount is None
    assert notice.published_on is None
    assert notice.buyers[0].siret is None
    said = " ".join(notice.warnings)
    assert all(word in said for word in ("99 milliards", "année impossible", "CPV", "14 chiffres"))


def test_a_negative_amount_is_dropped() -> None:
    (notice,) = read_notices(samples.EFORMS.replace(b"1200000.50", b"-1"))
    assert notice.estimated_amount is None
    assert any("négatif" in warning for warning in notice.warnings)


def test_a_winter_deadline_in_summer_time_keeps_the_instant_and_warns() -> None:
    data = samples.EFORMS.replace(b"2025-04-24", b"2025-11-24")
    (notice,) = read_notices(data)
    assert notice.deadline is not None
    assert notice.deadline.isoformat() == "2025-11-24T11:00:00+01:00"
    assert any("12 h 00" in warning for warning in notice.warnings)


def readable(data: bytes) -> None:
    """A notice or ImportFailed; anything else is a bug."""
    try:
        notices = read_notices(data)
    except ImportFailed as error:
        assert error.message.endswith(".")  # noqa: PT017 - both outcomes are right
        return
    for notice in notices:
        assert isinstance(notice, Notice)
        social_reading(notice)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"<", b"{", b"[", b"<?xml version='1.0'?><ANNONCE>"]))
def test_random_bytes_never_crash(data: bytes, start: bytes) -> None:
    readable(start + data)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_mutated_notice_never_crashes(data: st.DataObject) -> None:
    base = data.draw(st.sampled_from([samples.EFORMS, samples.TED]))
    start = data.draw(st.integers(0, len(base)))
    end = data.draw(st.integers(start, min(len(base), start + 60)))
    readable(base[:start] + data.draw(st.binary(max_size=20)) + base[end:])


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_content_with_any_value_anywhere_never_crashes(data: st.DataObject) -> None:
    content = json.loads(json.dumps(data.draw(st.sampled_from([samples.MAPA, samples.FNS, samples.LEGACY]))))
    node = content
    for _ in range(data.draw(st.integers(1, 5))):
        key = data.draw(st.sampled_from(sorted(node)))
        if not isinstance(node[key], dict) or not node[key]:
            break
        parent, node = node, node[key]
    else:
        key, node = data.draw(st.sampled_from(sorted(node))), node
    (parent if key not in node else node)[key] = data.draw(TREES)
    readable(json.dumps(samples.record(content)).encode())


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(samples.record({}))), TREES, min_size=2))
def test_a_record_with_any_field_never_crashes(record: dict[str, object]) -> None:
    readable(json.dumps(record).encode())
