"""What every page fetched by any test must respect: the session of tests looks at each answer of the test client."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse

#: Header → what it must say, on every answer.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
#: Directives of the content security policy, each with all it may allow.
POLICY = {
    "default-src": {"'self'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'none'"},
}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_LINKS = ("href", "src", "action", "formaction", "hx-get", "hx-post", "xlink:href")
_RUNNING = {"", "module", "text/javascript", "application/javascript", "importmap", "speculationrules"}
#: Traces of markup escaped twice, and of a template that drew what it did not have.
_ESCAPED_TWICE = re.compile(r"&amp;(?:amp|lt|gt|quot|#39|#x27|nbsp);")
_LEFTOVERS = re.compile(r"\bUndefined\b|\bundefined\b|\{\{|\{%|<bound method|\bNone\b|Decimal\(")


class _Page(HTMLParser):
    """One walk over the page, noting what must not be there."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.problems: list[str] = []
        self.ids: Counter[str] = Counter()
        self.lang = self.title = ""
        self.posts: list[bool] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found: dict[str, str] = {name: value or "" for name, value in attrs}
        for name, value in found.items():
            self._attribute(tag, name, value)
        if tag == "html":
            self.lang = found.get("lang", "")
        if tag == "style":
            self.problems.append("<style>")
        if tag == "script" and "src" not in found and found.get("type", "") in _RUNNING:
            self.problems.append("<script> in the page")
        if tag == "form":
            self.posts.append(found.get("method", "get").lower() != "post")
        if tag == "input" and found.get("name") == "csrfmiddlewaretoken" and self.posts:
            self.posts[-1] = True
        if tag not in _VOID:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._inside[-1:] == ["title"] and "svg" not in self._inside:
            self.title += data
        if not {"script", "code", "pre", "textarea"} & set(self._inside) and (left := _LEFTOVERS.search(data)):
            self.problems.append(f"leftover of a template: {data.strip()[:80]!r} ({left[0]})")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name == "style" or name.startswith(("on", "hx-on")):
            self.problems.append(f"<{tag} {name}=…>")
        if name in _LINKS and re.match(r"\s*(javascript|vbscript|data):", value, re.IGNORECASE) and tag != "img":
            self.problems.append(f"<{tag} {name}={value[:30]}>")
        if tag in ("script", "link", "img", "iframe") and name in ("src", "href") and re.match(r"(https?:)?//", value):
            self.problems.append(f"<{tag}> taken elsewhere: {value[:60]}")
        if name == "id":
            self.ids[value] += 1


def page_problems(html: str) -> list[str]:
    """Everything wrong in one page, or in one fragment (which has no title of its own)."""
    page = _Page()
    page.feed(html)
    page.close()
    found = page.problems + [f"id twice: {one}" for one, count in page.ids.items() if count > 1]
    if twice := _ESCAPED_TWICE.search(html):
        found.append(f"escaped twice: {html[max(0, twice.start() - 40) : twice.end()]!r}")
    if not all(page.posts):
        found.append("a form posts without its CSRF token")
    if html.lstrip()[:9].lower() == "<!doctype":
        found += [] if page.lang == "fr" else [f"lang={page.lang!r}"]
        found += [] if page.title.strip() else ["no title"]
    return found


def header_problems(response: HttpResponse) -> list[str]:
    """Protective headers missing or weakened."""
    found = [f"{name}: {response.get(name)}" for name, wanted in HEADERS.items() if response.get(name) != wanted]
    said = response.get("Content-Security-Policy", "")
    given = {words[0]: set(words[1:]) for part in said.split(";") if (words := part.split())}
    if given != POLICY:
        found.append(f"Content-Security-Policy: {said}")
    for cookie in response.cookies.values():
        if cookie["max-age"] == 0:  # forgotten: it carries nothing
            continue
        if not cookie["httponly"] or cookie["samesite"] != "Lax":
            found.append(f"cookie {cookie.key}: {cookie.OutputString()}")
    return found


def check(response: Any) -> None:
    """Fail the test that fetched an answer with something wrong in it."""
    found = header_problems(response)
    if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
        found += page_problems(response.content.decode())
    asked = response.wsgi_request.method, response.wsgi_request.path
    assert not found, (*asked, response.status_code, sorted(set(found)))
