from django.apps import AppConfig
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured


class PeopleConfig(AppConfig):
    name = "levier.people"
    label = "people"
    verbose_name = "Personnes"

    def ready(self) -> None:
        from . import letters  # noqa: F401 - registers the messages whose words may be changed
        from .erasure import handovers  # noqa: F401 - registers what becomes of follow-ups handed over

        register(_keys)


def _keys(**_options: object) -> list[Error]:
    """No key, or one that is not a key: nothing protected could be written or read."""
    from levier.sealing import require_keys

    try:
        require_keys()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="levier.E001")]
    return []
