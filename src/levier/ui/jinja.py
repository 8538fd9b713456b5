"""The one Jinja2 environment of all our pages (``TEMPLATES[…]["OPTIONS"]["environment"]``)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from levier.domain.french import of

from . import charts, explanations, formats
from .typography import FrenchSpaces, typeset


def url(name: str, *args: object, **kwargs: object) -> str:
    """``url("contract", pk=12)``: the address of a named route."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def room_templates() -> BaseLoader:
    """Reads the ``templates`` folder of every room of ours, the design system's own first."""
    rooms = [config for config in apps.get_app_configs() if config.name.startswith("levier.")]
    rooms.sort(key=lambda config: config.name != "levier.ui")
    return FileSystemLoader([Path(config.path) / "templates" for config in rooms])


def _is_markup(template: str | None) -> bool:
    """Everything is escaped but the text of the messages: an apostrophe stays one in a mail."""
    return template is None or not template.endswith(".txt")


def environment(*, strict: bool | None = None, **options: Any) -> Environment:
    """Build the environment Django's Jinja2 backend asks for.

    Templates come from ``DIRS`` first, then from every room's ``templates`` folder. ``strict`` makes an undefined
    variable an error; by default in development (``DEBUG``) and under test (``TESTING``).
    """
    if strict is None:
        strict = settings.DEBUG or getattr(settings, "TESTING", False)
    if strict:
        options["undefined"] = StrictUndefined
    given = options.get("loader")
    options["loader"] = ChoiceLoader([*([given] if given else []), room_templates()])
    options["autoescape"] = _is_markup
    env = Environment(**{"trim_blocks": True, "lstrip_blocks": True, **options})  # noqa: S701 - autoescape is set above
    env.globals.update(
        static=static,
        url=url,
        plural=formats.plural,
        of=of,
        hours_gauge=charts.hours_gauge,
    )
    env.filters.update(formats.FILTERS)
    env.filters["explained"] = explanations.explained
    env.filters["typeset"] = typeset
    env.add_extension(FrenchSpaces)
    return env
