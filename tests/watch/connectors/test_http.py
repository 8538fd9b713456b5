"""What a server may do to us, over real sockets."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from levier.watch.connectors.errors import Refused, SourceFailed
from levier.watch.connectors.http import Web
from levier.watch.connectors.limits import Clock, Limits, check_url

from .conftest import MakeWeb, Waits
from .fake_sources import JSON, Answer, FakeSources, as_json

FINE = as_json({"fine": True})


def test_a_busy_server_is_asked_again_after_the_time_it_says(sources: FakeSources, web: MakeWeb, waits: Waits) -> None:
    sources.trouble("/page", Answer(429, headers={"Retry-After": "17"}), Answer(503), FINE)
    assert web().json(sources.url("/page")) == {"fine": True}
    assert waits.slept == [17.0, 2.0]


def test_waits_double_and_hold_some_chance(sources: FakeSources, web: MakeWeb, waits: Waits) -> None:
    sources.trouble("/page", *[Answer(500)] * 4, FINE)
    clock = Clock(sleep=waits.sleep, now=lambda: waits.time, chance=lambda: 0.0)
    web(clock=clock).json(sources.url("/page"))
    assert waits.slept == [0.5, 1.0, 2.0, 4.0]


def test_a_server_that_stays_down_is_left_with_a_sentence(sources: FakeSources, web: MakeWeb) -> None:
    sources.trouble("/page", *[Answer(502)] * 10)
    with pytest.raises(SourceFailed, match=r"répond par une erreur 502, après 3 essais.*reprendra") as failed:
        web(attempts=3).json(sources.url("/page"))
    assert failed.value.code == "http-502"
    assert sources.asked("/page") == 3


def test_too_long_a_wait_is_not_waited_for(sources: FakeSources, web: MakeWeb, waits: Waits) -> None:
    sources.trouble("/page", Answer(429, headers={"Retry-After": "7200"}))
    with pytest.raises(SourceFailed, match="attendre 120 minutes"):
        web().json(sources.url("/page"))
    assert waits.slept == []


def test_a_refusal_is_not_insisted_upon_and_its_words_are_quoted(sources: FakeSources, web: MakeWeb) -> None:
    sources.trouble("/page", as_json({"message": "Parameter 'fields' is wrong"}, 400))
    with pytest.raises(Refused, match=r"n’a pas compris.*fields") as refused:
        web().json(sources.url("/page"))
    assert refused.value.status == 400
    assert sources.asked("/page") == 1


@pytest.mark.parametrize("trouble", [
    Answer(200, b'{"fine": tr', {"Content-Type": "application/json"}),
    Answer(200, b"<html>maintenance</html>"),
    Answer(200, FINE.body, {"Content-Type": "application/json"}, cut_after=5),
    Answer(200, b"not gzip", {"Content-Encoding": "gzip"}),
], ids=["malformed", "a web page", "cut", "badly compressed"])  # fmt: skip
def test_an_answer_that_is_not_whole_is_asked_again(sources: FakeSources, web: MakeWeb, trouble: Answer) -> None:
    sources.trouble("/page", trouble, FINE)
    assert web().json(sources.url("/page")) == {"fine": True}
    assert sources.asked("/page") == 2


def test_nobody_listening_is_a_sentence(web: MakeWeb) -> None:
    with pytest.raises(SourceFailed, match=r"« 127\.0\.0\.1 » ne répond pas"):
        web(hosts=frozenset({"127.0.0.1:9"}), attempts=2).json("http://127.0.0.1:9/")


def test_a_redirect_is_followed_among_listed_hosts_only(sources: FakeSources, web: MakeWeb) -> None:
    sources.trouble("/old", Answer(302, headers={"Location": "/new"}))
    sources.trouble("/new", FINE)
    assert web().json(sources.url("/old")) == {"fine": True}
    sources.trouble("/old", Answer(301, headers={"Location": f"http://localhost:{sources.port}/new"}))
    with pytest.raises(SourceFailed, match="« localhost », qui n’est pas un hôte autorisé") as failed:
        web().json(sources.url("/old"))
    assert failed.value.code == "host"
    assert sources.asked("/new") == 1


def test_redirects_that_never_end_are_left(sources: FakeSources, web: MakeWeb) -> None:
    sources.trouble("/page", *[Answer(302, headers={"Location": "/page"})] * 20)
    with pytest.raises(SourceFailed, match="sans fin"):
        web().json(sources.url("/page"))


@pytest.mark.parametrize("url", [
    "http://listed.example/", "https://listed.example:8443/", "https://listed.example@elsewhere.example/",
    "https://user:word@listed.example/", "https://elsewhere.example/", "file:///etc/passwd", "https://[/", "https://listed.example:x/",
    "https://listed.example.elsewhere.example/",
])  # fmt: skip
def test_only_listed_hosts_in_https(url: str) -> None:
    limits = Limits(hosts=frozenset({"listed.example"}))
    check_url("https://listed.example/any?thing", limits)
    with pytest.raises(SourceFailed):
        check_url(url, limits)


@pytest.mark.parametrize("compressed", [False, True])
def test_a_body_over_the_limit_is_not_taken(sources: FakeSources, web: MakeWeb, compressed: bool) -> None:
    body = b"x" * 3_000_000
    answer = Answer(
        200, gzip.compress(body) if compressed else body, {"Content-Encoding": "gzip"} if compressed else {}
    )
    sources.trouble("/page", answer)
    with pytest.raises(SourceFailed, match=r"taille permise \(1 Mo\)"):
        web(page_bytes=1_500_000).page(sources.url("/page"), accept="*/*")
    assert sources.asked("/page") == 1


def test_a_body_that_says_nothing_of_its_size_is_limited_too(sources: FakeSources, web: MakeWeb) -> None:
    sources.trouble(
        "/page", Answer(200, b"x" * 3_000_000, {"Content-Length": "", "Connection": "close"}, cut_after=3_000_000)
    )
    with pytest.raises(SourceFailed, match="taille permise"):
        web(page_bytes=1_500_000, attempts=1).page(sources.url("/page"), accept="*/*")


def test_a_body_that_drips_is_left_after_its_time(sources: FakeSources, web: MakeWeb) -> None:
    sources.trouble("/page", *[Answer(200, b"x" * 400, drip=0.005)] * 2)
    with pytest.raises(SourceFailed, match="trop lentement, après 2 essais"):
        web(clock=Clock(sleep=lambda _s: None), page_seconds=0.1, attempts=2).page(sources.url("/page"), accept="*/*")


def test_a_silent_server_is_left(sources: FakeSources, web: MakeWeb) -> None:
    sources.trouble("/page", *[Answer(200, b"xx", drip=1.0)] * 2)
    with pytest.raises(SourceFailed, match="coupe la réponse"):
        web(silence=0.1, attempts=2).page(sources.url("/page"), accept="*/*")


def test_a_host_is_called_no_more_often_than_its_pace(sources: FakeSources, web: MakeWeb, waits: Waits) -> None:
    sources.trouble("/page", *[FINE] * 4)
    way = web(pause=2.0, pauses={"127.0.0.1": 0.5})
    for _ in range(4):
        way.json(sources.url("/page"))
    assert waits.slept == [0.5, 0.5, 0.5]


def test_it_says_who_is_asking(sources: FakeSources, web: MakeWeb) -> None:
    sources.trouble("/page", FINE)
    web().json(sources.url("/page"))
    assert sources.headers[-1]["user-agent"] == "Levier (essais)"


def test_everything_goes_through_the_proxy_when_there_is_one(sources: FakeSources, waits: Waits) -> None:
    sources.trouble("/page", FINE)
    limits = Limits(hosts=frozenset({"listed.example"}), clear=True)
    with Web(limits, agent="Levier (essais)", clock=waits.clock(), proxy=sources.url("")) as way:
        assert way.json("http://listed.example/page") == {"fine": True}
        assert sources.requests[-1][1] == "http://listed.example/page"
        with pytest.raises(SourceFailed, match="hôte autorisé"):  # the proxy opens no other door
            way.json("http://elsewhere.example/page")


CONTENT = bytes(range(256)) * 4000
FILE = "/resources/contracts/decp.csv"


def test_a_file_cut_twice_is_completed_not_begun_again(sources: FakeSources, web: MakeWeb, tmp_path: Path) -> None:
    sources.data.files["contracts"] = {"decp.csv": CONTENT}
    sources.trouble(FILE, Answer(real=True, cut_after=300_000), Answer(real=True, cut_after=300_000))
    told: list[int] = []
    got = web().download(sources.url(FILE), tmp_path / "a", told=told.append)
    assert (tmp_path / "a").read_bytes() == CONTENT
    assert got.size == len(CONTENT)
    assert told == sorted(told)
    assert told[-1] == len(CONTENT)
    assert sources.asked(FILE) == 3


def test_a_file_replaced_while_it_is_read_is_begun_again(sources: FakeSources, web: MakeWeb, tmp_path: Path) -> None:
    sources.data.files["contracts"] = {"decp.csv": CONTENT}
    other = CONTENT[::-1]
    sources.trouble(FILE, Answer(real=True, cut_after=300_000))
    sources.before(
        FILE, lambda: sources.before(FILE, lambda: sources.data.files["contracts"].update({"decp.csv": other}))
    )
    web().download(sources.url(FILE), tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == other


def test_a_file_that_is_always_cut_is_left_and_leaves_nothing(
    sources: FakeSources, web: MakeWeb, tmp_path: Path
) -> None:
    sources.data.files["contracts"] = {"decp.csv": CONTENT}
    sources.trouble(FILE, *[Answer(real=True, cut_after=0)] * 9)
    with pytest.raises(SourceFailed, match="coupe la réponse avant la fin, après 4 essais"):
        web(attempts=4).download(sources.url(FILE), tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_a_file_over_the_limit_is_not_written(sources: FakeSources, web: MakeWeb, tmp_path: Path) -> None:
    sources.data.files["contracts"] = {"decp.csv": CONTENT}
    with pytest.raises(SourceFailed, match="taille permise"):
        web(file_bytes=100_000).download(sources.url(FILE), tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_compression_is_understood(sources: FakeSources, web: MakeWeb) -> None:
    sources.trouble("/page", as_json({"text": "é" * 1000}))
    assert web().json(sources.url("/page")) == {"text": "é" * 1000}
    assert JSON.startswith("application/json")
