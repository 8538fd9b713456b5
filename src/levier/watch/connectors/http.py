"""Requests to listed hosts: paced, made again after a passing trouble, bounded in bytes and in time.

Redirects are followed by hand so that each address is checked; a body is read piece by piece so that neither its size nor
its slowness is the server's choice.
"""

from __future__ import annotations

import hashlib
import json
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, InvalidHeader, SSLError
from urllib3.util import Retry, Timeout

from .errors import TOO_LARGE, Passing, Refused, SourceFailed
from .limits import MIB, Clock, Limits, check_url

T = TypeVar("T")
Response = urllib3.BaseHTTPResponse

_PIECE = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A file received whole."""

    path: Path
    size: int
    sha256: str


class Web:
    """The only way out to the sources. One per pull: it remembers when each host was last called."""

    def __init__(self, limits: Limits, *, agent: str, clock: Clock | None = None, proxy: str = "") -> None:
        self.limits = limits
        self.clock = clock or Clock()
        self._agent = agent
        tls = ssl.TLSVersion.TLSv1_2
        self._pool = (
            urllib3.ProxyManager(proxy, ssl_minimum_version=tls)
            if proxy
            else urllib3.PoolManager(ssl_minimum_version=tls)
        )
        self._next_call: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._pool.clear()

    def json(self, url: str, *, body: object = None, whole: Callable[[object], bool] = lambda _answer: True) -> object:
        """The JSON at an address, asked with POST when there is a body. What is not JSON, or not ``whole``, is asked again.

        Raises:
            SourceFailed: with a sentence to show.
        """

        def once() -> object:
            data = self._page(url, accept="application/json", body=body)
            try:
                answer: object = json.loads(data)
            except (ValueError, RecursionError):
                raise Passing("répond par un texte qui n’est pas du JSON", code="not-json") from None
            if not whole(answer):
                raise Passing("dit n’avoir pas eu le temps de répondre en entier", code="not-whole")
            return answer

        return self._patiently(url, once)

    def page(self, url: str, *, accept: str) -> bytes:
        """The body at an address, whole, in memory.

        Raises:
            Refused: the source said no (404…).
            SourceFailed: anything else.
        """
        return self._patiently(url, lambda: self._page(url, accept=accept, body=None))

    def download(self, url: str, path: Path, *, told: Callable[[int], object] = lambda _size: None) -> Downloaded:
        """Receive a file on disk; after a cut, only what misses is asked for, when the server can tell that it is the same file.

        ``told`` hears how many bytes are there. A file left by an earlier process is written over.

        Raises:
            SourceFailed: as above; the partial file is left out.
        """
        path.unlink(missing_ok=True)
        ends = self.clock.now() + self.limits.file_seconds
        state = _Partial(path)
        try:
            self._patiently(url, lambda: self._receive(url, state, ends, told))
        except SourceFailed:
            path.unlink(missing_ok=True)
            raise
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Downloaded(path, path.stat().st_size, digest)

    def _page(self, url: str, *, accept: str, body: object) -> bytes:
        headers = {"Accept": accept, "Accept-Encoding": "gzip"}
        ends = self.clock.now() + self.limits.page_seconds
        response = self._open(url, headers, body)
        return b"".join(self._pieces(response, most=self.limits.page_bytes, ends=ends))

    def _receive(self, url: str, state: _Partial, ends: float, told: Callable[[int], object]) -> None:
        # no compression: a range is counted in the bytes of what is sent
        headers = {"Accept": "*/*", "Accept-Encoding": "identity", **state.ask_for_the_rest()}
        response = self._open(url, headers, None)
        state.begin(response)
        before = state.size
        try:
            with state.path.open("ab") as file:
                for piece in self._pieces(response, most=self.limits.file_bytes - before, ends=ends):
                    file.write(piece)
                    state.size += len(piece)
                    told(state.size)
        except Passing as trouble:
            if self.clock.now() > ends:
                raise SourceFailed(
                    f"« {_host(url)} » envoie ce fichier trop lentement : il a été abandonné. Relancez plus tard.",
                    code="slow",
                ) from None
            trouble.moved = state.size > before
            raise

    def _open(self, url: str, headers: dict[str, str], body: object) -> Response:
        """The answer, its body still to read, after redirects among listed hosts."""
        for _ in range(self.limits.redirects + 1):
            check_url(url, self.limits)
            self._pace(url)
            response = self._send(url, headers, body)
            if response.status in _REDIRECTS and body is None and "Location" in response.headers:
                url = urljoin(url, response.headers["Location"])
                response.close()
                continue
            self._accept(url, response)
            return response
        raise SourceFailed(
            f"« {_host(url)} » renvoie sans fin d’une adresse à l’autre : rien n’a été lu. Réessayez plus tard.",
            code="redirects",
        )

    def _send(self, url: str, headers: dict[str, str], body: object) -> Response:
        headers = {"User-Agent": self._agent, **headers}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            return self._pool.request(
                "GET" if body is None else "POST",
                url,
                body=None if body is None else json.dumps(body).encode(),
                headers=headers,
                timeout=Timeout(connect=self.limits.silence, read=self.limits.silence),
                redirect=False,
                retries=False,
                preload_content=False,
            )
        except SSLError:
            raise SourceFailed(
                f"Le certificat de « {_host(url)} » n’est pas valable : rien n’a été lu. Vérifiez l’heure de la machine et "
                "ses autorités de certification.",
                code="certificate",
            ) from None
        except HTTPError as error:
            raise Passing("ne répond pas", code=type(error).__name__) from None

    def _accept(self, url: str, response: Response) -> None:
        status = response.status
        if status in (200, 206):
            return
        after = _retry_after(response)
        said = b"" if status in _PASSING else self._said(response)
        response.close()
        if status in _PASSING:
            reason = "nous demande d’attendre" if status == 429 else f"répond par une erreur {status}"
            raise Passing(reason, code=f"http-{status}", after=after)
        raise Refused(_refusal(url, status, said), status=status)

    def _said(self, response: Response) -> bytes:
        """The beginning of a refusal: it often says which parameter is wrong."""
        try:
            return response.read(2000, decode_content=True)
        except (HTTPError, OSError):
            return b""

    def _pieces(self, response: Response, *, most: int, ends: float) -> Iterator[bytes]:
        """The body, decompressed; refuses at once what says that it is too large."""
        received, whole = 0, False
        try:
            self._weigh(int(response.headers.get("Content-Length", "0") or 0), most)
            while piece := response.read1(_PIECE, decode_content=True):
                received += len(piece)
                self._weigh(received, most)
                if self.clock.now() > ends:
                    raise Passing("envoie sa réponse trop lentement", code="slow")
                yield piece
            whole = True
        except (HTTPError, OSError, ValueError) as error:
            raise Passing("coupe la réponse avant la fin", code=type(error).__name__) from None
        finally:
            if not whole:
                response.close()
            response.release_conn()

    @staticmethod
    def _weigh(size: int, most: int) -> None:
        if size <= most:
            return
        raise SourceFailed(
            f"La réponse de la source dépasse la taille permise ({max(most // MIB, 1)} Mo) : elle n’a pas été lue. Si elle est "
            "attendue, élevez la limite dans les réglages de la veille.",
            code=TOO_LARGE,
        )

    def _pace(self, url: str) -> None:
        """Wait until this host may be called again."""
        host = _host(url)
        wait = self._next_call.get(host, 0.0) - self.clock.now()
        if wait > 0:
            self.clock.sleep(wait)
        self._next_call[host] = self.clock.now() + self.limits.pauses.get(host, self.limits.pause)

    def _patiently(self, url: str, once: Callable[[], T]) -> T:
        """Make an exchange again after a passing trouble, waiting twice as long each time, with some chance in it."""
        tried = 0
        while True:
            try:
                return once()
            except Passing as trouble:
                tried = 1 if trouble.moved else tried + 1
                if tried >= self.limits.attempts:
                    raise SourceFailed(
                        f"« {_host(url)} » {trouble.said}, après {tried} essais. Ce qui était lu est gardé : relancez plus "
                        "tard, la lecture reprendra où elle s’est arrêtée.",
                        code=trouble.code,
                    ) from None
                self.clock.sleep(self._wait(url, tried, trouble))

    def _wait(self, url: str, tried: int, trouble: Passing) -> float:
        limits = self.limits
        if trouble.after is not None and trouble.after > limits.patience:
            raise SourceFailed(
                f"« {_host(url)} » demande d’attendre {round(trouble.after / 60)} minutes. Ce qui était lu est gardé : "
                "relancez après ce délai.",
                code=trouble.code,
            )
        backoff = min(limits.longest_wait, limits.first_wait * 2.0 ** (tried - 1))
        # between half and the whole of it: clients cut at the same moment do not come back together
        return max(trouble.after or 0.0, backoff * (0.5 + self.clock.chance() / 2))


class _Partial:
    """What of a file is there, and the mark by which the server knows it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self.mark = ""

    def ask_for_the_rest(self) -> dict[str, str]:
        return {"Range": f"bytes={self.size}-", "If-Range": self.mark} if self.size and self.mark else {}

    def begin(self, response: Response) -> None:
        """Keep what is there if the answer is its continuation; else start again."""
        follows = response.headers.get("Content-Range", "").startswith(f"bytes {self.size}-")
        if response.status == 206 and self.size and follows:
            return
        if response.status == 206:
            response.close()
            self.mark = ""
            raise Passing("envoie une autre partie que celle demandée", code="range")
        self.path.write_bytes(b"")
        self.size = 0
        mark = response.headers.get("ETag", "")
        self.mark = "" if mark.startswith("W/") else mark  # a weak mark does not promise the same bytes


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "")[:80]


def _retry_after(response: Response) -> float | None:
    try:
        return Retry().get_retry_after(response)
    except InvalidHeader:
        return None


def _refusal(url: str, status: int, said: bytes) -> str:
    words = " ".join(said.decode("utf-8", "replace").split())[:200]
    if status in (401, 403):
        return (
            f"« {_host(url)} » nous refuse l’accès (code {status}) : vérifiez l’adresse de la source dans les réglages."
        )
    if status in (404, 410):
        return f"« {_host(url)} » ne connaît pas ou plus ce document (code {status})."
    quoted = f" Il répond : « {words} »." if words and not words.startswith("<") else ""
    return f"« {_host(url)} » n’a pas compris la demande (code {status}).{quoted} Son protocole a peut-être changé : signalez-le."
