from django.apps import AppConfig
from django.db.models.signals import post_migrate


class WatchConfig(AppConfig):
    name = "levier.watch"
    label = "watch"
    verbose_name = "Veille"

    def ready(self) -> None:
        from .search.index import install

        post_migrate.connect(install, dispatch_uid="levier.watch_index")
