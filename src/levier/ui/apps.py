from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "levier.ui"
    label = "ui"
    verbose_name = "Design system"

    def ready(self) -> None:
        from .validators import speak_french

        speak_french()
