from django.apps import AppConfig


class ProcurementConfig(AppConfig):
    name = "levier.procurement"
    label = "procurement"
    verbose_name = "Achats"
