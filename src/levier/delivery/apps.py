from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "levier.delivery"
    label = "delivery"
    verbose_name = "Réalisation"
