"""Documents of any shape and length, whole, cut or damaged."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levier.domain.errors import ImportFailed
from levier.notices.decp import Source, looks_like_decp, read_contracts
from levier.notices.decp.stream import contracts_of
from tests.notices.decp.invented import contract, contract_2019, document, read

TWO = [contract(id="UN"), contract(id="DEUX")]
SHAPES = {
    "2022": {"marches": {"marche": TWO}},
    "2022, concessions first": {"marches": {"contrat-concession": [], "marche": TWO}},
    "2019": {"marches": TWO},
    "bare list": TWO,
    "each wrapped": {"marches": [{"marche": one} for one in TWO]},
    "other keys around": {
        "$schema": "https://exemple.fr/schema.json",
        "version": 2.0,
        "editeur": {"nom": "Fictif", "tags": ["a", "b", [1, None]]},
        "data": {"marches": {"marche": TWO}},
        "total": 2,
        "pages": {"suivante": None, "objet": "x", "liste": [{"id": 1}]},
    },
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("indent", [None, 1])
def test_every_way_of_wrapping_the_list(shape: str, indent: int | None) -> None:
    found = read(json.dumps(SHAPES[shape], indent=indent).encode())
    assert [one.id for one in found] == ["UN", "DEUX"]
    assert all(one.warnings == () for one in found)


def test_a_single_contract_and_json_lines() -> None:
    assert [one.id for one in read(json.dumps(TWO[0]).encode())] == ["UN"]
    assert [one.id for one in read(json.dumps({"marches": {"marche": TWO[0]}}).encode())] == ["UN"]
    lines = "\n".join(json.dumps(one) for one in TWO)
    assert [one.id for one in read(lines.encode())] == ["UN", "DEUX"]
    assert [one.id for one in read(f"{lines}\r\n".encode())] == ["UN", "DEUX"]


def test_a_list_without_contracts_is_no_fault() -> None:
    assert read(document()) == []
    assert read(b'{"marches": []}') == []


@pytest.mark.parametrize("size", [1, 7, 100, 1000])
def test_the_pieces_change_nothing(size: int) -> None:
    text = document(*TWO, contract_2019(), contract(objet="É" * 300)).decode()
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert list(contracts_of(iter(pieces))) == read(text.encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = json.dumps({"marches": [contract(objet="Été « clos »")]}, ensure_ascii=False)
    data = text.encode(encoding)
    data = b"\xff\xfe" + data if encoding == "utf-16-le" else data
    assert [one.object for one in read(data)] == ["Été « clos »"]


def broken(middle: str) -> bytes:
    first, last = json.dumps(contract(id="UN")), json.dumps(contract(id="TROIS"))
    return f'{{"marches": {{"marche": [{first}, {middle},\n {last}]}}}}'.encode()


def test_a_wrong_escape_is_mended_and_said() -> None:
    text = json.dumps(contract(id="DEUX")).replace("Entretien des", r"L\'entretien C:\\dossier\x des")
    one, two, three = read(broken(text))
    assert (one.id, two.id, three.id) == ("UN", "DEUX", "TROIS")
    assert two.object.startswith("L\\'entretien C:\\dossier\\x des")
    assert "réparé" in two.warnings[0]
    assert "ligne 1" in two.warnings[0]
    assert one.warnings == three.warnings == ()


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("Entretien", 'Le "grand" entretien'),
        lambda text: text.replace("Entretien", 'Le "entretien'),
        lambda text: text.replace(": 12,", ": ,"),
        lambda text: text.replace('"objet": ', '"objet" '),
    ],
)
def test_a_contract_beyond_mending_is_counted_and_the_others_are_read(damage: object) -> None:
    assert callable(damage)
    one, two, three = read(broken(damage(json.dumps(contract(id="DEUX")))))
    assert (one.id, three.id) == ("UN", "TROIS")
    assert two.source is Source.UNREADABLE
    assert "illisible" in two.warnings[0]


@pytest.mark.parametrize("number", ["9" * 5000, "1e99999999999999999999", "NaN", "-Infinity"])
def test_a_number_that_is_none_is_only_a_warning(number: str) -> None:
    _, two, _ = read(broken(json.dumps(contract(id="DEUX")).replace("84500.5", number)))
    assert (two.id, two.amount) == ("DEUX", None)
    assert two.warnings


def test_a_control_character_in_a_title_is_a_blank() -> None:
    _, two, _ = read(broken(json.dumps(contract(id="DEUX")).replace("espaces verts", "espaces\x0b\tverts")))
    assert two.object == "Entretien des espaces verts du lac"


def test_a_cut_file_gives_what_it_holds_then_says_where_it_stops() -> None:
    found = []
    data = document(*TWO)[:-500]
    with pytest.raises(ImportFailed, match=r"s’arrête au milieu.*ligne 1, caractère \d+"):
        found.extend(read_contracts(io.BytesIO(data)))
    with pytest.raises(ImportFailed, match="s’arrête au milieu"):
        read(document(*TWO)[:-2])


NOT_DECP = {
    b"": "vide",
    b" \n ": "vide",
    b'{"results": [{"idweb": "24-1"}]}': "ne contient pas de contrats",
    b"[1, 2, 3]": "ne contient pas de contrats",
    b"{}": "ne contient pas de contrats",
    b'{"marches": [{"a": 1}]}': "ne contient pas de contrats",
    b"{" * 100_000: "ne contient pas|mal formé|s’arrête",
    b"[" * 100_000: "s’arrête",
    b'{"a":' * 100_000: "ne contient pas|mal formé|s’arrête",
    b"]}": "plus de colonnes|manque les colonnes",
    b"<html></html>": "page web",
    b"PK\x03\x04....": "archive",
    b"nom;ville\nA;B\n": "manque les colonnes",
    b'{"marches": [tout]}': "mal formé",
}


@pytest.mark.parametrize("data", NOT_DECP)
def test_what_is_not_decp_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(ImportFailed, match=NOT_DECP[data]):
        read(data)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="n’existe pas"):
        list(read_contracts(tmp_path / "absent.json"))
    with pytest.raises(ImportFailed, match="dossier"):
        list(read_contracts(str(tmp_path)))


def test_one_contract_nested_to_excess_does_not_stop_the_others() -> None:
    deep = '{"acheteur": {"id": 1}, "x": ' + "[" * 50_000 + "]" * 50_000 + "}"
    _, two, three = read(broken(deep))
    assert two.source is Source.UNREADABLE
    assert three.id == "TROIS"


def test_a_contract_without_an_end_is_refused_before_it_fills_the_memory() -> None:
    def endless() -> Iterator[str]:
        yield '{"marches": [{"acheteur": {"id": "1"}, "objet": "'
        while True:
            yield "x" * 100_000

    with pytest.raises(ImportFailed, match="dépasse 4 Mo"):
        list(contracts_of(endless()))


def test_memory_does_not_grow_with_the_document() -> None:
    def pieces(count: int) -> Iterator[str]:
        yield '{"marches": ['
        for rank in range(count):
            yield json.dumps(contract(id=f"N{rank}", objet=f"Lot {rank}")) + ("," if rank < count - 1 else "]}")

    def peak(count: int) -> int:
        tracemalloc.start()
        seen = sum(1 for _ in contracts_of(pieces(count)))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert seen == count
        return most

    peak(10)
    assert peak(4000) < peak(400) + 500_000


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_contracts_or_a_sentence(data: bytes) -> None:
    with suppress(ImportFailed):
        read(data)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_damage_to_a_document_gives_contracts_or_a_sentence(data: st.DataObject) -> None:
    whole = bytearray(document(*TWO, contract_2019()))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        end = data.draw(st.integers(at, min(len(whole), at + 40)))
        whole[at:end] = data.draw(st.binary(max_size=4) | st.sampled_from([b'"', b"\\", b"{", b"}", b"[", b","]))
    with suppress(ImportFailed):
        assert len(read(bytes(whole))) <= 12


def test_a_file_of_contracts_is_told_from_a_notice_by_its_start() -> None:
    for start in (
        document(*TWO),
        json.dumps(TWO[0]).encode(),
        b'{"marches": [',
        b"PAR1...",
        b"uid,acheteur_id,montant\n",
    ):
        assert looks_like_decp(start)
    for start in (
        b"",
        b"<xml/>",
        b'{"results": [{"idweb": "1"}]}',
        b'{"donnees": "{\\"marches\\": []}"}',
        b"nom;ville\n",
    ):
        assert not looks_like_decp(start)
