"""A digest of what was loaded: every row of every table, but for what is drawn at random on purpose."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import ForeignKey, Model

#: Salts, tokens, numbers nobody may guess, files that hold one, and what is chained to them.
_RANDOM = {
    "accounts.User": {"password"},
    "accounts.AccessLink": {"token_hash", "target_id"},
    "journal.JournalEntry": {"payload", "payload_digest", "previous_hash", "hash", "organisation_id", "target_id"},
    "journal.JournalHead": {"hash"},
    "post.OutgoingMessage": {"body", "calendar", "dedupe_key", "target_id"},
    "people.SpecialFact": {"sealed"},
    "delivery.Certificate": {"number", "pdf", "pdf_sha256"},
    # An explanation of the supply names structures by their key.
    "clauses.SupplyCheck": {"result"},
}
#: Keys of rows told inside a figure: ranks of another load, never its keys.
_KEYS_WITHIN = {
    "delivery.ClosingReport": {
        "figures": {"through": "delivery.LedgerEntry", "revision": "delivery.ObligationRevision"}
    }
}
_ROOMS = ("accounts", "journal", "post", "directory", "procurement", "clauses", "people", "delivery", "insights")


def digest() -> dict[str, str]:
    """Digest of each table, keys replaced by ranks: two loads in one database have the same."""
    models = [model for room in _ROOMS for model in apps.get_app_config(room).get_models()]
    ranks = {model: _ranks(model) for model in models}
    return {model._meta.label: _of(model, ranks) for model in models}


def _ranks(model: type[Model]) -> dict[Any, int]:
    keys = model._default_manager.order_by("pk").values_list("pk", flat=True)
    return {key: rank for rank, key in enumerate(keys)}


def _of(model: type[Model], ranks: dict[type[Model], dict[Any, int]]) -> str:
    left_out = _RANDOM.get(model._meta.label, set())
    fields = [
        field
        for field in model._meta.concrete_fields
        if field.name not in left_out and (isinstance(field, ForeignKey) or not field.primary_key)
    ]
    found = hashlib.sha256()
    for row in model._default_manager.order_by("pk").values_list(*(field.attname for field in fields)):
        values = [_value(field, value, ranks) for field, value in zip(fields, row, strict=True)]
        found.update(json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True).encode())
    return found.hexdigest()


def _value(field: Any, value: Any, ranks: dict[type[Model], dict[Any, int]]) -> Any:
    if isinstance(field, ForeignKey):
        return ranks.get(field.related_model, {}).get(value, value)
    if within := _KEYS_WITHIN.get(field.model._meta.label, {}).get(field.name):
        return value | {name: ranks[apps.get_model(label)][value[name]] for name, label in within.items()}
    return value.hex() if isinstance(value, bytes) else value
