from django.apps import AppConfig


class ClausesConfig(AppConfig):
    name = "levier.clauses"
    label = "clauses"
    verbose_name = "Clauses"

    def ready(self) -> None:
        from . import (
            extensions,  # noqa: F401 - registers what this room adds to the pages of a contract
            guards,  # noqa: F401 - registers what must be true before the contract is launched
        )
