"""The documentation leads somewhere: every link to a file, every address, every command it names exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.urls import Resolver404, resolve

from levier.cli.commands import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMED_ADDRESSES = [*sorted((ROOT / "docs/guides").glob("*.md")), ROOT / "docs/exploitation.md"]
LINK = re.compile(r"\]\(([^)\s]+)\)")
#: An address of the application, as the guides write it: `/marches/<id>/montage/<lot>/`.
ADDRESS = re.compile(r"`(/[a-z][^`\s]*/|/)`")
COMMAND = re.compile(r"^levier ([a-z-]+)|`levier ([a-z-]+)", re.MULTILINE)
#: A documentation is true on any machine: no folder of one, no host but the reader's own and fictional ones.
MACHINE = re.compile(r"(?<![\w/.])/(?:home|root|tmp|mnt|srv)(?:/|\b)")
HOST = re.compile(r"\b[a-z]+://(?:[^\s/@`]*@)?([^\s/:`…]+)")
HOSTS = {"127.0.0.1", "localhost", "hôte"}


def ids(page: Path) -> str:
    return str(page.relative_to(ROOT))


def links(page: Path) -> Iterator[str]:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            yield target


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\s-]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_link_leads_to_a_file_of_the_repository(page: Path) -> None:
    for target in links(page):
        path, _, anchor = target.partition("#")
        there = (page.parent / unquote(path)).resolve() if path else page
        assert there.is_relative_to(ROOT), target
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


@pytest.mark.parametrize("page", NAMED_ADDRESSES, ids=ids)
def test_every_address_named_is_a_page(page: Path) -> None:
    found = ADDRESS.findall(page.read_text(encoding="utf-8"))
    assert found
    wrong = []
    for address in found:
        try:
            resolve(re.sub(r"<[a-z]+>", "1", address))
        except Resolver404:
            wrong.append(address)
    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_command_named_exists(page: Path) -> None:
    named = {one or other for one, other in COMMAND.findall(page.read_text(encoding="utf-8"))}
    assert named <= set(COMMANDS)


def test_every_command_is_told_in_the_readme() -> None:
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if not re.search(rf"`(levier )?{name}\b", told)] == []


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_no_page_depends_on_a_machine_or_a_host(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert MACHINE.search(text) is None
    assert set(HOST.findall(text)) <= HOSTS


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    todo = [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        todo += [(page.parent / target.partition("#")[0]).resolve() for target in links(page)]
    assert sorted(ids(page) for page in PAGES if page not in seen) == []


def test_decisions_are_numbered_without_a_gap() -> None:
    found = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [page.name[:4] for page in found] == [f"{rank:04d}" for rank in range(1, len(found) + 1)]
    for rank, page in enumerate(found, 1):
        assert page.read_text(encoding="utf-8").startswith(f"# {rank}. ")


def test_pictures_are_light() -> None:
    assert {
        ids(one): one.stat().st_size for one in (ROOT / "docs/images").iterdir() if one.stat().st_size > 200_000
    } == {}
