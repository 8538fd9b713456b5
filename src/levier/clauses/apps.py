from django.apps import AppConfig


class ClausesConfig(AppConfig):
    name = "levier.clauses"
    label = "clauses"
    verbose_name = "Clauses"
