from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "levier.insights"
    label = "insights"
    verbose_name = "Indicateurs"

    def ready(self) -> None:
        from . import erasure  # noqa: F401 - registers the replies that may name an erased person
