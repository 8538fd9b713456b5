from django.apps import AppConfig


class ProcurementConfig(AppConfig):
    name = "levier.procurement"
    label = "procurement"
    verbose_name = "Achats"

    def ready(self) -> None:
        from . import letters  # noqa: F401 - registers the messages whose words may be changed
