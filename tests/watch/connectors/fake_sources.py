"""BOAMP, TED and data.gouv.fr on the machine itself, over real sockets: their protocols, their limits, and what goes wrong.

``data`` is what they publish, to change at will; ``trouble(…)`` says what the next request to an address gets instead; ``before(…)``
runs something just before one is answered.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import hashlib
import json
import re
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

RECORDS = "/api/explore/v2.1/catalog/datasets/boamp/records"
SEARCH = "/v3/notices/search"
TED_FIELDS = {"publication-number", "publication-date", "notice-title", "buyer-name", "notice-type"}
JSON = "application/json; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    #: Announce the whole body, send so many bytes, then hang up.
    cut_after: int | None = None
    #: Sent byte by byte while the test sleeps so long between two of them.
    drip: float = 0.0
    #: Ask the real source after all: its true answer, with the rest of this.
    real: bool = False


def as_json(value: object, status: int = 200) -> Answer:
    return Answer(status, json.dumps(value, ensure_ascii=False).encode(), {"Content-Type": JSON})


@dataclass
class Data:
    """What is published."""

    #: BOAMP: records of the interface.
    records: list[dict[str, object]] = field(default_factory=list)
    #: TED: publication number → (country, YYYYMMDD, XML).
    notices: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)
    #: data.gouv.fr: dataset → file name → content.
    files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    #: How far the BOAMP's pages go.
    reach: int = 10_000
    #: Whether the BOAMP gives its records in no particular order, whatever was asked.
    unsorted: bool = False
    #: File name → when it last changed, when it is not the usual day.
    versions: dict[str, str] = field(default_factory=dict)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, _request: object, _client: object) -> None:
        """Clients hang up here: it is what they are tried for."""


class FakeSources:
    """One server for the three."""

    def __init__(self) -> None:
        self.data = Data()
        #: (method, path and query, body) of each request.
        self.requests: list[tuple[str, str, bytes]] = []
        #: Their headers, names in lower case.
        self.headers: list[dict[str, str]] = []
        self._troubles: dict[str, deque[Answer]] = defaultdict(deque)
        self._hooks: list[tuple[str, Callable[[], object]]] = []
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def trouble(self, path: str, *answers: Answer) -> None:
        """What the next requests whose address holds ``path`` get."""
        self._troubles[path].extend(answers)

    def before(self, path: str, act: Callable[[], object]) -> None:
        """Run once, before the next request whose address holds ``path`` is answered."""
        self._hooks.append((path, act))

    def asked(self, path: str) -> int:
        return sum(path in target for _, target, _ in self.requests)

    def answer(self, method: str, target: str, body: bytes, headers: dict[str, str]) -> Answer:
        self.requests.append((method, target, body))
        self.headers.append(headers)
        for hook in [one for one in self._hooks if one[0] in target][:1]:
            self._hooks.remove(hook)
            hook[1]()
        for path, answers in self._troubles.items():
            if path in target and answers:
                wrong = answers.popleft()
                if not wrong.real:
                    return wrong
                real = self._real(method, target, body, headers)
                return Answer(real.status, real.body, {**real.headers, **wrong.headers}, wrong.cut_after, wrong.drip)
        return self._real(method, target, body, headers)

    def _real(self, method: str, target: str, body: bytes, headers: dict[str, str]) -> Answer:
        parts = urlsplit(target)
        if parts.path == RECORDS and method == "GET":
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            return boamp_page(self.data, asked)
        if parts.path == SEARCH and method == "POST":
            return ted_page(self.data, json.loads(body))
        if found := re.fullmatch(r"/en/notice/([0-9-]+)/xml", parts.path):
            notice = self.data.notices.get(found[1])
            return Answer(200, notice[2], {"Content-Type": "application/xml"}) if notice else Answer(404, b"Not found")
        if found := re.fullmatch(r"/api/1/datasets/([^/]+)/", parts.path):
            return self._catalogue(found[1])
        if found := re.fullmatch(r"/resources/([^/]+)/(.+)", parts.path):
            return file_of(self.data.files.get(found[1], {}).get(found[2]), headers)
        return Answer(404, b"Not found")

    def _catalogue(self, dataset: str) -> Answer:
        if dataset not in self.data.files:
            return as_json({"message": "Dataset not found"}, 404)
        listed = [
            {
                "id": hashlib.md5(name.encode()).hexdigest(),
                "title": name,
                "type": "main",
                "format": name.rpartition(".")[2],
                "url": self.url(f"/resources/{dataset}/{name}"),
                "filesize": len(content),
                "checksum": {"type": "sha256", "value": hashlib.sha256(content).hexdigest()},
                "last_modified": self.data.versions.get(name, "2026-11-20T04:00:00+00:00"),
            }
            for name, content in self.data.files[dataset].items()
        ]
        return as_json({"id": dataset, "title": "Jeu fictif", "resources": listed})

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        return type("Handler", (_Handler,), {"sources": self})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    sources: FakeSources

    def do_GET(self) -> None:
        self._reply("GET", b"")

    def do_POST(self) -> None:
        self._reply("POST", self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def _reply(self, method: str, body: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.sources.answer(method, self.path, body, headers)
        content, sent = answer.body, dict(answer.headers)
        if "gzip" in headers.get("accept-encoding", "") and sent.get("Content-Type") == JSON:
            content, sent["Content-Encoding"] = gzip.compress(content), "gzip"
        sent.setdefault("Content-Length", str(len(content)))
        self.send_response(answer.status)
        for name, value in sent.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(OSError):  # the client has had enough
            self._write(content, answer)
        self.close_connection |= answer.cut_after is not None

    def _write(self, content: bytes, answer: Answer) -> None:
        if not answer.drip:
            self.wfile.write(content if answer.cut_after is None else content[: answer.cut_after])
            return
        for byte in content:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            threading.Event().wait(answer.drip)

    def log_message(self, *_args: object) -> None:
        return


def boamp_page(data: Data, asked: dict[str, str]) -> Answer:
    limit, offset = int(asked.get("limit", "10")), int(asked.get("offset", "0"))
    if not -1 <= limit <= 100:
        return _ods_error(
            f"Invalid value for limit API parameter: {limit} was found but -1 <= limit <= 100 is expected."
        )
    if limit + offset > data.reach:
        return _ods_error(
            f"Invalid value for offset API parameter: {offset} was found but 0 <= offset + limit <= {data.reach} is expected."
        )
    where = asked.get("where", "")
    found = re.match(r"dateparution >= date'([0-9-]{10})' and dateparution <= date'([0-9-]{10})'", where)
    if where and found is None:
        return _ods_error(f"ODSQL query is malformed: {where}")
    kept = [one for one in data.records if found is None or found[1] <= str(one["dateparution"]) <= found[2]]
    if family := re.search(r' and famille = "(\w+)"$', where):
        kept = [one for one in kept if one.get("famille") == family[1]]
    elif "famille is null" in where:
        known = set(re.findall(r'"(\w+)"', where))
        kept = [one for one in kept if one.get("famille") not in known]
    if asked.get("order_by") == "dateparution asc, idweb asc" and not data.unsorted:
        kept.sort(key=lambda one: (str(one["dateparution"]), str(one.get("idweb"))))
    elif data.unsorted:
        kept.sort(key=lambda one: hashlib.md5(str(one.get("idweb")).encode()).hexdigest())
    return as_json({"total_count": len(kept), "results": kept[offset : offset + limit]})


def _ods_error(message: str) -> Answer:
    return as_json({"error_code": "InvalidRESTParameterError", "message": message}, 400)


def ted_page(data: Data, asked: dict[str, object]) -> Answer:
    fields = asked.get("fields")
    unknown = sorted(set(fields) - TED_FIELDS) if isinstance(fields, list) else ["(none)"]
    if unknown:
        return as_json({"message": f"Parameter 'fields' contains unsupported value ({unknown[0]})."}, 400)
    if (
        set(asked) - {"query", "fields", "limit", "scope", "paginationMode", "iterationNextToken"}
        or int(str(asked["limit"])) > 250
    ):
        return as_json({"message": "Unrecognized parameter"}, 400)
    found = re.fullmatch(
        r"buyer-country = (\w{3}) AND publication-date >= (\d{8}) AND publication-date <= (\d{8})", str(asked["query"])
    )
    if found is None:
        return as_json({"message": "Syntax error in query"}, 400)
    # the order is nobody's: that of a dictionary
    kept = [
        (number, day) for number, (country, day, _) in data.notices.items()
        if country == found[1] and found[2] <= day <= found[3]
    ]  # fmt: skip
    token, limit = str(asked.get("iterationNextToken") or ""), int(str(asked["limit"]))
    start = int(base64.b64decode(token)) if token else 0
    page = kept[start : start + limit]
    return as_json({
        "notices": [{"publication-number": number, "publication-date": f"{day[:4]}-{day[4:6]}-{day[6:]}+01:00"} for number, day in page],
        "totalNoticeCount": len(kept),
        # it still comes after the last page
        "iterationNextToken": base64.b64encode(str(start + len(page)).encode()).decode(),
        "timedOut": False,
    })  # fmt: skip


def file_of(content: bytes | None, headers: dict[str, str]) -> Answer:
    if content is None:
        return Answer(404, b"Not found")
    mark = '"' + hashlib.md5(content).hexdigest() + '"'
    asked = re.fullmatch(r"bytes=(\d+)-", headers.get("range", ""))
    if asked and headers.get("if-range") == mark:
        start = int(asked[1])
        return Answer(206, content[start:], {
            "ETag": mark, "Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}",
        })  # fmt: skip
    return Answer(200, content, {"ETag": mark, "Content-Type": "application/octet-stream"})
