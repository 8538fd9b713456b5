"""Which help a visitor reads: one short page for each role."""

from __future__ import annotations

from dataclasses import dataclass

from levier.domain.vocabulary import Role


@dataclass(frozen=True, slots=True)
class HelpSection:
    """One role's help. ``own`` is true for the reader's own role: its links lead somewhere for them."""

    role: Role
    template: str
    own: bool

    @property
    def title(self) -> str:
        return self.role.label


def pages_for(role: Role | None) -> list[HelpSection]:
    """The reader's own role; every role for a visitor without an account, who follows no link of theirs."""
    shown = [role] if role else list(Role)
    return [HelpSection(one, f"desk/help/{one.value}.html", one is role) for one in shown]
