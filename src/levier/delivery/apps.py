from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "levier.delivery"
    label = "delivery"
    verbose_name = "Réalisation"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from . import guards  # noqa: F401 - registers what this room checks before a contract moves
        from .services.obligations import recompute_at_each_order

        post_save.connect(
            recompute_at_each_order, sender="procurement.CallOff", dispatch_uid="delivery.recompute_at_each_order"
        )
