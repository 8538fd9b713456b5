from django.apps import AppConfig
from django.db.models.signals import post_migrate


class JournalConfig(AppConfig):
    name = "levier.journal"
    label = "journal"
    verbose_name = "Journal"

    def ready(self) -> None:
        from .append_only import install_all

        post_migrate.connect(install_all, dispatch_uid="levier.append_only")
