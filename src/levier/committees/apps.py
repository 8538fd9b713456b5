from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    name = "levier.committees"
    label = "committees"
    verbose_name = "Comités de suivi"
