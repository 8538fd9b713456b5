"""allauth, narrowed: no public sign-up, French sentences, addresses in lower case."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by the administrator of a workspace, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
