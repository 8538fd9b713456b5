"""Every address of the application, and how to open it on the objects of the scenario."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

_ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>")
#: Arguments that name no object of anybody.
NO_OBJECT = frozenset({"slug", "kind", "step", "token", "number", "key", "uidb36"})


@dataclass(frozen=True)
class Address:
    """One address: its name, its arguments, the view behind it."""

    name: str
    arguments: tuple[str, ...]
    view: Any

    @property
    def has_object(self) -> bool:
        return bool(set(self.arguments) - NO_OBJECT)

    def path(self, values: dict[str, int | str]) -> str:
        """The path on the scenario's objects; « address argument », « room: argument », then the bare argument."""
        room = self.name.partition(":")[0]
        found = {}
        for one in self.arguments:
            keys = (f"{self.name} {one}", f"{room}: {one}", one)
            found[one] = next(values[key] for key in keys if key in values)
        return reverse(self.name, kwargs=found)


def addresses() -> Iterator[Address]:
    """Every named address of the resolver."""
    return _walk(get_resolver(), "", "")


def _walk(resolver: URLResolver, prefix: str, space: str) -> Iterator[Address]:
    for one in resolver.url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one, route, f"{space}{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern):
            names = tuple(a or b for a, b in _ARGUMENT.findall(route))
            yield Address(f"{space}{one.name}", names, one.callback)


ADDRESSES: dict[str, Address] = {one.name: one for one in addresses()}
