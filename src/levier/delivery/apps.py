from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "levier.delivery"
    label = "delivery"
    verbose_name = "Réalisation"

    def ready(self) -> None:
        from . import (
            erasure,  # noqa: F401 - registers what becomes of hours when a person is erased
            files,  # noqa: F401 - registers what becomes of the files of a row that goes
            guards,  # noqa: F401 - registers what this room checks before a contract moves
            held,  # noqa: F401 - says the rows of this room to the person they are about
            letters,  # noqa: F401 - registers the messages whose words may be changed
            own,  # noqa: F401 - shows their pieces to the person they are about
            worked,  # noqa: F401 - tells the page of a path the hours of each work contract
        )
        from .services import obligations  # noqa: F401 - registers what follows an order
