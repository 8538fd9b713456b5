from django.apps import AppConfig


class WatchConfig(AppConfig):
    name = "levier.watch"
    label = "watch"
    verbose_name = "Veille"
