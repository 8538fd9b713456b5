from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "levier.delivery"
    label = "delivery"
    verbose_name = "Réalisation"

    def ready(self) -> None:
        from . import guards  # noqa: F401 - registers what this room checks before a contract moves
        from .services import obligations  # noqa: F401 - registers what follows an order
